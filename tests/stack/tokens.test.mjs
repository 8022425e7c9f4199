// What a relying party does once somebody has signed in, judged by openid-client: refresh, revoke, introspect, ask for claims;
// and the other ways to ask and to prove who asks: pushed requests, signed assertions, answers by form.
import assert from 'node:assert/strict'
import { after, afterEach, before, test } from 'node:test'
import { Browser, keep } from './browser.mjs'
import { openid, RelyingParty, RP } from './relying-party.mjs'
import { World } from './world.mjs'

const redirect_uris = [`${RP}/callback`]
const ES256 = { name: 'ECDSA', namedCurve: 'P-256' }
const RS256 = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256', modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]) }

/** A key pair of a relying party, and the set in which it publishes its half. */
async function keys(algorithm, kid) {
  const { publicKey, privateKey } = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  const jwk = { ...await crypto.subtle.exportKey('jwk', publicKey), kid, use: 'sig' }
  return { key: { key: privateKey, kid }, jwks: { keys: [jwk] } }
}

const inFile = await keys(ES256, 'in-a-file'), published = await keys(RS256, 'published')
const comesBack = { client_id: 'comes-back', redirect_uris, scopes: ['openid', 'profile', 'offline_access'] }
const frugal = { client_id: 'frugal', redirect_uris, claims_in_id_token: false }
const pushes = { client_id: 'pushes', redirect_uris, require_pushed_authorization_requests: true }
const signs = { client_id: 'signs', redirect_uris, jwks: inFile.jwks }
const publishes = { client_id: 'publishes', redirect_uris, jwks_uri: `${RP}/jwks.json` }

let world, browser, relyingParty, signedIn
before(async () => {
  world = await World.onLoopback({ name: 'tokens', clients: [comesBack, frugal, pushes, signs, publishes] })
  browser = await Browser.start()
  relyingParty = await RelyingParty.start(world, { pages: { '/jwks.json': published.jwks } })
  // The sign-in itself is judged elsewhere: here everybody begins with a browser that knows alice.
  const page = await browser.person()
  await relyingParty.signIn(await relyingParty.discover(frugal), page)
  signedIn = await keep(page)
  await page.context().close()
})
afterEach(test => browser.leave(test))
after(async () => {
  await relyingParty?.stop()
  await browser?.stop()
  await world?.stop()
})

const alice = () => browser.person({ storageState: signedIn })
const offline = { scope: 'openid profile offline_access' }
const refusedAsGrant = { error: 'invalid_grant' }

test('a refresh token gives new tokens for the same person, and another refresh token', async () => {
  const config = await relyingParty.discover(comesBack)
  const first = await relyingParty.silently(config, await alice(), offline)
  const second = await openid.refreshTokenGrant(config, first.refresh_token)
  assert.notEqual(second.refresh_token, first.refresh_token)
  assert.equal(second.claims().sub, world.alice.did)
  assert.equal(second.claims().auth_time, first.claims().auth_time)
  assert.equal((await openid.fetchUserInfo(config, second.access_token, world.alice.did)).name, 'Alice Example')
  assert.ok((await openid.refreshTokenGrant(config, second.refresh_token)).refresh_token)
})

test('a refresh token used eight times at once gives one refresh token, and access tokens that open userinfo', async () => {
  const config = await relyingParty.discover(comesBack)
  const first = await relyingParty.silently(config, await alice(), offline)
  const uses = Array.from({ length: 8 }, () => openid.refreshTokenGrant(config, first.refresh_token))
  const all = await Promise.all(uses)
  assert.equal(new Set(all.map((tokens) => tokens.refresh_token)).size, 1)
  assert.equal(new Set(all.map((tokens) => tokens.access_token)).size, 8)
  for (const { access_token } of all) await openid.fetchUserInfo(config, access_token, world.alice.did)
})

test('a refresh token shown after its successor was used is refused, and all that came of its sign-in is dead', async () => {
  const config = await relyingParty.discover(comesBack)
  const first = await relyingParty.silently(config, await alice(), offline)
  const second = await openid.refreshTokenGrant(config, first.refresh_token)
  const third = await openid.refreshTokenGrant(config, second.refresh_token)
  await assert.rejects(openid.refreshTokenGrant(config, first.refresh_token), refusedAsGrant)
  for (const { access_token, refresh_token } of [second, third]) {
    await assert.rejects(openid.refreshTokenGrant(config, refresh_token), refusedAsGrant)
    await assert.rejects(openid.fetchUserInfo(config, access_token, world.alice.did), { status: 401 })
  }
})

test('who does not ask for offline_access gets no refresh token', async () => {
  const tokens = await relyingParty.silently(await relyingParty.discover(comesBack), await alice())
  assert.equal(tokens.refresh_token, undefined)
})

