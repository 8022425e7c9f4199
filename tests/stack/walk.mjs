// One walk through all that a browser takes part in: signing in, again, by form_post, by a form of another site, with
// prompt=login and none, consent, back from the PDS, a slow server, signing out. `engine` decides in which browser, and
// `language` in which language our pages are; over TLS, as in production.
import assert from 'node:assert/strict'
import fs from 'node:fs'
import { after, before, describe, test } from 'node:test'
import tls from 'node:tls'
import { allow, sayWho, signInAndAllow, signInAtPds } from './person.mjs'
import { openid, RelyingParty } from './relying-party.mjs'
import { World } from './world.mjs'

const RP = 'https://rp.internal'
const known = { client_id: 'known', client_name: 'A known app', redirect_uris: [`${RP}/callback`], post_logout_redirect_uris: [`${RP}/signed-out`] }
const asking = { client_id: 'asking', client_name: 'An app that asks', redirect_uris: [`${RP}/callback`], consent: true }

/** `name` is that of the engine, and `start` starts it. `language` is chosen in the menu of the first page. */
export function walk({ name, start, language = 'en' }) {
  describe(`${name}, ${language}`, () => steps(name, start, language))
}

function steps(name, start, language) {
  const pages = {}
  let world, browser, relyingParty, config, page, tokens

  before(async () => {
    world = await World.overTls({ name: `walk-${name}-${language}`, clients: [known, asking] })
    // Who asks as a relying party trusts the certificates of this world.
    tls.setDefaultCACertificates([fs.readFileSync(world.tls.ca, 'utf8')])
    relyingParty = await RelyingParty.start(world, { origin: RP, pages })
    config = await relyingParty.discover(known)
    browser = await start()
  })
  after(async () => {
    world?.pds?.goOn()
    await browser?.stop()
    await relyingParty?.stop()
    await world?.stop()
  })

  /** Our page is in the person's language. */
  async function speaks(page) {
    assert.equal(await page.evaluate(() => document.documentElement.lang), language)
  }

  /** Somebody new at the sign-in page, in their language; with what the relying party remembers. */
  async function newcomer() {
    const page = await browser.person()
    const remembered = await relyingParty.begin(config, page)
    if (language !== 'en') {
      await page.locator('#languages summary').click()
      await page.locator(`#language-${language}`).click()
    }
    await isThere(page)
    return { page, remembered }
  }

  const isThere = page => page.locator(`html[lang="${language}"] form#sign-in`).waitFor()

  async function redeem(page, remembered) {
    return openid.authorizationCodeGrant(config, await relyingParty.end(page), remembered)
  }

  test('the first sign-in', async () => {
    const newcomers = await newcomer()
    page = newcomers.page
    await sayWho(page, 'alice.pds.test', world.pds.issuer)
    await signInAtPds(page)
    await allow(page)
    tokens = await redeem(page, newcomers.remembered)
    assert.equal(tokens.claims().sub, world.alice.did)
  })

  test('again: nobody is asked', async () => {
    const again = await redeem(page, await relyingParty.begin(config, page))
    assert.deepEqual([again.claims().sub, again.claims().auth_time], [world.alice.did, tokens.claims().auth_time])
  })

  test('prompt=none: nobody is asked', async () => {
    assert.equal((await relyingParty.silently(config, page)).claims().sub, world.alice.did)
  })

  test('form_post: the answer posts itself', async () => {
    relyingParty.visits.length = 0
    const remembered = await relyingParty.begin(config, page, { response_mode: 'form_post' })
    await relyingParty.end(page)
    const { method, form } = relyingParty.visits.find(({ path }) => path === '/callback')
    assert.equal(method, 'POST')
    const answer = new Request(relyingParty.redirectUri, { method, body: form })
    const granted = await openid.authorizationCodeGrant(config, answer, remembered)
    assert.equal(granted.claims().sub, world.alice.did)
  })

  test('a form of another site, which asks by POST: nobody is asked', async () => {
    const nobody = { goto: address => { pages['/ask'] = formOf(new URL(address)) } }
    const remembered = await relyingParty.begin(config, nobody)
    await page.goto(`${RP}/ask`)
    await page.locator('button').click()
    assert.equal((await redeem(page, remembered)).claims().sub, world.alice.did)
  })

  test('prompt=login: the account is filled in, and the PDS asks once more', async () => {
    const remembered = await relyingParty.begin(config, page, { prompt: 'login' })
    assert.equal(await page.locator('#account').inputValue(), 'alice.pds.test')
    await speaks(page)
    await page.locator('#continue').click()
    await signInAndAllow(page, url => url.origin === RP)
    const anew = await redeem(page, remembered)
    assert.equal(anew.claims().sub, world.alice.did)
    assert.ok(anew.claims().auth_time > tokens.claims().auth_time)
  })

  test('consent: asked once, and "Allow" leads to the relying party', async () => {
    const another = await relyingParty.discover(asking)
    const remembered = await relyingParty.begin(another, page)
    await page.locator('#consent button').waitFor()
    await speaks(page)
    await page.locator('#consent button').click()
    const granted = await openid.authorizationCodeGrant(another, await relyingParty.end(page), remembered)
    assert.equal(granted.claims().sub, world.alice.did)
    const again = await relyingParty.silently(another, page)
    assert.equal(again.claims().sub, world.alice.did)
  })

  test('signing out: back at the relying party, and known no more', async () => {
    const way = { id_token_hint: tokens.id_token, post_logout_redirect_uri: `${RP}/signed-out`, state: 'bye' }
    await page.goto(openid.buildEndSessionUrl(config, way).href)
    await page.waitForURL(url => url.href === `${RP}/signed-out?state=bye`)
    await relyingParty.begin(config, page, { prompt: 'none' })
    assert.equal((await relyingParty.end(page)).searchParams.get('error'), 'login_required')
  })

  test('back from the PDS: somebody else can sign in', async () => {
    const { page, remembered } = await newcomer()
    await sayWho(page, 'alice.pds.test', world.pds.issuer)
    await page.goBack()
    await isThere(page)
    await page.reload()
    await sayWho(page, 'bob.pds.test', world.pds.issuer)
    await signInAtPds(page)
    await allow(page)
    assert.equal((await redeem(page, remembered)).claims().sub, world.bob.did)
  })

  test('a slow server: the page says so before it ends, and goes on by itself', async () => {
    const { page, remembered } = await newcomer()
    await page.locator('#account').fill('alice.pds.test')
    world.pds.pause()
    await page.locator('#continue').click({ noWaitAfter: true })
    await page.locator('#back').waitFor()
    assert.match(await page.locator('#asking').innerText(), /alice\.pds\.test/)
    await speaks(page)
    world.pds.goOn()
    await page.waitForURL(url => url.href.startsWith(`${world.pds.issuer}/oauth/authorize`))
    await signInAtPds(page)
    await allow(page)
    assert.equal((await redeem(page, remembered)).claims().sub, world.alice.did)
  })
}

/** A page with one button that asks by POST what `address` asks by GET. */
function formOf({ origin, pathname, searchParams }) {
  const fields = [...searchParams].map(([name, value]) => `<input type="hidden" name="${name}" value="${value.replaceAll('"', '&quot;')}">`)
  return `<form method="post" action="${origin}${pathname}">${fields.join('')}<button>Sign in</button></form>`
}
