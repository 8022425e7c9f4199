// An independent relying party, the npm package openid-client with all its checks on, signs a person in with ATLogin.
import assert from 'node:assert/strict'
import { after, afterEach, before, test } from 'node:test'
import fs from 'node:fs'
import { Browser } from './browser.mjs'
import { allow, sayWho, signInAtPds } from './person.mjs'
import { PDS_PORT } from './pds.mjs'
import { openid, RelyingParty, RP } from './relying-party.mjs'
import { World } from './world.mjs'

const redirect_uri = `${RP}/callback`

/** The three kinds of client, and what of the standard each of them stands for. The last one lets in whom the real PDS says it hosts. */
const clients = [
  { client_id: 'basic', client_name: 'Basic', redirect_uris: [redirect_uri] },
  { client_id: 'post-es256', client_name: 'Post', redirect_uris: [redirect_uri], id_token_signed_response_alg: 'ES256' },
  { client_id: 'public', client_name: 'On this computer', redirect_uris: ['http://127.0.0.1/callback'], public: true },
  { client_id: 'one-pds', client_name: 'One PDS', redirect_uris: [redirect_uri], allow: [`pds:localhost:${PDS_PORT}`] },
]

let world, browser, relyingParty
before(async () => {
  world = await World.onLoopback({ name: 'judge', clients })
  browser = await Browser.start()
  relyingParty = await RelyingParty.start(world)
})
afterEach(test => browser.leave(test))
after(async () => {
  await relyingParty?.stop()
  await browser?.stop()
  await world?.stop()
})

/** How each client proves that it is itself at the token endpoint. */
function clientAuthentication(clientId) {
  const secret = () => fs.readFileSync(world.atlogin.secretFile(clientId), 'utf8')
  if (clientId === 'basic' || clientId === 'one-pds') return openid.ClientSecretBasic(secret())
  if (clientId === 'post-es256') return openid.ClientSecretPost(secret())
  return openid.None()
}

const discover = client => relyingParty.discover(client, clientAuthentication(client.client_id))
const begin = (...from) => relyingParty.begin(...from)
const end = page => relyingParty.end(page)
const signIn = async config => relyingParty.signIn(config, await browser.person())

for (const client of clients) {
  test(`openid-client accepts the code flow as the client "${client.client_id}"`, async () => {
    const config = await discover(client)
    const { returned, remembered } = await signIn(config)
    const tokens = await openid.authorizationCodeGrant(config, returned, remembered)

    const claims = tokens.claims()
    assert.equal(claims.sub, world.alice.did)
    assert.equal(claims.preferred_username, 'alice.pds.test')
    assert.equal(claims.name, 'Alice Example')
    const userinfo = await openid.fetchUserInfo(config, tokens.access_token, claims.sub)
    for (const claim of ['sub', 'preferred_username', 'name', 'picture', 'profile']) assert.equal(userinfo[claim], claims[claim], claim)
  })
}

test('a code is redeemed once, and a second try ends what the first one gave', async () => {
  const config = await discover(clients[0])
  const { returned, remembered } = await signIn(config)
  const tokens = await openid.authorizationCodeGrant(config, returned, remembered)
  await assert.rejects(openid.authorizationCodeGrant(config, returned, remembered), { error: 'invalid_grant' })
  await assert.rejects(openid.fetchUserInfo(config, tokens.access_token, world.alice.did), { status: 401 })
})

test('a code is worth nothing without the verifier it was asked for with', async () => {
  const config = await discover(clients[2])
  const { returned, remembered } = await signIn(config)
  const guessed = { ...remembered, pkceCodeVerifier: openid.randomPKCECodeVerifier() }
  await assert.rejects(openid.authorizationCodeGrant(config, returned, guessed), { error: 'invalid_grant' })
})

test('two relying parties in two tabs of one browser each learn who signed in with them', async () => {
  const one = await browser.person()
  const other = await one.context().newPage()
  const [first, second] = [await discover(clients[0]), await discover(clients[2])]
  const firstRemembers = await begin(first, one)
  const secondRemembers = await begin(second, other)
  await sayWho(one, 'alice.pds.test', world.pds.issuer)
  await sayWho(other, 'bob.pds.test', world.pds.issuer)
  await signInAtPds(other)
  await signInAtPds(one)
  const learned = async (config, page, remembered) =>
    (await openid.authorizationCodeGrant(config, await end(page), remembered)).claims().sub
  // One after the other: whoever comes back last is who this browser knows, and consent is asked of that person.
  await allow(one)
  assert.equal(await learned(first, one, firstRemembers), world.alice.did)
  await allow(other)
  await relyingParty.allowApp(second, other)
  assert.equal(await learned(second, other, secondRemembers), world.bob.did)
})
