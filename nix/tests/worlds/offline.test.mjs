// vm-offline: everything that it consists of, as it was evaluated, and two people who sign in.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { ask, EvaluatedWorld } from './world.mjs'

let world, people
before(async () => {
  world = new EvaluatedWorld('vm-offline')
  people = await world.people()
  await world.atlogin()
  await world.synapse()
  await world.nginx()
})
after(() => world?.stop())

test('alice signs in to Matrix, by way of everybody', () => {
  const { user, way } = world.signIn('alice.pds.test')
  assert.equal(user, '@alice.pds.test:atlogin.localhost')
  for (const origin of ['http://localhost:8080', 'http://127.0.0.1:9411', 'http://localhost:2583']) assert.ok(way.includes(origin), `${origin} in ${way}`)
  assert.deepEqual(world.matrix('select name from users'), [['@alice.pds.test:atlogin.localhost']])
  assert.deepEqual(world.matrix('select user_id, displayname from profiles'), [['alice.pds.test', 'Alice Example']])
})

test('the accounts are there after a restart, and are not made anew', async () => {
  await people.pds.stop()
  await people.plc.stop()
  await world.people()
  const { user } = world.signIn('bob.pds.test')
  assert.equal(user, '@bob.pds.test:atlogin.localhost')
})

test('only names of this computer are answered to', async () => {
  const ports = { 8080: '/', 8008: '/_matrix/client/versions', 9411: '/', 2592: '/_health', 2593: '/xrpc/_health' }
  for (const [port, url] of Object.entries(ports)) {
    const ours = port === '9411' ? ['127.0.0.1:9411'] : [`localhost:${port}`, `127.0.0.1:${port}`, 'LOCALHOST', '[::1]']
    for (const host of ours) assert.equal((await ask(port, url, { host })).status, 200, `${host} at ${port}`)
    for (const host of ['evil.example', 'localhost.evil.example', 'evil.localhost', '127.0.0.1.nip.io', '10.0.2.15', 'atlogin.tail1234.ts.net']) {
      assert.equal((await ask(port, url, { host })).status, 421, `${host} at ${port}`)
    }
  }
})

test('identities are read from outside and written from inside', async () => {
  assert.equal((await ask(2592, '/did:plc:aaaaaaaaaaaaaaaaaaaaaaaa', {}, 'POST', '{}')).status, 403)
  assert.equal((await ask(2582, '/did:plc:aaaaaaaaaaaaaaaaaaaaaaaa', {}, 'POST', '{}')).status, 400)
})

test("Synapse's administration is inside only", async () => {
  for (const url of ['/_synapse/admin/v1/server_version', '/_synapse/mas/query_user', '/metrics', '/']) {
    assert.equal((await ask(8008, url)).status, 404, url)
  }
  assert.equal((await ask(8080, '/_synapse/admin/v1/server_version')).status, 404)
})
