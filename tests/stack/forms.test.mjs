// Where the forms of our pages end: at another origin, by a redirect. Chromium checks each step of that against the page's
// Content-Security-Policy, and drops the forbidden one without a word; so each way is walked here, over https as in production.
// (The way of a logout needs an ID token: it is walked in session.test.mjs.)
import assert from 'node:assert/strict'
import { after, afterEach, before, test } from 'node:test'
import { Browser, keep } from './browser.mjs'
import { allow, sayWho, signInAtPds } from './person.mjs'
import { RelyingParty } from './relying-party.mjs'
import { World } from './world.mjs'

const RP = 'https://rp.internal', ONWARD = 'https://onward.internal'
const known = { client_id: 'known', client_name: 'A known app', redirect_uris: [`${RP}/callback`] }
const asking = { client_id: 'asking', client_name: 'An app that asks', redirect_uris: [`${RP}/callback`], consent: true }
const restless = { client_id: 'restless', redirect_uris: [`${RP}/moved`], consent: true }

let world, browser, relyingParty, complaints
before(async () => {
  world = await World.overTls({ name: 'forms', clients: [known, asking, restless] })
  browser = await Browser.start()
  relyingParty = await RelyingParty.start(world, { origin: RP, pages: { '/moved': new URL('/arrived', ONWARD) } })
})
afterEach(async test => {
  await browser.leave(test)
  assert.deepEqual(complaints, [], 'the console complains')
})
after(async () => {
  await relyingParty?.stop()
  await browser?.stop()
  await world?.stop()
})

/** Somebody whose browser tells us what it complains about, policies first of all. */
async function person(options) {
  complaints = []
  const page = await browser.person(options)
  page.on('console', message => message.type() === 'error' && complaints.push(message.text()))
  page.on('pageerror', error => complaints.push(error.message))
  return page
}

/** The address of a question by `client`. What the answer is worth is judged elsewhere: a public verifier will do. */
function question({ client_id, redirect_uris: [redirect_uri] }, parameters) {
  const code_challenge = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM' // RFC 7636 Appendix B
  const asked = { client_id, redirect_uri, response_type: 'code', scope: 'openid profile', state: 'of-the-rp', code_challenge,
    code_challenge_method: 'S256', ...parameters }
  return `${world.atlogin.url}/authorize?${new URLSearchParams(asked)}`
}

/** From our sign-in page to the PDS and back: with script, which the pages of the PDS need. */
async function signIn(page, address) {
  await page.goto(address)
  await sayWho(page, 'alice.pds.test', world.pds.issuer)
  await signInAtPds(page)
  await allow(page)
}

const arrival = (page, address) => page.waitForURL(url => url.origin + url.pathname === address)
/** Presses the button of a form. */
const press = (page, form) => page.locator(`#${form} button`).click()

/** A browser that knows alice, once made. */
let signedIn
async function alice(options) {
  if (!signedIn) {
    const page = await person()
    await signIn(page, question(known))
    await arrival(page, `${RP}/callback`)
    signedIn = await keep(page)
    await page.context().close()
  }
  return person({ storageState: signedIn, ...options })
}

for (const javaScriptEnabled of [true, false]) {
  const script = javaScriptEnabled ? 'with script' : 'without script'

  test(`the sign-in form ends at the PDS, ${script}`, async () => {
    const page = await person({ javaScriptEnabled })
    await page.goto(question(known))
    await sayWho(page, 'alice.pds.test', world.pds.issuer)
  })

  test(`"Cancel" on the sign-in page ends at the relying party, ${script}`, async () => {
    const page = await person({ javaScriptEnabled })
    await page.goto(question(known))
    await press(page, 'cancel')
    await arrival(page, `${RP}/callback`)
    assert.equal(new URL(page.url()).searchParams.get('error'), 'access_denied')
  })

  test(`the consent form ends at the relying party, ${script}`, async () => {
    const page = await alice({ javaScriptEnabled })
    await page.goto(question(asking, { prompt: 'consent' }))
    await press(page, 'consent')
    await arrival(page, `${RP}/callback`)
    assert.ok(new URL(page.url()).searchParams.get('code'))
  })

  test(`a relying party may send the person on to yet another origin after the consent form, ${script}`, async () => {
    const page = await alice({ javaScriptEnabled })
    await page.goto(question(restless, { prompt: 'consent' }))
    await press(page, 'consent')
    await arrival(page, `${ONWARD}/arrived`)
  })

  test(`the answer by form_post arrives at the relying party, ${javaScriptEnabled ? 'by itself' : 'by its button where there is no script'}`, async () => {
    const page = await alice({ javaScriptEnabled })
    relyingParty.visits.length = 0
    await page.goto(question(known, { response_mode: 'form_post' }))
    if (!javaScriptEnabled) await press(page, 'answer')
    await arrival(page, `${RP}/callback`)
    const { method, form } = relyingParty.visits.find(({ path }) => path === '/callback')
    assert.deepEqual([method, form.get('state'), form.get('iss')], ['POST', 'of-the-rp', world.atlogin.url])
    assert.ok(form.get('code'))
  })

  test(`form_post to a relying party that sends the person on to yet another origin, ${script}`, async () => {
    const page = await alice({ javaScriptEnabled })
    await page.goto(question(restless, { response_mode: 'form_post', prompt: 'consent' }))
    await press(page, 'consent')
    if (!javaScriptEnabled) await press(page, 'answer')
    await arrival(page, `${ONWARD}/arrived`)
  })
}

test('a consent given for a client that was added by command ends at the relying party, and is asked for once', async () => {
  const added = ['client', 'add', 'by-command', '--preset', 'generic', '--redirect-uri', `${RP}/callback`, '--json']
  world.atlogin.command(...added)
  const page = await alice()
  const byCommand = { ...asking, client_id: 'by-command' }
  await page.goto(question(byCommand))
  await press(page, 'consent')
  await arrival(page, `${RP}/callback`)
  await page.goto(question(byCommand))
  await arrival(page, `${RP}/callback`)
})
