// vm-mas: who answers what, and Synapse as the other half of Matrix Authentication Service. MAS itself is in no registry of
// packages, so its places are taken by servers that say who they are.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { ask, EvaluatedWorld, namesake } from './world.mjs'

let world
const standing = []
const said = []
const token = 'mat_a-token-of-mas'

before(async () => {
  world = new EvaluatedWorld('vm-mas')
  standing.push(await namesake('mas', 8091, {
    '/auth/.well-known/openid-configuration': () => ({ issuer: 'http://localhost:8090/auth/', account_management_uri: 'http://localhost:8090/auth/account/' }),
    '/auth/oauth2/introspect': ({ headers, body }) => {
      said.push({ bearer: headers.authorization, body })
      return { active: true, scope: 'urn:matrix:client:api:*', username: 'alice.pds.test', sub: '01H', device_id: 'ADEVICE', expires_in: 300 }
    },
  }))
  standing.push(await namesake('compat', 8092))
  await world.atlogin()
  await world.synapse()
  await world.nginx()
})
after(async () => {
  await world?.stop()
  for (const one of standing) await one.stop()
})

test('each path has the one who answers it', async () => {
  const matrix = [
    ['/_matrix/client/v3/login', 'compat'], ['/_matrix/client/v3/login/sso/redirect', 'compat'], ['/_matrix/client/r0/logout/all', 'compat'],
    ['/_matrix/client/v3/refresh', 'compat'], ['/_matrix/client/v3/loginless', 'synapse'], ['/_matrix/client/versions', 'synapse'],
    ['/_matrix/client/v3/rooms/login/state', 'synapse'], ['/_synapse/client/oidc/callback', 'synapse'], ['/auth/authorize', 'mas'],
    ['/auth/.well-known/openid-configuration', 'mas'], ['/_synapse/mas/query_user', undefined], ['/_synapse/admin/v1/server_version', undefined],
  ]
  const maps = {
    8080: [...matrix, ['/atlogin/authorize', 'atlogin'], ['/', 'element'], ['/config.json', 'settings'], ['/config.localhost.json', 'settings'],
      ['/.well-known/matrix/client', 'settings'], ['/authorize', undefined], ['/.well-known/openid-configuration', undefined]],
    8008: [...matrix, ['/', undefined], ['/atlogin/authorize', undefined]],
    8090: [['/auth/authorize', 'mas'], ['/', 'redirect'], ['/authorize', undefined], ['/_matrix/client/versions', undefined]],
  }
  for (const [port, map] of Object.entries(maps)) {
    for (const [url, who] of map) assert.equal(whoIs(await ask(port, url)), who, `${port}${url}`)
  }
})

function whoIs({ status, headers, text }) {
  if (text === 'mas' || text === 'compat') return text
  if (status === 421 && text.includes('http://127.0.0.1:9411')) return 'atlogin' // it says where it is
  if (/Synapse/.test(headers.server) || text.includes('errcode') || text.includes('"versions"')) return 'synapse'
  if (text.includes('<title>Hydrogen')) return 'element'
  if (text.includes('m.homeserver')) return 'settings'
  if (text.includes('"issuer":"http://localhost:8090/auth/"')) return 'mas'
  if (status === 302) return 'redirect'
  return status === 404 ? undefined : `${status} ${text}`
}

test('apps learn from Synapse where MAS is', async () => {
  const { status, text } = await ask(8008, '/_matrix/client/v1/auth_metadata')
  assert.equal(status, 200, text)
  assert.equal(JSON.parse(text).issuer, 'http://localhost:8090/auth/')
})

test('MAS makes people at Synapse, and Synapse asks MAS about tokens, with one secret', async () => {
  const secret = `Bearer ${world.secret('matrix')}`
  const alice = JSON.stringify({ localpart: 'alice.pds.test' })
  const json = { 'content-type': 'application/json' }
  assert.equal((await ask(8009, '/_synapse/mas/provision_user', { ...json, authorization: 'Bearer another' }, 'POST', alice)).status, 403)
  assert.equal((await ask(8009, '/_synapse/mas/provision_user', { ...json, authorization: secret }, 'POST', alice)).status, 201)
  const device = JSON.stringify({ localpart: 'alice.pds.test', device_id: 'ADEVICE' })
  assert.equal((await ask(8009, '/_synapse/mas/upsert_device', { ...json, authorization: secret }, 'POST', device)).status, 201)
  const { status, text } = await ask(8008, '/_matrix/client/v3/account/whoami', { authorization: `Bearer ${token}` })
  assert.equal(status, 200, text)
  assert.equal(JSON.parse(text).user_id, '@alice.pds.test:atlogin.localhost')
  assert.deepEqual(said, [{ bearer: secret, body: `token=${token}&token_type_hint=access_token` }])
})

test('ATLogin knows MAS, and where it is answered', async () => {
  const [{ issuer, client_id, id }] = JSON.parse(world.written('mas.yaml')).upstream_oauth2.providers
  assert.equal(issuer, 'http://127.0.0.1:9411')
  const query = redirect => new URLSearchParams({ client_id, response_type: 'code', scope: 'openid profile', state: 'a', nonce: 'b',
    code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM', code_challenge_method: 'S256', redirect_uri: redirect })
  const host = '127.0.0.1:9411'
  const known = await ask(9411, `/authorize?${query(`http://localhost:8090/auth/upstream/callback/${id}`)}`, { host })
  assert.equal(known.status, 303, known.text)
  assert.match(known.headers.location, /\/sign-in\//)
  const unknown = await ask(9411, `/authorize?${query(`http://localhost:8090/upstream/callback/${id}`)}`, { host })
  assert.equal(unknown.status, 400)
})

test('strangers are told nothing', async () => {
  for (const port of [8080, 8008, 8090, 9411]) assert.equal((await ask(port, '/auth/', { host: 'evil.example' })).status, 421, `${port}`)
})
