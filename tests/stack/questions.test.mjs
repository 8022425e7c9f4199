// The pages that ask: which account, do you allow it, sign out? And those that end something. Looked at in every shape, and with
// texts of people who mean us harm: what a relying party calls itself, what a person calls themselves, what stands in an address.
import assert from 'node:assert/strict'
import { after, afterEach, before, test } from 'node:test'
import { Browser, keep, phone, pictures } from './browser.mjs'
import { aliceProfile } from './pds.mjs'
import { allow, sayWho, signInAtPds } from './person.mjs'
import { RelyingParty, RP } from './relying-party.mjs'
import { World } from './world.mjs'

const redirect_uris = [`${RP}/callback`]
const calm = { client_id: 'calm', client_name: 'Example Books', redirect_uris, post_logout_redirect_uris: [`${RP}/signed-out`] }
const asking = { client_id: 'asking', client_name: 'Photo Album', redirect_uris, consent: true, email: 'account',
  scopes: ['openid', 'profile', 'email', 'offline_access'] }
const closed = { client_id: 'closed', client_name: 'Members only', redirect_uris, allow: ['*.example.org'] }
const attack = '"><img src=x onerror=alert(1)><script>alert(2)</script>'
const hostile = { client_id: 'hostile', client_name: attack, redirect_uris, consent: true }

let world, browser, relyingParty, complaints
before(async () => {
  world = await World.onLoopback({ name: 'questions', clients: [calm, asking, closed, hostile] })
  browser = await Browser.start()
  relyingParty = await RelyingParty.start(world)
})
afterEach(async test => {
  await browser.leave(test)
  assert.deepEqual(complaints, [], 'what the browser complains about')
})
after(async () => {
  await relyingParty?.stop()
  await browser?.stop()
  await world?.stop()
})

/** Somebody with a phone that tells us of every dialog, every error of a script, and every policy that was broken. */
async function person(options) {
  complaints = []
  const page = await browser.person({ viewport: phone, ...options })
  page.on('dialog', dialog => { complaints.push(`dialog: ${dialog.message()}`); return dialog.dismiss() })
  page.on('console', message => message.type() === 'error' && complaints.push(message.text()))
  page.on('pageerror', error => complaints.push(error.message))
  return page
}

function question({ client_id }, parameters) {
  const code_challenge = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM' // RFC 7636 Appendix B
  const asked = { client_id, redirect_uri: redirect_uris[0], response_type: 'code', scope: 'openid profile', state: 's', code_challenge,
    code_challenge_method: 'S256', ...parameters }
  return `${world.atlogin.url}/authorize?${new URLSearchParams(asked)}`
}

const heading = page => page.getByRole('heading', { level: 1 }).innerText()
const press = (page, button) => page.locator(button).click()
const arrival = page => page.waitForURL(url => url.pathname === '/callback')

async function signIn(page, account, address = question(calm)) {
  await page.goto(address)
  await sayWho(page, account, world.pds.issuer)
  await signInAtPds(page)
  await allow(page)
}

/** A browser that knows bob and, since later, alice; once made. */
let signedIn
async function alice(options) {
  if (!signedIn) {
    const page = await person()
    await signIn(page, 'bob.pds.test')
    await arrival(page)
    await signIn(page, 'alice.pds.test', question(calm, { prompt: 'select_account' }))
    await arrival(page)
    signedIn = await keep(page)
    await page.context().close()
  }
  return person({ storageState: signedIn, ...options })
}

/** Nothing on the page has to be scrolled to sideways, or can be pressed only with a needle. */
async function looked(page, name) {
  const [content, window] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth])
  assert.ok(content <= window, `${name}: ${content} pixels wide in a window of ${window}`)
  for (const button of await page.locator('button:visible, a.button:visible').all()) {
    const { width, height } = await button.boundingBox()
    assert.ok(width >= 44 && height >= 44, `${name}: a button of ${width} by ${height} pixels`)
  }
  await pictures(page, name)
}

test('the chooser shows whom this browser knows, lets one in by one press, and forgets one', async () => {
  const page = await alice()
  await page.goto(question(calm, { prompt: 'select_account' }))
  await looked(page, 'chooser')
  await press(page, `button[name=forget][value="${world.bob.did}"]`)
  await page.getByRole('button', { name: 'bob.pds.test', exact: true }).waitFor({ state: 'detached' })
  await page.getByRole('button', { name: 'alice.pds.test', exact: true }).click()
  await arrival(page)
  assert.ok(new URL(page.url()).searchParams.get('code'))
})

