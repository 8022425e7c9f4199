// ATLogin's own pages as a person meets them: with "Try it", on a phone and on a desk, in light and dark, without script.
import assert from 'node:assert/strict'
import { after, afterEach, before, test } from 'node:test'
import { Browser, phone, pictures } from './browser.mjs'
import { fits, isNoWider } from './layout.mjs'
import { allow, allowWhileAway, deny, sayWho, signInAtPds } from './person.mjs'
import { World } from './world.mjs'

let world, browser
before(async () => {
  world = await World.onLoopback({ name: 'pages' })
  browser = await Browser.start()
})
afterEach(test => browser.leave(test))
after(async () => {
  await browser?.stop()
  await world?.stop()
})

const heading = page => page.getByRole('heading', { level: 1 }).innerText()

/** From the home page to the sign-in page. */
async function tryIt(page) {
  await page.goto(world.atlogin.url)
  await page.locator('#try-it button').click()
  await page.locator('form#sign-in').waitFor()
}

/** The rest of the way, from our page to the relying party's; returns what that one shows. */
async function signIn(page, account) {
  await sayWho(page, account, world.pds.issuer)
  await signInAtPds(page)
  await allow(page)
  return arrive(page)
}

async function arrive(page) {
  await page.waitForURL(url => url.pathname === '/try-it/callback')
  return page.locator('body').innerText()
}

const notSignedIn = /not signed in|declined|denied|refused|cancelled/i

/** What the keyboard of a phone leaves of its window. */
const aboveKeyboard = { width: 360, height: 320 }

/** Who is about to type sees the field and the button below it, without scrolling. */
async function seesTheButton(page) {
  await page.setViewportSize(aboveKeyboard)
  await page.evaluate(() => document.activeElement.blur())
  await page.locator('#account').focus()
  for (const part of ['#account', '#sign-in .primary']) {
    const { top, bottom } = await page.locator(part).evaluate(element => element.getBoundingClientRect().toJSON())
    assert.ok(top >= 0 && bottom <= aboveKeyboard.height, `${part} is at ${top} to ${bottom}`)
  }
}

/** The narrowest phone that people still have. */
async function narrow(page) {
  await page.setViewportSize({ width: 360, height: 640 })
  await isNoWider(page)
}

test('"Try it" signs alice in and shows what a relying party learns', async () => {
  const page = await browser.person({ viewport: phone })
  await page.goto(world.atlogin.url)
  await pictures(page, 'home')
  await fits(page)
  await tryIt(page)
  assert.equal(await heading(page), 'Sign in')
  await pictures(page, 'sign-in')
  await fits(page)
  const shown = await signIn(page, 'alice.pds.test')
  await pictures(page, 'try-it-signed-in')
  await fits(page)
  for (const expected of [world.alice.did, 'alice.pds.test', 'Alice Example']) assert.ok(shown.includes(expected), `shows ${expected}`)
})

test('alice sees her account, what is stored of her, and can end all of it', async () => {
  const page = await browser.person({ viewport: phone })
  await page.goto(`${world.atlogin.url}/account`)
  await sayWho(page, 'alice.pds.test', world.pds.issuer)
  await signInAtPds(page)
  await allow(page)
  await page.waitForURL(url => url.pathname === '/account')
  // A relying party that knows her without asking, and has access from then on.
  await page.goto(world.atlogin.url)
  await page.locator('#try-it button').click()
  await arrive(page)
  await page.locator('#account-link').click()
  const shown = async (name, title) => {
    assert.equal(await heading(page), title)
    assert.ok((await page.locator('body').innerText()).includes(world.alice.did), `${name} names the account`)
    await pictures(page, name)
    await narrow(page)
    await fits(page)
  }
  await shown('account', 'Your account')
  await page.locator('#to-stored').click()
  await shown('account-stored', 'What is stored about you')
  await page.locator('#account-link').click()
  await page.locator('#to-everywhere').click()
  await shown('account-everywhere', 'Sign out everywhere?')
  await page.locator('a#cancel').click()
  await page.locator('#to-delete').click()
  await shown('account-delete', 'Delete my data?')
  await page.locator('#answer button').click()
  assert.equal(await heading(page), 'Your data has been deleted')
  await pictures(page, 'account-deleted')
  await fits(page)
  await page.locator('#account-link').click()
  assert.equal(await heading(page), 'Sign in')
})

test('with the keyboard of a phone up the button is in sight, whatever is above the field', async () => {
  const page = await browser.person({ viewport: aboveKeyboard })
  await tryIt(page)
  await seesTheButton(page)
  assert.equal(await page.evaluate(() => scrollY), 0, 'nothing is scrolled away')
  await page.locator('#account').fill('nobody.pds.test')
  await page.locator('#account').press('Enter')
  await page.locator('#error').waitFor()
  await seesTheButton(page)
  await page.setViewportSize(phone)
  await signIn(page, 'alice.pds.test')
  await page.context().clearCookies({ name: /-session$/ })
  await tryIt(page)
  await page.locator('#accounts').waitFor()
  await seesTheButton(page)
  await fits(page)
})

