// A browser that ATLogin knows: answered without a page, asked again where the relying party wants that, and signed out.
import assert from 'node:assert/strict'
import { after, afterEach, before, test } from 'node:test'
import { Browser, keep } from './browser.mjs'
import { allow, sayWho, signInAtPds } from './person.mjs'
import { openid, RelyingParty, RP } from './relying-party.mjs'
import { World } from './world.mjs'

const ONWARD = RP.replace('127.0.0.1', 'localhost') // the same server, but another origin to a browser
const post_logout_redirect_uris = [`${RP}/signed-out`, `${RP}/moved`]
const [first, second] = ['first', 'second'].map(client_id =>
  ({ client_id, redirect_uris: [`${RP}/callback`], post_logout_redirect_uris }))

const asking = { client_id: 'asking', redirect_uris: [`${RP}/callback`], consent: true }

let world, browser, relyingParty
before(async () => {
  world = await World.onLoopback({ name: 'session', clients: [first, second, asking] })
  browser = await Browser.start()
  relyingParty = await RelyingParty.start(world, { pages: { '/moved': new URL('/arrived', ONWARD) } })
})
afterEach(test => browser.leave(test))
after(async () => {
  await relyingParty?.stop()
  await browser?.stop()
  await world?.stop()
})

/** What the relying party hears if nobody may be asked. */
async function silentError(config, page) {
  const remembered = await relyingParty.begin(config, page, { prompt: 'none' })
  const returned = await relyingParty.end(page)
  await assert.rejects(openid.authorizationCodeGrant(config, returned, remembered), openid.AuthorizationResponseError)
  return returned.searchParams.get('error')
}

test('from sign-in to sign-out: the second relying party asks nobody, and after the logout nobody is known', async () => {
  const [one, other] = [await relyingParty.discover(first), await relyingParty.discover(second)]
  const page = await browser.person()
  assert.equal(await silentError(one, page), 'login_required')

  const tokens = await relyingParty.tokens(one, page)
  const atTheOther = await relyingParty.silently(other, page)
  assert.equal(atTheOther.claims().sub, world.alice.did)
  assert.equal(atTheOther.claims().auth_time, tokens.claims().auth_time)

  const state = openid.randomState()
  const way = { id_token_hint: tokens.id_token, post_logout_redirect_uri: post_logout_redirect_uris[0], state }
  await page.goto(openid.buildEndSessionUrl(one, way).href)
  const returned = new URL(page.url())
  assert.equal(returned.origin + returned.pathname, post_logout_redirect_uris[0])
  assert.equal(returned.searchParams.get('state'), state)
  for (const config of [one, other]) assert.equal(await silentError(config, page), 'login_required')
  await assert.rejects(openid.fetchUserInfo(other, atTheOther.access_token, world.alice.did), { status: 401 })
})

test('max_age: a young sign-in is answered with its time, and one that is too old is made anew at the PDS', async () => {
  const config = await relyingParty.discover(first)
  const page = await browser.person()
  const earlier = (await relyingParty.tokens(config, page)).claims().auth_time
  // openid-client itself refuses an ID token whose auth_time is older than it asked for.
  const young = await relyingParty.silently(config, page, { max_age: '600' })
  assert.equal(young.claims().auth_time, earlier)

  const remembered = await relyingParty.begin(config, page, { max_age: '0' })
  assert.equal(await page.locator('#account').inputValue(), 'alice.pds.test')
  await page.locator('#continue').click()
  await signInAtPds(page)
  await allow(page)
  const anew = await openid.authorizationCodeGrant(config, await relyingParty.end(page), remembered)
  assert.ok(anew.claims().auth_time > earlier, 'she has signed in anew')
})

test('who does not want to stay signed in is known until the browser is closed', async () => {
  const config = await relyingParty.discover(first)
  const page = await browser.person()
  const remembered = await relyingParty.begin(config, page)
  await page.getByLabel('Stay signed in on this browser').uncheck()
  await sayWho(page, 'alice.pds.test', world.pds.issuer)
  await signInAtPds(page)
  await allow(page)
  await openid.authorizationCodeGrant(config, await relyingParty.end(page), remembered)
  await relyingParty.silently(config, page)
  const { cookies, ...rest } = await keep(page)
  const lasting = cookies.filter(({ expires }) => expires !== -1)
  const reopened = await browser.person({ storageState: { ...rest, cookies: lasting } })
  assert.equal(await silentError(config, reopened), 'login_required')
})

for (const javaScriptEnabled of [true, false]) {
  test(`a double click on "Allow" ends at the relying party with a good code, ${javaScriptEnabled ? 'with' : 'without'} script`, async () => {
    const config = await relyingParty.discover(asking)
    const before = await browser.person()
    await relyingParty.signIn(await relyingParty.discover(first), before)
    const page = await browser.person({ javaScriptEnabled, storageState: await keep(before) })
    for (let times = 0; times < 5; times++) {
      const remembered = await relyingParty.begin(config, page, { prompt: 'consent' })
      await page.getByRole('button', { name: 'Allow', exact: true }).dblclick()
      const returned = await relyingParty.settled(page)
      const tokens = await openid.authorizationCodeGrant(config, returned, remembered)
      assert.equal(tokens.claims().sub, world.alice.did, returned.href)
    }
  })
}

for (const [uri, where, javaScriptEnabled] of [
  [`${RP}/signed-out`, `${RP}/signed-out`, true],
  [`${RP}/signed-out`, `${RP}/signed-out`, false],
  [`${RP}/moved`, `${ONWARD}/arrived`, true],
]) {
  const onward = uri === where ? 'the relying party' : 'where the relying party sends them on to'
  test(`the form of the logout question ends at ${onward}, ${javaScriptEnabled ? 'with' : 'without'} script`, async () => {
    const config = await relyingParty.discover(first)
    // An ID token of a sign-in in another browser is no proof that this one is meant, so the person is asked.
    const { id_token } = await relyingParty.tokens(config, await browser.person())
    const before = await browser.person()
    await relyingParty.signIn(config, before)
    const page = await browser.person({ javaScriptEnabled, storageState: await keep(before) })
    await page.goto(openid.buildEndSessionUrl(config, { id_token_hint: id_token, post_logout_redirect_uri: uri, state: 'bye' }).href)
    await page.locator('#sign-out').click()
    await page.waitForURL(url => url.origin + url.pathname === where)
    assert.equal(await silentError(config, page), 'login_required')
  })
}
