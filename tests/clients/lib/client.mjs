// The walk that every program is taken through: sign in, be known again, refresh, refresh twice at once, sign out.
import assert from 'node:assert/strict'
import fs from 'node:fs'
import { after, afterEach, before, test } from 'node:test'
import { Browser } from '../../stack/browser.mjs'
import { allow, sayWho, signInAtPds } from '../../stack/person.mjs'
import { World } from '../../stack/world.mjs'
import { originOf } from './places.mjs'
import { Report } from './report.mjs'

/**
 * Declares the test of a program:
 *   `name`     its folder, and its client_id;
 *   `version`  what was installed;
 *   `letIn`    the options of `atlogin client add` with which its operator lets it in;
 *   `start`    starts it, given `world`, the folder `state` for what it leaves, and `client` (see `letIn` below); gives what has
 *              to be stopped: one thing with `stop`, or a list;
 *   `begin`    does at `page` what somebody does who wants to sign in; ends on the way to ATLogin;
 *   `arrived`  whether an address is where they are signed in; default: any of the program but its callback;
 *   `who`      what the program at `page` shows of who is there, if anybody is; it may load it anew;
 *   `refresh`  makes the program refresh its tokens, once;
 *   `refreshesBy`  what ATLogin's log says when it has; default: "tokens refreshed";
 *   `refreshTwice`  makes it do so twice at the same time, as people do it: parallel pages, two tabs (`together` helps);
 *   `takesTurns`  the program itself lets one refresh wait for the other, so that none uses the same refresh token;
 *   `works`    fails unless the program can use its access token; default: `who` shows alice;
 *   `logout`   signs out at the program;
 *   `logsOutHereOnly`  the program does not tell ATLogin of a logout;
 *   `asksEachTime`     it is a public client on this device, so ATLogin asks at each sign-in whether it may know who is there;
 *   `cannot`   steps that the program has no way of doing, with the reason: they are left out.
 */
export function walk(program) {
  const { name, cannot = {} } = program
  const origin = originOf(name)
  const arrived = program.arrived ?? (url => url.origin === origin && !url.searchParams.has('code'))
  let world, browser, parts
  before(async () => {
    world = await World.onLoopback({ name })
    browser = await Browser.start()
    parts = [await program.start({ world, state: world.state, client: letIn(world, program) })].flat()
  })
  afterEach(test => browser.leave(test))
  after(async () => {
    for (const part of (parts ?? []).reverse()) await part.stop()
    await browser?.stop()
    await world?.stop()
  })

  const knowsAlice = async page => assert.match(await program.who(page), shows(world.alice), 'the program shows that alice is there')
  const knowsNobody = async page => assert.doesNotMatch(await program.who(page), shows(world.alice), 'the program shows that nobody is there')
  const works = async page => { await program.works?.(page); await knowsAlice(page) }
  const comesAgain = async page => {
    await program.begin(page)
    if (program.asksEachTime) await page.locator('#consent button').click()
  }
  const refreshes = () => refreshesOf(name, world, program.refreshesBy)

  test(name, async () => {
    const report = new Report(program)
    const step = (what, action) => what in cannot ? undefined : report.step(what, action)
    const page = await browser.person()

    await step('sign in', async () => {
      await signIn(world, page, program, arrived)
      await knowsAlice(page)
    })
    await step('silent again', async () => {
      await forget(page, origin)
      await knowsNobody(page)
      await answered(page, arrived, () => comesAgain(page))
      await knowsAlice(page)
    })
    await step('refresh', async () => {
      const before = refreshes()
      await program.refresh(page)
      assert.equal(refreshes().all, before.all + 1, 'ATLogin has refreshed tokens once')
      await works(page)
    })
    await step('refresh twice at once', async () => {
      // On a busy machine the second one may come so late that its program has the first one's new token already.
      for (let tries = 5, atOnce = false; !atOnce; tries--) {
        assert.ok(tries > 0, 'both times for the same refresh token')
        const before = refreshes()
        await program.refreshTwice(page)
        assert.ok(refreshes().all >= before.all + 2, 'ATLogin has refreshed tokens twice')
        atOnce = program.takesTurns || refreshes().repeated > before.repeated
        await works(page)
      }
    })
    await step('logout', async () => {
      await program.logout(page)
      await knowsNobody(page)
      const known = program.logsOutHereOnly
      await (known ? answered(page, arrived, () => comesAgain(page)) : asked(page, program))
    })
  })
}

