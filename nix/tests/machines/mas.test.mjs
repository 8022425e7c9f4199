// vm-offline-mas, booted: who answers what, and two people who sign in from outside: alice the old way, by the client at 8080, and
// bob as by Element X. MAS itself is in no registry of packages: the stand-in of tests/stack/mas takes its place (mas.mjs).
import assert from 'node:assert/strict'
import fs from 'node:fs'
import { after, afterEach, before, test } from 'node:test'
import path from 'node:path'
import { Browser } from '../../../tests/stack/browser.mjs'
import { App, APP } from '../../../tests/stack/mas/app.mjs'
import { judge } from '../../../tests/stack/mas/judge.mjs'
import { stopPython } from '../../../tests/stack/mas/python.mjs'
import { readSection } from '../../../tests/stack/mas/section.mjs'
import { allow, sayWho, signInAtPds } from '../../../tests/stack/person.mjs'
import { ask, Machine, signIn } from './machine.mjs'

const MAS = 'http://localhost:8090/auth'
const PDS = 'http://localhost:2583'

let machine, browser
before(async () => {
  machine = await new Machine('vm-offline-mas').boot()
  // To systemd it is there as soon as its program runs.
  machine.inside('curl', '-sf', '--retry', '60', '--retry-delay', '1', '--retry-all-errors', '-o', '/dev/null', 'http://127.0.0.1:8091/auth/.well-known/openid-configuration')
  browser = await Browser.start()
})
afterEach(test => browser?.leave(test))
after(async () => {
  stopPython()
  await browser?.stop()
  await machine?.remove()
})

const secret = () => machine.inside('cat', '/var/lib/atlogin-secrets/matrix').trim()

test('every unit comes up, and nobody starts before the addresses and the secrets are there', () => {
  assert.equal(machine.inside('systemctl', 'list-units', '--failed', '--plain', '--no-legend'), '')
  for (const unit of ['matrix-authentication-service', 'matrix-synapse', 'atlogin', 'bluesky-pds', 'nginx']) {
    assert.equal(machine.property(`${unit}.service`, 'ActiveState'), 'active', unit)
    assert.ok(machine.property(`${unit}.service`, 'Requires').includes('world-prepare.service'), unit)
  }
})

