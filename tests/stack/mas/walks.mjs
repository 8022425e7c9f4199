// What people do at a Matrix server with MAS: sign in for the first time and again, change accounts, sign out, link an account.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { accessible, phone, picture } from '../browser.mjs'
import { isNoWider } from '../layout.mjs'
import { allow, deny, sayWho, signInAtPds } from '../person.mjs'
import { App, APP } from './app.mjs'
import { MAS } from './server.mjs'

const button = (page, name) => page.getByRole('button', { name, exact: true })

/** `at` has, when the tests run: `world`, `browser`. */
export function walks(at) {
  /** An app that has just sent the browser to MAS; `more`: `prompt`, `login_hint`. */
  async function open(page, more) {
    const app = new App()
    await page.goto(app.address(more))
    return app
  }

  /** From ATLogin's page to that of MAS, as somebody whom this browser does not know. */
  async function prove(page, account) {
    await sayWho(page, account, at.world.pds.issuer)
    await signInAtPds(page)
    await allow(page)
    await page.waitForURL(url => url.origin === MAS)
  }

  /** The one press at MAS, and what the app has then: its access token. */
  async function arrive(page, app) {
    await button(page, 'Continue').click()
    await page.waitForURL(url => url.href.startsWith(APP))
    return app.token(page.url())
  }

  /** A sign-in by somebody with an account at MAS, in a browser that knows nobody. */
  async function signIn(account) {
    const page = await at.browser.person()
    const app = await open(page)
    await prove(page, account)
    return { page, token: await arrive(page, app) }
  }

  /** A browser that ATLogin knows by these cookies, and MAS does not. */
  const knownAs = cookies => at.browser.person({ storageState: { cookies, origins: [] } })
  const cookiesOfAtlogin = async page => (await page.context().cookies()).filter(({ name }) => name !== 'mas-stand-in')

  /** Signs in at MAS by a password; `carola` is an account from before. */
  async function enterPassword(page) {
    await page.goto(`${MAS}/login`)
    await page.getByLabel('Username').fill('carola')
    await page.getByLabel('Password').fill('sesame')
    await button(page, 'Continue').click()
    await page.waitForURL(url => url.href === `${MAS}/`)
  }

  /** A picture of the page on a phone, where it has to fit and to be of use to everybody. */
  async function look(page, name) {
    await page.setViewportSize(phone)
    await picture(page, `${name}-phone`)
    await isNoWider(page)
    await accessible(page, name)
  }

  const whoami = token => at.world.synapse.whoami(token)
  /** The question that MAS asked last, as ATLogin got it. */
  const asked = () => at.questions.at(-1)

  test('a new person sees one page at MAS, and has an account with their handle and their name', async () => {
    const page = await at.browser.person()
    const app = await open(page, { prompt: 'create' })
    assert.equal(asked().prompt, 'create')
    await prove(page, 'alice.pds.test')
    assert.match(await page.locator('body').innerText(), /Import your data[^]*alice\.pds\.test/)
    assert.equal(await page.getByLabel('Matrix ID').inputValue(), '@alice.pds.test:localhost')
    await button(page, 'Create Account').click()
    const token = await arrive(page, app)
    at.cookies = await cookiesOfAtlogin(page)
    assert.equal(await whoami(token), '@alice.pds.test:localhost')
    assert.equal((await at.world.synapse.profile('@alice.pds.test:localhost', token)).displayname, 'Alice Example')
    assert.deepEqual(at.world.mas.refusals, [])
  })

  test('the second sign-in is one press, without a session at MAS and with one', async () => {
    const page = await knownAs(at.cookies)
    for (const session of ['without', 'with']) {
      const app = await open(page)
      assert.deepEqual([asked().prompt, asked().login_hint], [undefined, undefined])
      assert.equal(await whoami(await arrive(page, app)), '@alice.pds.test:localhost', session)
    }
    assert.equal(at.world.mas.store.users.length, 1)
  })

  test('"Use another account" leads to the chooser, where somebody else can sign in', async () => {
    // A session of its own at ATLogin: it will have two people, and be asked about from then on.
    const { page } = await signIn('alice.pds.test')
    const app = await open(page)
    await button(page, 'Use another account').click()
    await page.locator('#accounts').waitFor()
    assert.equal(asked().prompt, 'select_account')
    await prove(page, 'bob.pds.test')
    await button(page, 'Create Account').click()
    assert.equal(await whoami(await arrive(page, app)), '@bob.pds.test:localhost')
  })

  test('who has signed out at MAS gets to choose', async () => {
    const page = await knownAs(at.cookies)
    await open(page)
    await page.goto(MAS)
    await button(page, 'Sign out').click()
    await page.locator('#accounts').waitFor()
    assert.equal(asked().prompt, 'select_account')
    await look(page, 'mas-chooser')
    await page.locator('#accounts button.account').click()
    await page.waitForURL(url => url.href === `${MAS}/`)
    assert.match(await page.locator('h1').innerText(), /alice\.pds\.test/)
  })

  test('the hint of an app goes along and fills the field', async () => {
    const page = await at.browser.person()
    await open(page, { login_hint: 'bob.pds.test', prompt: 'login' })
    assert.deepEqual([asked().prompt, asked().login_hint], ['login', 'bob.pds.test'])
    assert.equal(await page.locator('#account').inputValue(), 'bob.pds.test')
  })

  test('a hint that is a Matrix ID of somebody else leads to the chooser, and one of the person here to nobody', async () => {
    const page = await knownAs(at.cookies)
    await open(page, { login_hint: 'mxid:@bob.pds.test:localhost' })
    assert.equal(asked().login_hint, 'mxid:@bob.pds.test:localhost')
    await page.locator('#accounts').waitFor()
    assert.equal(await page.locator('#account').inputValue(), '')
    const app = await open(page, { login_hint: 'mxid:@alice.pds.test:localhost' })
    assert.equal(await whoami(await arrive(page, app)), '@alice.pds.test:localhost')
  })

  test('an app that asks with prompt=none is told to sign in, and ATLogin is not asked', async () => {
    const page = await knownAs(at.cookies)
    const before = at.questions.length
    const app = await open(page, { prompt: 'none' })
    await assert.rejects(app.token(page.url()), /login_required/)
    assert.equal(at.questions.length, before)
  })

  test('the answer can come as a form from another site', async () => {
    await at.mas.configure(at.section.replace('claims_imports:', 'response_mode: form_post\n      $&'))
    const page = await knownAs(at.cookies)
    const app = await open(page)
    assert.equal(asked().response_mode, 'form_post')
    assert.equal(await whoami(await arrive(page, app)), '@alice.pds.test:localhost')
    await at.mas.configure(at.section)
  })

  test('who says no at the PDS is told by MAS', async () => {
    const page = await at.browser.person()
    await open(page)
    await sayWho(page, 'bob.pds.test', at.world.pds.issuer)
    await signInAtPds(page)
    await deny(page)
    await page.waitForURL(url => url.href.startsWith(`${MAS}/upstream/callback/`))
    assert.match(await page.locator('body').innerText(), /access_denied/)
    assert.equal(at.world.mas.refusals.pop(), 'callback without error')
  })

  test('who signs out at ATLogin is signed out at MAS in that browser only, and devices stay', async () => {
    const here = await signIn('alice.pds.test')
    const there = { page: await knownAs(at.cookies) }
    await open(there.page)
    await here.page.goto(`${at.world.atlogin.url}/account`)
    await look(here.page, 'mas-account')
    await at.signOut(here.page)
    await here.page.goto(MAS)
    assert.match(await here.page.locator('h1').innerText(), /You have been signed out/)
    await there.page.goto(MAS)
    assert.match(await there.page.locator('h1').innerText(), /alice\.pds\.test/)
    assert.equal(await whoami(here.token), '@alice.pds.test:localhost')
    assert.deepEqual(at.world.mas.refusals, [])
  })

  test('with logout_all a sign-out at ATLogin signs the devices of that browser out, and no others', async () => {
    const { mas, masSection } = at.world
    await mas.configure(masSection.replace('logout_browser_only', 'logout_all'))
    const here = await signIn('alice.pds.test')
    const there = await knownAs(at.cookies)
    const app = await open(there)
    const token = await arrive(there, app)
    await at.signOut(here.page)
    await mas.configure(masSection)
    const { status, errcode } = await at.world.synapse.refusal(here.token)
    assert.deepEqual([status, errcode], [401, 'M_UNKNOWN_TOKEN'])
    assert.equal(await whoami(token), '@alice.pds.test:localhost')
  })

  test('who is signed in at MAS by password can link their DID, and it leads to that account from then on', async () => {
    const { mas } = at.world
    const user = mas.store.add('users', { username: 'carola' })
    await mas.homeserver.provision(user.username, 'Carola')
    mas.passwords.carola = 'sesame'
    const page = await at.browser.person()
    await enterPassword(page)
    await page.goto(`${MAS}/upstream/authorize/${mas.provider.id}`)
    await prove(page, at.world.carol.did)
    await button(page, 'Link').click()
    await page.waitForURL(url => url.href === `${MAS}/`)
    delete mas.passwords.carola
    const elsewhere = await knownAs(await cookiesOfAtlogin(page))
    const app = await open(elsewhere)
    assert.equal(await whoami(await arrive(elsewhere, app)), '@carola:localhost')
  })

  test('a DID that has an account at MAS cannot be linked to another one', async () => {
    const { mas } = at.world
    const page = await knownAs(at.cookies)
    mas.passwords.carola = 'sesame'
    await enterPassword(page)
    delete mas.passwords.carola
    await page.goto(`${MAS}/upstream/authorize/${mas.provider.id}`)
    await page.getByRole('heading', { name: 'already linked to another account' }).waitFor()
  })

  test('an app that knows only m.login.sso gets a token of the same account', async () => {
    const page = await knownAs(at.cookies)
    await page.goto(`${MAS}/_matrix/client/v3/login/sso/redirect?redirectUrl=${encodeURIComponent(APP)}`)
    await button(page, 'Continue').click()
    await page.waitForURL(url => url.href.startsWith(APP))
    const body = JSON.stringify({ type: 'm.login.token', token: new URL(page.url()).searchParams.get('loginToken') })
    const answer = await fetch(`${MAS}/_matrix/client/v3/login`, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
    const { access_token, user_id } = await answer.json()
    assert.equal(user_id, '@alice.pds.test:localhost')
    assert.equal(await whoami(access_token), user_id)
    const headers = { authorization: `Bearer ${access_token}` }
    assert.equal((await fetch(`${MAS}/_matrix/client/v3/logout`, { method: 'POST', headers })).status, 200)
    assert.equal((await at.world.synapse.refusal(access_token)).status, 401)
  })
}