/**
 * Lets the program in as its operator would. With a preset, `printed` is the text to be pasted into the program's configuration;
 * without one there are `client_id`, `client_secret` and `issuer` to write it with.
 */
export function letIn({ atlogin }, { name, letIn: options }) {
  const add = ['client', 'add', name, ...options]
  const issuer = atlogin.url
  if (options.includes('--preset')) return { issuer, client_id: name, printed: atlogin.command(...add) }
  return { issuer, ...JSON.parse(atlogin.command(...add, '--json')) }
}

/** Where ATLogin gets no ID token with a logout, it asks whether it is they who want this. They do. */
export async function confirmLogout(page) {
  await page.locator('#sign-out').click()
  await page.locator('#sign-out').waitFor({ state: 'detached' })
}

/** A whole sign-in by alice in a browser that nobody knows yet. */
export async function signIn(world, page, program, arrived) {
  await asked(page, program)
  await sayWho(page, world.alice.handle, world.pds.issuer)
  await signInAtPds(page)
  await allow(page)
  if (program.asksEachTime) await page.locator('#consent button').click()
  await page.waitForURL(arrived)
}

/** Does `action` at `page` and at another tab of its browser; their requests to `url` wait for each other, so that none is the first. */
export async function together(page, url, action) {
  const context = page.context()
  const waiting = []
  await context.route(url, route => {
    waiting.push(route)
    return waiting.length < 2 ? undefined : Promise.all(waiting.splice(0).map(one => one.continue()))
  })
  const other = await context.newPage()
  await Promise.all([action(page), action(other)])
  await context.unroute(url)
  await other.close()
}

/** The browser loses what the program keeps in it, and nothing of ATLogin's. */
async function forget(page, origin) {
  await page.context().clearCookies({ domain: 'localhost' })
  await page.evaluate(() => sessionStorage.clear())
  await page.goto('about:blank') // a page that is open would write some of it again
  const chromium = await page.context().newCDPSession(page)
  await chromium.send('Storage.clearDataForOrigin', { origin, storageTypes: 'local_storage,indexeddb' })
  await chromium.detach()
}

/** Begins at the program; ends where ATLogin asks who is there. */
async function asked(page, program) {
  await program.begin(page)
  await page.locator('form#sign-in').waitFor()
}

/** Waits until `action` has led to ATLogin and back without a page of ours; the address may be that of before. */
async function answered(page, arrived, action) {
  const isAnswer = request => request.isNavigationRequest() && new URL(request.url()).searchParams.has('code')
  const isArrived = frame => frame === page.mainFrame() && arrived(new URL(frame.url()))
  const back = page.waitForRequest(isAnswer).then(() => page.waitForEvent('framenavigated', isArrived))
  await Promise.all([back, action()])
  await page.waitForLoadState()
}

/** How often ATLogin gave this client new tokens for a refresh token: `all`, and of these the `repeated` ones. */
export function refreshesOf(clientId, world, said = 'tokens refreshed') {
  const lines = fs.readFileSync(world.atlogin.process.log, 'utf8').split('\n')
    .filter(line => line.includes(said) && line.includes(`client_id="${clientId}"`))
  return { all: lines.length, repeated: lines.filter(line => line.includes('is_repeated=true')).length }
}

/** A name that is alice's alone. */
const shows = ({ handle, did }) => new RegExp(`${handle.replaceAll('.', '\\.')}|${did}`)
