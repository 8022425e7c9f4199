// MAS below a path of an address that it shares, as nix/worlds has it: whatever it says of itself has that path, and ATLogin
// sends people and logouts there.
import assert from 'node:assert/strict'
import { after, before, beforeEach, test } from 'node:test'
import { keep } from '../browser.mjs'
import { allow, sayWho, signInAtPds } from '../person.mjs'
import { App, APP } from './app.mjs'
import { judge } from './judge.mjs'
import { readSection } from './section.mjs'
import { atItsName, belowAPath, MAS, MAS_BELOW } from './server.mjs'
import { Visitor } from './visitor.mjs'

const OURS = new URL(MAS_BELOW)
const button = (page, name) => page.getByRole('button', { name, exact: true })

/** `at` as for walks.mjs, with `atlogin`, `mas`, its `section`, and `signOut`. */
export function belowPath(at) {
  let section, page, cookies

  before(async () => {
    const { world } = at
    const dora = await world.pds.createAccount('dora.pds.test')
    world.dns.publishHandle(dora.handle, dora.did)
    section = at.atlogin.addMas(MAS_BELOW, { id: 'below', options: ['--id', / id: (\w+)/.exec(at.section)[1]] })
    await at.mas.move(belowAPath, section)
    at.mas.refusals.length = 0
  })
  after(() => at.mas.move(atItsName, at.section))
  // One browser for all of it: of a page, nothing is left when a test ends, but its cookies.
  beforeEach(async () => { page = await at.browser.person({ storageState: cookies }) })
  const remember = async () => { cookies = await keep(page) }

  const json = async url => (await fetch(url)).json()
  const whoami = token => at.world.synapse.whoami(token)
  const isThere = url => url.origin === OURS.origin && url.pathname.startsWith(`${OURS.pathname}/`)

  /** An app that has just sent the browser to MAS. */
  async function open(more) {
    const app = new App(MAS_BELOW)
    await page.goto(app.address(more))
    return app
  }
  async function arrive(app) {
    await button(page, 'Continue').click()
    await page.waitForURL(url => url.href.startsWith(APP))
    return app.token(page.url())
  }

  test('every address that apps are told has the path, and nobody is at the root', async () => {
    const document = await json(`${MAS_BELOW}/.well-known/openid-configuration`)
    const addresses = Object.values(document).filter(value => typeof value === 'string')
    assert.equal(document.issuer, `${MAS_BELOW}/`)
    assert.ok(addresses.length > 4)
    for (const address of addresses) assert.ok(address.startsWith(`${MAS_BELOW}/`), address)
    for (const path of ['/', '/auth', '/authorize', '/.well-known/openid-configuration']) assert.equal((await fetch(`${OURS.origin}${path}`)).status, 404, path)
  })

  test('what apps ask, an app in a browser can ask from anywhere, and nothing else', async () => {
    await page.goto(APP)
    const asks = (url, options) => page.evaluate(async ([to, how]) => (await fetch(to, how)).status, [url, options]).catch(() => undefined)
    const body = JSON.stringify({ type: 'm.login.token', token: 'x' })
    assert.equal(await asks(`${MAS_BELOW}/.well-known/openid-configuration`), 200)
    assert.equal(await asks(`${MAS}/_matrix/client/v3/login`, { method: 'POST', headers: { 'content-type': 'application/json' }, body }), 403)
    assert.equal(await asks(`${MAS_BELOW}/`), undefined)
  })

  test('the section of the preset is right, and ATLogin knows where people come back to', async () => {
    const provider = await readSection(section)
    await judge(provider)
    const client = at.atlogin.command('client', 'show', 'below')
    assert.ok(client.includes(`${MAS_BELOW}/upstream/callback/${provider.id}`), client)
    assert.ok(client.includes(`${MAS_BELOW}/upstream/backchannel-logout/${provider.id}`), client)
  })

  test('somebody new gets an account by way of pages below the path', async () => {
    const app = await open({ prompt: 'create' })
    assert.equal(at.questions.at(-1).redirect_uri, `${MAS_BELOW}/upstream/callback/${at.mas.provider.id}`)
    await sayWho(page, 'dora.pds.test', at.world.pds.issuer)
    await signInAtPds(page)
    await allow(page)
    await page.waitForURL(isThere)
    await button(page, 'Create Account').click()
    await page.waitForURL(url => url.pathname.startsWith(`${OURS.pathname}/consent/`))
    assert.equal(await whoami(await arrive(app)), '@dora.pds.test:localhost')
    assert.deepEqual(at.mas.refusals, [])
    await remember()
  })

  test('its cookie is for the path alone', async () => {
    const all = await page.context().cookies()
    assert.deepEqual(all.filter(({ name }) => name === 'mas-stand-in').map(({ path }) => path), [`${OURS.pathname}/`])
  })

  test('the second sign-in is one press', async () => {
    assert.equal(await whoami(await arrive(await open())), '@dora.pds.test:localhost')
  })

  test('an app that knows only m.login.sso is led from the address of the homeserver below the path', async () => {
    await page.goto(`${MAS}/_matrix/client/v3/login/sso/redirect?redirectUrl=${encodeURIComponent(APP)}`)
    assert.ok(isThere(new URL(page.url())), page.url())
    await button(page, 'Continue').click()
    await page.waitForURL(url => url.href.startsWith(APP))
    const body = JSON.stringify({ type: 'm.login.token', token: new URL(page.url()).searchParams.get('loginToken') })
    const answer = await fetch(`${MAS}/_matrix/client/v3/login`, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
    assert.equal((await answer.json()).user_id, '@dora.pds.test:localhost')
  })

  test('who signs out at MAS gets to choose, and comes back below the path', async () => {
    await page.goto(`${MAS_BELOW}/`)
    await button(page, 'Sign out').click()
    await page.locator('#accounts button.account').click()
    await page.waitForURL(url => url.href === `${MAS_BELOW}/`)
    assert.match(await page.locator('h1').innerText(), /dora\.pds\.test/)
    await remember()
  })

  test('who signs out at ATLogin is signed out at MAS, which hears of it below the path', async () => {
    await at.signOut(page)
    await page.goto(`${MAS_BELOW}/`)
    assert.match(await page.locator('h1').innerText(), /You have been signed out/)
  })

  test('an ATLogin that was told of MAS without its path refuses the question', async () => {
    await at.mas.move(belowAPath, at.atlogin.addMas(OURS.origin, { id: 'pathless' }))
    const answer = await new Visitor().get(`${MAS_BELOW}/upstream/authorize/${at.mas.provider.id}`)
    assert.equal(new URL(answer.url).origin, new URL(at.atlogin.url).origin)
    assert.equal(answer.status, 400)
    assert.match(answer.text, /redirect_uri/)
  })
}