test('the secrets are what MAS takes, and are read by those they are for', () => {
  const within = command => machine.inside('bash', '-c', `cd /var/lib/atlogin-secrets && ${command}`).trim()
  assert.match(within('cat mas-encryption'), /^[0-9a-f]{64}$/)
  // A line's end would be one character too many.
  assert.equal(within('stat --format=%s mas-encryption'), '64')
  assert.match(within('openssl pkey -in mas-rsa.pem -noout -text'), /2048 bit/)
  assert.match(within('openssl pkey -in mas-ec.pem -noout -text'), /P-256/)
  assert.equal(within('stat --format="%n %a %G" mas* matrix'), 'mas 600 root\nmas-ec.pem 600 root\nmas-encryption 600 root\nmas-rsa.pem 600 root\nmatrix 640 matrix-synapse')
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

test('an address without its slash leads on at the same name', async () => {
  const { status, headers } = await ask(8080, '/auth')
  assert.deepEqual([status, headers.location], [301, '/auth/'])
  assert.equal((await ask(8080, '/auth/')).status, 200)
  assert.equal((await ask(8090, '/')).headers.location, '/auth/')
})

function whoIs({ status, headers, text }) {
  // The stand-in for MAS says which of its listeners it was.
  if (headers['x-listener']) return { web: 'mas' }[headers['x-listener']] ?? headers['x-listener']
  if (text.includes('http://127.0.0.1:9411')) return 'atlogin' // it says where it is
  if (/Synapse/.test(headers.server) || text.includes('errcode') || text.includes('"versions"')) return 'synapse'
  if (text.includes('<title>Hydrogen')) return 'element'
  if (text.includes('m.homeserver')) return 'settings'
  if (status === 302) return 'redirect'
  return status === 404 ? undefined : `${status} ${text}`
}

test('apps learn from Synapse where MAS is', async () => {
  const { status, text } = await ask(8008, '/_matrix/client/v1/auth_metadata')
  assert.equal(status, 200, text)
  assert.equal(JSON.parse(text).issuer, 'http://localhost:8090/auth/')
})

test('nobody makes people at Synapse, or asks MAS about tokens, without the secret that both have', () => {
  const tell = (url, bearer, ...body) => machine.inside('curl', '-s', '-o', '/dev/null', '-w', '%{http_code}', '--header', `authorization: Bearer ${bearer}`, ...body, url)
  const provision = bearer => tell('http://127.0.0.1:8009/_synapse/mas/provision_user', bearer, '--json', '{"localpart": "carol.pds.test"}')
  assert.equal(provision('another'), '403')
  assert.equal(provision(secret()), '201')
  const introspect = bearer => tell('http://127.0.0.1:8091/auth/oauth2/introspect', bearer, '--data', 'token=x')
  assert.equal(introspect('another'), '401')
  assert.equal(introspect(secret()), '200')
})

test('what MAS is configured with is what a server with ATLogin needs', async () => {
  const { upstream_oauth2 } = JSON.parse(machine.inside('cat', '/run/world/mas.yaml'))
  await judge(await readSection(JSON.stringify({ upstream_oauth2 })), { hears: false })
})

test('alice signs in the old way, by the client at 8080 and by way of everybody', async () => {
  const { user, way } = await signIn('alice.pds.test')
  assert.equal(user, '@alice.pds.test:atlogin.localhost')
  for (const origin of ['http://localhost:8080', 'http://localhost:8090', 'http://127.0.0.1:9411', PDS]) assert.ok(way.includes(origin), `${origin} in ${way}`)
  assert.deepEqual(machine.matrix("select displayname from profiles where user_id = 'alice.pds.test'"), [['Alice Example']])
})

test('bob signs in as by Element X: at MAS, below its path, for a token that Synapse takes', async () => {
  const page = await browser.person()
  // The app itself is elsewhere.
  await page.route(`${APP}*`, route => route.fulfill({ body: 'the app' }))
  const app = new App(MAS)
  await page.goto(app.address({ prompt: 'create' }))
  await sayWho(page, 'bob.pds.test', PDS)
  await signInAtPds(page)
  await allow(page)
  await page.getByRole('button', { name: 'Create Account', exact: true }).click()
  await page.getByRole('button', { name: 'Continue', exact: true }).click()
  await page.waitForURL(url => url.href.startsWith(APP))
  const authorization = `Bearer ${await app.token(page.url())}`
  const { status, text } = await ask(8008, '/_matrix/client/v3/account/whoami', { authorization })
  assert.equal(status, 200, text)
  const { user_id, device_id } = JSON.parse(text)
  assert.deepEqual({ user_id, device_id }, { user_id: '@bob.pds.test:atlogin.localhost', device_id: app.device })
  // Of all on this computer, MAS's cookie goes to MAS alone.
  const cookies = await page.context().cookies()
  assert.deepEqual(cookies.filter(({ name }) => name.startsWith('mas-')).map(one => one.path), ['/auth/'])

  // Who is signed out at MAS gets to choose, and comes back.
  await page.goto(`${MAS}/`)
  await page.getByRole('button', { name: 'Sign out', exact: true }).click()
  await page.locator('#accounts button.account').click()
  await page.waitForURL(url => url.href === `${MAS}/`)
  assert.match(await page.locator('h1').innerText(), /bob\.pds\.test/)
})

test('ATLogin knows MAS, and where it is answered', async () => {
  const [{ issuer, client_id, id }] = JSON.parse(machine.inside('cat', '/run/world/mas.yaml')).upstream_oauth2.providers
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

test("syn2mas runs in MAS's place as docs/nixos.md says, and MAS after it as before", () => {
  const section = fs.readFileSync(path.join(import.meta.dirname, '../../../docs/nixos.md'), 'utf8').split('## People use your Synapse already')[1]
  // A world has its own configuration, and no PostgreSQL here.
  const [asking, moving] = [...section.matchAll(/```sh\n(.*?)```/gs)].map(([, block]) =>
    block.replace('/run/matrix-authentication-service/config.yaml', '/run/world/mas.yaml').replaceAll(/^runuser .*$/gm, ''))
  machine.inside('systemctl', 'stop', 'matrix-authentication-service')
  assert.match(asking, /syn2mas check\n/)
  const said = machine.inside('bash', '-c', `${asking} ${moving} systemctl show --property=ActiveState,ExecStart $unit`)
  const about = '--config /run/world/mas.yaml --synapse-config /nix/store/HASH-homeserver.yaml --synapse-database-uri postgresql:///matrix-synapse?host=/run/postgresql'
  assert.equal(machine.inside('cat', '/var/lib/private/matrix-authentication-service/moved'), ['check', 'migrate --dry-run', 'migrate'].map(what => `syn2mas ${what} ${about}\n`).join(''))
  assert.match(said, /status=11/)
  assert.match(said, /migrate has read \d+ characters/)
  machine.inside('systemctl', 'start', 'matrix-synapse', 'matrix-authentication-service')
  assert.equal(machine.property('matrix-authentication-service.service', 'ActiveState'), 'active')
  assert.match(machine.property('matrix-authentication-service.service', 'ExecStart'), / server --config /)
})
