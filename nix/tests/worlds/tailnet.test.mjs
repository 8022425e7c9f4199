// vm in a tailnet: one name for all, told apart by path. What tailscale does before nginx, TLS and two header fields, is done
// by the questions here.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { ask, EvaluatedWorld } from './world.mjs'

const name = 'atlogin.tail1234.ts.net'
const by = { host: name, 'x-forwarded-proto': 'https', 'x-forwarded-for': '203.0.113.7' }
const redirect = '/_matrix/client/v3/login/sso/redirect/oidc-atlogin?redirectUrl=https%3A%2F%2Fx.example%2F'

let world
before(async () => {
  world = new EvaluatedWorld('vm', `TAILSCALE_HOSTNAME=${name}\nTAILSCALE_AUTHKEY=tskey-auth-x\n`)
  await world.atlogin()
  await world.synapse()
  await world.nginx()
})
after(() => world?.stop())

const json = async url => {
  const { status, text } = await ask(8080, url, by)
  assert.equal(status, 200, `${url}: ${text}`)
  return JSON.parse(text)
}

test('Element, Synapse and ATLogin are at the one name', async () => {
  assert.match((await ask(8080, '/', by)).text, /<title>Hydrogen/)
  assert.equal((await json('/config.json')).default_server_config['m.homeserver'].base_url, `https://${name}`)
  assert.deepEqual(await json('/.well-known/matrix/client'), { 'm.homeserver': { base_url: `https://${name}` } })
  assert.ok((await json('/_matrix/client/versions')).versions.length > 0)
  const discovery = await json('/atlogin/.well-known/openid-configuration')
  assert.equal(discovery.issuer, `https://${name}/atlogin`)
  assert.equal(discovery.authorization_endpoint, `https://${name}/atlogin/authorize`)
})

test('ATLogin is a client that the servers of people can know', async () => {
  const metadata = await json('/atlogin/client-metadata.json')
  assert.equal(metadata.client_id, `https://${name}/atlogin/client-metadata.json`)
  assert.equal(metadata.token_endpoint_auth_method, 'private_key_jwt')
})

test('Synapse sees that it was reached at its own address', async () => {
  // Else it sends people from this address to this address, for ever.
  assert.notEqual((await ask(8080, redirect, by)).headers.location, `https://${name}${redirect}`)
  const byHttp = await ask(8080, redirect, { ...by, 'x-forwarded-proto': 'http' })
  assert.equal(byHttp.headers.location, `https://${name}${redirect}`, 'it does compare')
})

test('an address without its slash leads on at the same name', async () => {
  const answer = await ask(8080, '/atlogin', by)
  assert.equal(answer.status, 301)
  assert.equal(answer.headers.location, '/atlogin/')
  assert.equal((await ask(8080, '/atlogin/', by)).status, 200)
})

test('the host may still look, and strangers may not', async () => {
  for (const port of [8080, 8008]) {
    assert.equal((await ask(port, '/_matrix/client/versions')).status, 200)
    assert.equal((await ask(port, '/_matrix/client/versions', { host: 'evil.example' })).status, 421)
    assert.equal((await ask(port, '/_matrix/client/versions', { host: 'other.tail1234.ts.net' })).status, 421)
  }
  // ATLogin has one address only, and says so to whoever is at this computer.
  const here = await ask(9411, '/', { host: '127.0.0.1:9411', accept: 'text/html' })
  assert.equal(here.status, 200)
  assert.ok(here.text.includes(`href="https://${name}/atlogin`), here.text)
  assert.equal((await ask(9411, '/authorize', { host: '127.0.0.1:9411' })).status, 421)
  assert.equal((await ask(9411, '/', { host: 'evil.example' })).status, 421)
})
