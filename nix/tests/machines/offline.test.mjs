// vm-offline, booted: everything that it consists of, and two people who sign in from outside.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { ask, Machine, signIn } from './machine.mjs'

const NEEDED = ['atlogin', 'bluesky-pds', 'matrix-synapse', 'nginx']

let machine
before(async () => { machine = await new Machine('vm-offline').boot() })
after(() => machine?.remove())

const secrets = () => machine.inside('bash', '-c', 'cd /var/lib/atlogin-secrets && sha256sum *')
const since = (unit, event) => Number(machine.property(`${unit}.service`, event))

test('every unit comes up', () => {
  assert.equal(machine.inside('systemctl', 'list-units', '--failed', '--plain', '--no-legend'), '')
  for (const unit of [...NEEDED, 'world-plc', 'world-prepare', 'world-accounts', 'atlogin-secrets']) {
    assert.equal(machine.property(`${unit}.service`, 'ActiveState'), 'active', unit)
  }
})

test('nobody starts before the addresses and the secrets are there, nor is logged in', () => {
  for (const first of ['world-prepare', 'atlogin-secrets']) {
    for (const unit of NEEDED.filter(unit => first === 'world-prepare' || unit !== 'nginx')) {
      assert.ok(since(first, 'ActiveEnterTimestampMonotonic') <= since(unit, 'InactiveExitTimestampMonotonic'), `${first} before ${unit}`)
      assert.ok(machine.property(`${unit}.service`, 'Requires').includes(`${first}.service`), `${unit} requires ${first}`)
    }
  }
  assert.ok(since('world-prepare', 'ActiveEnterTimestampMonotonic') <= since('console-getty', 'InactiveExitTimestampMonotonic'))
})

test('the console has root on it, who is told where everything is', async () => {
  await machine.shown(/Element {4}http:\/\/localhost:8080\/\n/)
  await machine.shown(/PDS {8}http:\/\/localhost:2583\n\n {2}Accounts {3}alice.pds.test and bob.pds.test/)
  machine.type('id --name --user; echo "I am $((6 * 7))"\n')
  await machine.shown(/^root\n/m)
  await machine.shown(/^I am 42$/m)
})

test('alice signs in to Matrix, by way of everybody', async () => {
  const { user, way } = await signIn('alice.pds.test')
  assert.equal(user, '@alice.pds.test:atlogin.localhost')
  for (const origin of ['http://localhost:8080', 'http://127.0.0.1:9411', 'http://localhost:2583']) assert.ok(way.includes(origin), `${origin} in ${way}`)
  assert.deepEqual(machine.matrix('select name from users'), [['@alice.pds.test:atlogin.localhost']])
  assert.deepEqual(machine.matrix('select user_id, displayname from profiles'), [['alice.pds.test', 'Alice Example']])
})

test('a secret is read by those it is for and nobody else', () => {
  const modes = machine.inside('bash', '-c', 'cd /var/lib/atlogin-secrets && stat --format="%n %a %U %G" . *').trim().split('\n')
  const pds = ['ADMIN_PASSWORD', 'JWT_SECRET', 'PLC_ROTATION_KEY_K256_PRIVATE_KEY_HEX'].map(name => `PDS_${name}.env 600 root root`)
  assert.deepEqual(modes, ['. 711 root root', ...pds, 'synapse 640 root matrix-synapse'])
  assert.throws(() => machine.inside('setpriv', '--reuid=nginx', '--regid=nginx', '--clear-groups', 'cat', '/var/lib/atlogin-secrets/synapse'))
  machine.inside('setpriv', '--reuid=matrix-synapse', '--regid=matrix-synapse', '--clear-groups', 'cat', '/var/lib/atlogin-secrets/synapse')
  assert.match(machine.inside('cat', '/var/lib/atlogin-secrets/PDS_JWT_SECRET.env'), /^PDS_JWT_SECRET=[0-9a-f]{64}\n$/)
  // What is there for all to read is found by the same search.
  machine.inside('grep', '-RqF', 'proxy_pass', '/etc/atlogin-world/')
  assert.throws(() => machine.inside('grep', '-RqF', '-f', '/var/lib/atlogin-secrets/synapse', '/run/world', '/etc/atlogin-world/', '/nix/store/HASH-world-templates'))
})

test('only names of this computer are answered to', async () => {
  const ports = { 8080: '/', 8008: '/_matrix/client/versions', 9411: '/', 2582: '/_health', 2583: '/xrpc/_health' }
  for (const [port, url] of Object.entries(ports)) {
    const ours = port === '9411' ? ['127.0.0.1:9411'] : [`localhost:${port}`, `127.0.0.1:${port}`, 'LOCALHOST', '[::1]']
    for (const host of ours) assert.equal((await ask(port, url, { host })).status, 200, `${host} at ${port}`)
    for (const host of ['evil.example', 'localhost.evil.example', 'evil.localhost', '127.0.0.1.nip.io', '10.0.2.15', 'atlogin.tail1234.ts.net']) {
      assert.equal((await ask(port, url, { host })).status, 421, `${host} at ${port}`)
    }
  }
})

test('identities are read from outside and written from inside', async () => {
  const url = '/did:plc:aaaaaaaaaaaaaaaaaaaaaaaa'
  assert.equal((await ask(2582, url, {}, 'POST', '{}')).status, 403)
  assert.equal(machine.inside('curl', '-s', '-o', '/dev/null', '-w', '%{http_code}', '--data', '{}', `http://localhost:2582${url}`), '400')
})

test("Synapse's administration is inside only", async () => {
  for (const url of ['/_synapse/admin/v1/server_version', '/_synapse/mas/query_user', '/metrics', '/']) {
    assert.equal((await ask(8008, url)).status, 404, url)
  }
  assert.equal((await ask(8080, '/_synapse/admin/v1/server_version')).status, 404)
})

test('after a restart the secrets and the accounts are the same', async () => {
  const before = secrets()
  const operations = machine.inside('wc', '--lines', '/var/lib/world-plc/operations.jsonl')
  await machine.shutDown()
  await machine.boot()
  assert.equal(secrets(), before)
  assert.equal(machine.inside('wc', '--lines', '/var/lib/world-plc/operations.jsonl'), operations)
  assert.equal(machine.inside('systemctl', 'list-units', '--failed', '--plain', '--no-legend'), '')
  assert.equal((await signIn('bob.pds.test')).user, '@bob.pds.test:atlogin.localhost')
})