test('the front page says what it is where somebody posts its link', async () => {
  const page = await browser.person()
  await page.goto(world.atlogin.url)
  const said = await page.locator('meta[property^="og:"]').evaluateAll(all => all.map(meta => [meta.getAttribute('property'), meta.content]))
  const { 'og:title': title, 'og:description': description, 'og:url': url, 'og:image': image } = Object.fromEntries(said)
  assert.ok(title && description)
  assert.equal(url, `${world.atlogin.url}/`)
  for (const [address, type] of [[image, 'image/png'], [`${world.atlogin.url}/favicon.ico`, 'image/x-icon']]) {
    const answer = await fetch(address)
    assert.equal(answer.headers.get('content-type'), type)
    const size = await page.evaluate(async address => {
      const picture = Object.assign(new Image(), { src: address })
      await picture.decode()
      return [picture.naturalWidth, picture.naturalHeight]
    }, address)
    assert.ok(size[0] >= 16 && size[0] === size[1], `${address} is a square picture of ${size}`)
  }
})

test('a handle that does not exist brings the form back with a sentence, and the login goes on', async () => {
  const page = await browser.person({ viewport: phone })
  await tryIt(page)
  await page.locator('#account').fill('nobody.pds.test')
  await page.locator('#continue').click()
  await page.locator('#error').waitFor()
  await pictures(page, 'sign-in-unknown-handle')
  await fits(page)
  assert.ok((await signIn(page, 'bob.pds.test')).includes(world.bob.did))
})

test('who says no at the PDS is back at the relying party and reads that they were not signed in', async () => {
  const page = await browser.person({ viewport: phone })
  await tryIt(page)
  await sayWho(page, 'alice.pds.test', world.pds.issuer)
  await signInAtPds(page)
  await deny(page)
  const shown = await arrive(page)
  await pictures(page, 'try-it-refused')
  await fits(page)
  assert.match(shown, notSignedIn)
  assert.ok(!shown.includes(world.alice.did))
})

test('who presses Cancel on our page is back at the relying party', async () => {
  const page = await browser.person({ viewport: phone })
  await tryIt(page)
  await page.locator('#cancel button').click()
  assert.match(await arrive(page), notSignedIn)
})

test('who comes back from the PDS by the browser\'s button can be somebody else', async () => {
  const page = await browser.person()
  await tryIt(page)
  await sayWho(page, 'alice.pds.test', world.pds.issuer)
  await page.goBack()
  await page.locator('form#sign-in').waitFor()
  await page.reload()
  assert.ok((await signIn(page, 'bob.pds.test')).includes(world.bob.did))
})

test('"Try it" in two tabs of one browser: each shows its own answer', async () => {
  const one = await browser.person()
  const other = await one.context().newPage()
  await tryIt(one)
  await tryIt(other)
  await sayWho(one, 'alice.pds.test', world.pds.issuer)
  await sayWho(other, 'bob.pds.test', world.pds.issuer)
  await signInAtPds(other)
  await signInAtPds(one)
  await allow(one)
  assert.ok((await arrive(one)).includes(world.alice.did))
  await allow(other)
  assert.ok((await arrive(other)).includes(world.bob.did))
})

test('the way back from the PDS is open to the browser that went there, and to no other', async () => {
  const page = await browser.person()
  await tryIt(page)
  await sayWho(page, 'alice.pds.test', world.pds.issuer)
  await signInAtPds(page)
  // So that the answer of the PDS is not used up before another browser has tried it.
  const address = await allowWhileAway(page, world.atlogin)

  const other = await browser.person()
  await other.goto(address)
  await other.locator('#error').waitFor()
  assert.ok(!(await other.locator('body').innerText()).includes(world.alice.did))

  await page.goto(address)
  assert.ok((await arrive(page)).includes(world.alice.did))
})

test('http://localhost is led to 127.0.0.1, the one address that the cookie and the PDS agree on', async () => {
  const page = await browser.person()
  await page.goto(world.atlogin.url.replace('127.0.0.1', 'localhost'))
  assert.equal(new URL(page.url()).origin, world.atlogin.url)
})

test('a login begun in another browser, or long gone, says so', async () => {
  const page = await browser.person({ viewport: phone })
  await page.goto(`${world.atlogin.url}/sign-in/somebody-elses`)
  await page.locator('#error').waitFor()
  await pictures(page, 'error')
  await fits(page)
  assert.notEqual(await page.locator('#reference').innerText(), '')
})

test('our pages need no script', async () => {
  const page = await browser.person({ viewport: phone, javaScriptEnabled: false })
  await tryIt(page)
  await sayWho(page, 'alice.pds.test', world.pds.issuer)
})

test('our pages need no mouse', async () => {
  const page = await browser.person()
  await tryIt(page)
  const focused = () => page.evaluate(() => document.activeElement.id)
  for (let presses = 0; await focused() !== 'account' && presses < 5; presses++) await page.keyboard.press('Tab')
  await page.keyboard.type('alice.pds.test')
  await page.keyboard.press('Enter')
  await page.waitForURL(url => url.href.startsWith(`${world.pds.issuer}/oauth/authorize`))
})

test('our pages ask for nothing from elsewhere and break no rule of their own', async () => {
  const page = await browser.person()
  const elsewhere = [], complaints = []
  page.on('request', request => new URL(request.url()).origin === world.atlogin.url || elsewhere.push(request.url()))
  page.on('console', message => message.type() === 'error' && complaints.push(message.text()))
  page.on('pageerror', error => complaints.push(error.message))
  await tryIt(page)
  assert.deepEqual(elsewhere, [])
  assert.deepEqual(complaints, [])
})