test('introspection tells a relying party about its own tokens, and nothing about those of another', async () => {
  const config = await relyingParty.discover(comesBack)
  const tokens = await relyingParty.silently(config, await alice(), offline)
  for (const token of [tokens.access_token, tokens.refresh_token]) {
    const told = await openid.tokenIntrospection(config, token)
    assert.deepEqual([told.active, told.sub, told.client_id, told.scope], [true, world.alice.did, 'comes-back', offline.scope])
    const toAnother = await openid.tokenIntrospection(await relyingParty.discover(frugal), token)
    assert.deepEqual(toAnother, { active: false })
  }
})

test('a revoked access token opens nothing; a revoked refresh token takes its whole family along', async () => {
  const config = await relyingParty.discover(comesBack)
  const tokens = await relyingParty.silently(config, await alice(), offline)
  await openid.tokenRevocation(config, tokens.access_token)
  await assert.rejects(openid.fetchUserInfo(config, tokens.access_token, world.alice.did), { status: 401 })
  const next = await openid.refreshTokenGrant(config, tokens.refresh_token)
  await openid.tokenRevocation(config, next.refresh_token, { token_type_hint: 'refresh_token' })
  assert.deepEqual(await openid.tokenIntrospection(config, next.access_token), { active: false })
  await assert.rejects(openid.refreshTokenGrant(config, next.refresh_token), refusedAsGrant)
})

test('a client that wants its ID tokens bare finds the claims at userinfo', async () => {
  const config = await relyingParty.discover(frugal)
  const tokens = await relyingParty.silently(config, await alice())
  assert.equal(tokens.claims().sub, world.alice.did)
  for (const claim of ['preferred_username', 'name', 'picture', 'profile']) assert.equal(tokens.claims()[claim], undefined, claim)
  const userinfo = await openid.fetchUserInfo(config, tokens.access_token, world.alice.did)
  assert.deepEqual([userinfo.preferred_username, userinfo.name], ['alice.pds.test', 'Alice Example'])
})

test('a claim asked for by name is told in the place that it was asked for, and in no other', async () => {
  const config = await relyingParty.discover(comesBack)
  const claims = JSON.stringify({ id_token: { preferred_username: { essential: true } }, userinfo: { name: null } })
  const tokens = await relyingParty.silently(config, await alice(), { scope: 'openid', claims })
  assert.deepEqual([tokens.claims().preferred_username, tokens.claims().name], ['alice.pds.test', undefined])
  const userinfo = await openid.fetchUserInfo(config, tokens.access_token, world.alice.did)
  assert.deepEqual([userinfo.preferred_username, userinfo.name], [undefined, 'Alice Example'])
})

test('a pushed request is answered, and one that comes by the browser is refused where it has to be pushed', async () => {
  const config = await relyingParty.discover(pushes)
  assert.equal((await relyingParty.silently(config, await alice(), { push: true })).claims().sub, world.alice.did)
  const page = await alice()
  const remembered = await relyingParty.begin(config, page)
  const returned = await relyingParty.end(page)
  await assert.rejects(openid.authorizationCodeGrant(config, returned, remembered), { error: 'invalid_request' })
})

for (const [client, { key }, where] of [[signs, inFile, 'a file'], [publishes, published, 'its jwks_uri']]) {
  test(`a client proves itself by assertions that its key from ${where} has signed`, async () => {
    const config = await relyingParty.discover(client, openid.PrivateKeyJwt(key))
    const tokens = await relyingParty.silently(config, await alice(), { push: true })
    assert.equal(tokens.claims().sub, world.alice.did)
    assert.equal((await openid.tokenIntrospection(config, tokens.access_token)).active, true)
  })
}

test('a client is not believed with the key of another', async () => {
  const config = await relyingParty.discover(signs, openid.PrivateKeyJwt({ ...published.key, kid: inFile.key.kid }))
  await assert.rejects(relyingParty.silently(config, await alice()), { status: 401 })
})

test('openid-client takes the answer out of the form that response_mode=form_post has sent', async () => {
  const config = await relyingParty.discover(frugal)
  const page = await alice()
  relyingParty.visits.length = 0
  const remembered = await relyingParty.begin(config, page, { response_mode: 'form_post' })
  await relyingParty.end(page)
  const { method, form } = relyingParty.visits.find(({ path }) => path === '/callback')
  assert.deepEqual([method, new URL(page.url()).search], ['POST', ''])
  const headers = { 'content-type': 'application/x-www-form-urlencoded' }
  const posted = new Request(relyingParty.redirectUri, { method, headers, body: form.toString() })
  const tokens = await openid.authorizationCodeGrant(config, posted, remembered)
  assert.equal(tokens.claims().sub, world.alice.did)
})
