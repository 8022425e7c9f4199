// The page at which a person waits for slow servers, in a real browser: it is there before its end is, goes on by
// itself, and "back", "reload" and "close" lead somewhere.
import assert from 'node:assert/strict'
import { after, afterEach, before, test } from 'node:test'
import { Browser, phone, pictures } from './browser.mjs'
import { allowWhileAway, sayWho, signInAtPds } from './person.mjs'
import { World } from './world.mjs'

let world, browser
before(async () => {
  world = await World.onLoopback({ name: 'waiting' })
  browser = await Browser.start()
})
afterEach(async test => {
  world.dns.release()
  world.pds.goOn()
  await browser.leave(test)
})
after(async () => {
  world?.pds?.goOn()
  await browser?.stop()
  await world?.stop()
})

/** From the home page to the sign-in page. */
async function tryIt(page) {
  await page.goto(world.atlogin.url)
  await page.locator('#try-it button').click()
  await page.locator('form#sign-in').waitFor()
}

/** Names the account, and waits at the page that waits. */
async function start(page, account) {
  await page.locator('#account').fill(account)
  await page.locator('#account').press('Enter', { noWaitAfter: true })
  await waits(page, account)
}

/** What is there of the page is shown, although it has not ended. */
async function waits(page, asked) {
  await page.locator('#back').waitFor()
  assert.match(await page.locator('#asking').innerText(), new RegExp(asked.replaceAll('.', '\\.')))
  assert.equal(await page.evaluate(() => document.readyState), 'loading')
  assert.equal(await page.locator('#go-on').count(), 0)
}

const atPds = page => page.waitForURL(url => url.href.startsWith(`${world.pds.issuer}/oauth/authorize`))

/** The address of a callback that was not opened yet. */
async function callbackOf(page) {
  await tryIt(page)
  await sayWho(page, 'alice.pds.test', world.pds.issuer)
  await signInAtPds(page)
  return allowWhileAway(page, world.atlogin)
}

/** Opens a callback whose server does not answer. */
async function slowCallback(page) {
  const address = await callbackOf(page)
  world.pds.pause()
  await page.goto(address, { waitUntil: 'commit' })
  await waits(page, new URL(world.pds.issuer).hostname)
  return address
}

async function arrive(page) {
  await page.waitForURL(url => url.pathname === '/try-it/callback')
  return page.locator('body').innerText()
}

for (const javaScriptEnabled of [true, false]) {
  test(`a slow handle: the page names it and goes on by itself ${javaScriptEnabled ? 'with' : 'without'} script`, async () => {
    const page = await browser.person({ viewport: phone, javaScriptEnabled })
    await tryIt(page)
    world.dns.hold()
    if (javaScriptEnabled) await start(page, 'alice.pds.test')
    else {
      await page.locator('#account').fill('alice.pds.test')
      await page.locator('#account').press('Enter', { noWaitAfter: true })
      await page.locator('#back').waitFor()
    }
    world.dns.release()
    await atPds(page)
  })
}

test('a slow PDS: the same, and "back" from there leads to the sign-in page', async () => {
  const page = await browser.person()
  await tryIt(page)
  const signIn = page.url()
  world.pds.pause()
  await start(page, 'alice.pds.test')
  world.pds.goOn()
  await atPds(page)
  // The PDS has steps of its own in the history.
  for (let steps = 0; steps < 3 && !page.url().startsWith(world.atlogin.url); steps++) await page.goBack()
  await page.locator('form#sign-in').waitFor()
  assert.equal(page.url(), signIn, 'neither the page that waited nor what it led to is in the history')
})

test('a slow callback: the browser goes on to the relying party, and no address with a code was in the page', async () => {
  const page = await browser.person({ viewport: phone })
  await slowCallback(page)
  await page.evaluate(() => document.querySelector('#back').focus())
  const asked = []
  page.on('request', request => asked.push(new URL(request.url())))
  world.pds.goOn()
  assert.ok((await arrive(page)).includes(world.alice.did))
  assert.match(asked[0].pathname, /^\/sign-in\/[^/]+\/go-on\/[^/]+$/)
  assert.equal(asked[0].origin, world.atlogin.url)
})

test('the page that waits can be used by everybody', async () => {
  const page = await browser.person({ viewport: phone })
  await slowCallback(page)
  await pictures(page, 'waiting')
})

test('who goes back from the page that waits is at the form, and can name another account', async () => {
  const page = await browser.person()
  await tryIt(page)
  for (const back of [() => page.locator('#back').click(), () => page.goBack()]) {
    world.dns.hold()
    await start(page, 'alice.pds.test')
    await back()
    await page.locator('form#sign-in').waitFor()
    world.dns.release()
  }
  await sayWho(page, 'bob.pds.test', world.pds.issuer)
})

test('who reloads a slow start begins once more', async () => {
  const page = await browser.person()
  await tryIt(page)
  world.dns.hold()
  await start(page, 'alice.pds.test')
  // Chromium asks whether the form is to be sent again; the driver says yes.
  await page.reload({ waitUntil: 'commit' })
  await waits(page, 'alice.pds.test')
  world.dns.release()
  await atPds(page)
})

test('who reloads a slow callback waits on, and is signed in', async () => {
  const page = await browser.person()
  await slowCallback(page)
  await page.reload({ waitUntil: 'commit' })
  await waits(page, new URL(world.pds.issuer).hostname)
  world.pds.goOn()
  assert.ok((await arrive(page)).includes(world.alice.did))
})

test('who closes a slow callback is not signed in, and the same address leads on later', async () => {
  const page = await browser.person()
  const address = await slowCallback(page)
  const other = await page.context().newPage()
  await page.close()
  world.pds.goOn()
  await other.goto(`${world.atlogin.url}/account`)
  assert.equal(await other.locator('form#sign-in').count(), 1, 'nobody is signed in')
  await other.goto(address)
  assert.ok((await arrive(other)).includes(world.alice.did))
})

test('a program that names no HTML and a program that follows no refresh get in too', async () => {
  const page = await browser.person()
  const address = await callbackOf(page)
  const [{ name, value }] = (await page.context().cookies(world.atlogin.url)).filter(cookie => !/session|try-it/.test(cookie.name))
  const ask = (url, accept) => fetch(url, { redirect: 'manual', headers: { accept, cookie: `${name}=${value}` } })
  world.pds.pause()
  const begun = await ask(address, 'text/html')
  const plain = ask(address, '*/*')
  world.pds.goOn()
  const link = (await begun.text()).match(/<a id="go-on"[^>]* href="([^"]+)"/)[1]
  const answer = await plain
  assert.equal(answer.status, 303)
  assert.equal(new URL(answer.headers.get('location'), address).pathname, link)
  const last = await ask(new URL(link, address), '*/*')
  assert.equal(last.status, 303)
  assert.match(last.headers.get('location'), /[?&]code=/)
})