test('consent says who asks, from where, and what they get', async () => {
  const page = await alice()
  await page.goto(question(asking, { scope: 'openid profile offline_access', prompt: 'consent' }))
  const text = await page.locator('main').innerText()
  for (const expected of ['Photo Album', '127.0.0.1', 'alice.pds.test']) assert.ok(text.includes(expected), expected)
  await looked(page, 'consent')
  await page.locator('#another').click()
  assert.equal(await heading(page), 'Sign in')
  await page.goBack()
  assert.equal(await heading(page), 'Allow this sign-in?')
})

test('who is not admitted reads why, and can be somebody else', async () => {
  const page = await alice()
  await signIn(page, 'bob.pds.test', question(closed))
  await page.getByRole('heading', { level: 1 }).waitFor()
  await page.locator('#error').waitFor()
  await looked(page, 'not-admitted')
  complaints = complaints.filter(text => !text.includes('status of 403')) // Chromium names every page with an error status
  await page.locator('.ways-on a').first().click()
  assert.equal(await heading(page), 'Sign in')
})

test('the form that carries an answer, where no script sends it', async () => {
  const page = await alice()
  // axe needs script, so the page has it, and its own has run before anybody looks.
  await page.route(`${RP}/callback`, route => route.fulfill({ status: 204 })) // which leaves the browser where it is
  await page.goto(question(calm, { response_mode: 'form_post' }), { waitUntil: 'commit' })
  await page.locator('#answer button').waitFor()
  await looked(page, 'form-post')
})

test('sign out: the question, staying, and the end', async () => {
  const page = await alice()
  await page.goto(`${world.atlogin.url}/logout`)
  assert.equal(await heading(page), 'Sign out?')
  await looked(page, 'logout-question')
  await press(page, '#stay')
  await looked(page, 'logout-stayed')
  await page.goto(`${world.atlogin.url}/logout?client_id=calm&post_logout_redirect_uri=https://evil.example/`)
  await looked(page, 'logout-question-flawed')
  await press(page, '#sign-out')
  await looked(page, 'signed-out-flawed')
  await page.goto(`${world.atlogin.url}/logout`)
  await looked(page, 'signed-out-nobody')
  signedIn = undefined
})

test('a hostile display name stays a text where we show what relying parties learn', async () => {
  await world.pds.writeProfile(world.carol, { displayName: attack, picture: aliceProfile.picture })
  const page = await person()
  await page.goto(world.atlogin.url)
  await press(page, '#try-it button')
  await sayWho(page, world.carol.did, world.pds.issuer)
  await signInAtPds(page)
  await allow(page)
  await page.locator('#claims').waitFor()
  assert.ok((await page.locator('#claims').innerText()).includes(attack), 'the name is shown as it is')
  assert.equal(await page.locator('main img, main script, main svg').count(), 0, 'no element was made of it')
  await looked(page, 'hostile-name')
  await page.locator('#account-link').click()
  await page.locator('#to-stored').click()
  assert.ok((await page.locator('main').innerText()).includes(attack), 'and among what is stored')
  assert.equal(await page.locator('main img, main script, main svg').count(), 0, 'no element was made of it')
})

test('hostile names, hints and states of a relying party stay texts', async () => {
  const page = await alice()
  const shown = async name => {
    assert.equal(await page.locator('main img, main svg').count(), 0, `${name} has made elements of a text`)
    await page.waitForLoadState('networkidle')
  }
  await page.goto(question(hostile, { login_hint: attack, prompt: 'select_account', state: attack, ui_locales: attack, nonce: attack }))
  assert.ok((await page.locator('main').innerText()).includes(attack), 'the sign-in page shows the name as it is')
  await looked(page, 'hostile-sign-in')
  await shown('the sign-in page')
  await page.locator('#account').fill(attack)
  await press(page, '#continue')
  await page.locator('#error').waitFor()
  await shown('the sign-in page with an error')
  await page.goto(question(hostile, { prompt: 'consent', response_mode: 'form_post', state: attack }))
  await looked(page, 'hostile-consent')
  await shown('the consent page')
  await page.route(`${RP}/callback`, route => route.fulfill({ status: 204 })) // which leaves the browser where it is
  await press(page, '#consent button').catch(() => {})
  await page.locator('form#answer').waitFor()
  assert.equal(await page.locator('input[name=state]').inputValue(), attack)
  await page.goto(`${world.atlogin.url}/logout?${new URLSearchParams({ state: attack, id_token_hint: attack, post_logout_redirect_uri: attack })}`)
  await shown('the logout question')
  await page.goto(`${world.atlogin.url}/authorize?${new URLSearchParams({ client_id: attack, redirect_uri: attack })}`)
  await shown('the error page')
  complaints = complaints.filter(text => !/status of 4\d\d/.test(text))
})
