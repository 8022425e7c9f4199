// vm, with the real systemd-resolved and systemd-networkd: which server of DNS is asked for which name, in each mode.
//
// What nixpkgs makes of `services.resolved.enable` and `networking.useNetworkd` is written here as its modules have it:
//   nixos/modules/system/boot/resolved.nix, read at 00fad191192c
//   nixos/modules/tasks/network-interfaces-systemd.nix, read at 003a3fd2f05c
// What Tailscale tells resolved is net/dns/resolved.go of tailscale/tailscale, read at 00b8ab0461cf.
import assert from 'node:assert/strict'
import { execFile, execFileSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { after, before, beforeEach, describe, test } from 'node:test'
import { promisify } from 'node:util'
import { ask, Machine } from './machine.mjs'
import { dhcp, dns } from './names.mjs'

const RESOLVER = path.join(process.env.ATLOGIN_NIX_DIR ?? path.join(import.meta.dirname, '../../../target/nix'), 'resolver')
const TAILNET = 'atlogin.tail1234.ts.net'
const PUBLIC = { outside: '192.0.2.1', tailnet: '192.0.2.2' }
// The servers are in this process: whoever waited for their answers without a promise would keep them from it.
const inside = (...command) => promisify(execFile)('nsenter', ['--target', machine.leader, '--all', '--', ...command], { timeout: 60_000 })
const run = (...command) => execFileSync(command[0], command.slice(1), { encoding: 'utf8' })

let machine, ofDhcp, ofTailnet, lease
before(async () => {
  assert.ok(fs.existsSync(RESOLVER), `${RESOLVER} is missing: nix/tests/install brings it`)
  machine = new Machine('vm', { ownsNetwork: true })
  const file = (name, text) => {
    fs.mkdirSync(path.dirname(path.join(machine.root, name)), { recursive: true })
    fs.writeFileSync(path.join(machine.root, name), text)
  }
  run('cp', '--recursive', '--no-target-directory', RESOLVER, machine.root)
  run('systemd-sysusers', `--root=${machine.root}`, path.join(machine.root, 'usr/lib/sysusers.d/systemd-resolve.conf'))
  file('etc/systemd/resolved.conf', '[Resolve]\nDNSOverTLS=false\nDNSSEC=false\nLLMNR=true\n')
  // By its name: nixpkgs looks for what is no pair of virtual ends, as this is.
  file('etc/systemd/network/99-ethernet-default-dhcp.network', '[Match]\nName=eth0\n\n[Network]\nDHCP=yes\nIPv6PrivacyExtensions=kernel\n')
  file('etc/systemd/network/50-tailscale.network', '[Match]\nName=tailscale0\n\n[Link]\nUnmanaged=true\nActivationPolicy=manual\n')
  run('systemctl', `--root=${machine.root}`, '--quiet', 'enable', 'systemd-resolved', 'systemd-networkd')
  fs.rmSync(path.join(machine.root, 'etc/resolv.conf'), { force: true })
  fs.symlinkSync('/run/systemd/resolve/stub-resolv.conf', path.join(machine.root, 'etc/resolv.conf'))
  // Its address comes by DHCP.
  run('ip', '-4', '-n', machine.network, 'address', 'flush', 'dev', 'eth0')
  run('ip', 'address', 'add', '10.0.2.3/24', 'dev', 'outside')
  // The other end of the tunnel, where Tailscale answers.
  run('ip', 'link', 'add', 'tunnel', 'type', 'veth', 'peer', 'name', 'tailscale0', 'netns', machine.network)
  run('ip', 'address', 'add', '100.100.100.100/10', 'dev', 'tunnel')
  run('ip', 'link', 'set', 'tunnel', 'up')
  run('ip', '-n', machine.network, 'address', 'add', '100.64.0.7/10', 'dev', 'tailscale0')
  run('ip', '-n', machine.network, 'link', 'set', 'tailscale0', 'up')
  lease = await dhcp({ server: '10.0.2.2', client: '10.0.2.15', broadcast: '10.0.2.255', dns: '10.0.2.3' })
  ofDhcp = await dns('10.0.2.3', name => !name.endsWith('.ts.net'), PUBLIC.outside)
  ofTailnet = await dns('100.100.100.100', () => true, PUBLIC.tailnet)
  await machine.boot()
  await inside('systemctl', 'start', 'systemd-networkd-wait-online')
})
after(() => {
  for (const socket of [lease, ofDhcp, ofTailnet]) socket?.close()
  return machine?.remove()
})
beforeEach(() => {
  if (machine.leader) machine.inside('resolvectl', 'flush-caches')
  ofDhcp.asked.clear()
  ofTailnet.asked.clear()
})

const address = async name => (await inside('getent', 'ahostsv4', name)).stdout.split(' ')[0]

describe('without a tailnet', () => {
  test('the one server is that of DHCP', () => {
    assert.match(machine.inside('resolvectl', 'dns'), /^Link \d+ \(eth0\): 10\.0\.2\.3$/m)
    assert.match(machine.inside('resolvectl', 'dns'), /^Link \d+ \(tailscale0\):$/m)
    assert.match(machine.inside('cat', '/etc/resolv.conf'), /^nameserver 127\.0\.0\.53$/m)
  })

  test('it is asked', async () => {
    assert.equal(await address('plc.directory'), PUBLIC.outside)
    assert.ok(ofDhcp.asked.has('plc.directory'))
    assert.equal(ofTailnet.asked.size, 0)
  })

  test('ATLogin asks it, too', async () => {
    await signsIn('alice.somewhere.org')
    assert.ok([...ofDhcp.asked].some(name => name.endsWith('alice.somewhere.org')), [...ofDhcp.asked].join())
  })
})

/** Somebody with this handle signs in: ATLogin asks DNS who that is. */
const signsIn = async handle => {
  const by = { host: '127.0.0.1:9411' }
  const query = new URLSearchParams({ client_id: 'synapse', response_type: 'code', scope: 'openid', state: 'x',
    code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM', code_challenge_method: 'S256', redirect_uri: 'http://localhost:8008/_synapse/client/oidc/callback' })
  const led = await ask(9411, `/authorize?${query}`, by)
  const to = new URL(led.headers.location, 'http://127.0.0.1:9411')
  const page = await ask(9411, to.pathname + to.search, by)
  by.cookie = [led, page].flatMap(one => one.headers['set-cookie'] ?? []).map(one => one.split(';')[0]).join('; ')
  const form = new URLSearchParams({ csrf: /name="csrf" value="([^"]+)"/.exec(page.text)[1], account: handle })
  return ask(9411, to.pathname, { ...by, origin: to.origin, 'content-type': 'application/x-www-form-urlencoded' }, 'POST', `${form}`)
}

describe('in a report', () => {
  test('the servers of DNS are told', async () => {
    const { stdout } = await inside('bash', '/nix/checkout/nix/module/report.sh', '-')
    assert.match(stdout, /^\$ resolvectl --no-pager status$/m)
    assert.match(stdout, /^ *Current DNS Server: 10\.0\.2\.3$/m)
  })
})

/** What Tailscale tells resolved: for its own names alone, or for all of them. */
const joins = (domains, everything) => {
  machine.inside('resolvectl', 'dns', 'tailscale0', '100.100.100.100')
  machine.inside('resolvectl', 'domain', 'tailscale0', ...domains)
  machine.inside('resolvectl', 'default-route', 'tailscale0', everything)
}

describe('in a tailnet that answers for its own names', () => {
  before(() => joins(['tail1234.ts.net', '~ts.net', '~100.100.in-addr.arpa'], 'no'))

  test('the machine finds its own name by Tailscale', async () => {
    assert.equal(await address(TAILNET), PUBLIC.tailnet)
    assert.ok(ofTailnet.asked.has(TAILNET))
    assert.ok(!ofDhcp.asked.has(TAILNET))
  })

  test('all other names are asked of the server of DHCP', async () => {
    assert.equal(await address('bsky.social'), PUBLIC.outside)
    assert.ok(!ofTailnet.asked.has('bsky.social'))
  })

  test('a restart of networkd leaves it so', async () => {
    await inside('systemctl', 'restart', 'systemd-networkd')
    await inside('systemctl', 'restart', 'systemd-networkd-wait-online')
    assert.equal(await address(TAILNET), PUBLIC.tailnet)
    assert.equal(await address('plc.directory'), PUBLIC.outside)
  })
})

describe('in a tailnet that answers for every name', () => {
  before(() => joins(['tail1234.ts.net', '~.'], 'yes'))

  test('Tailscale is asked for public names as well', async () => {
    assert.equal(await address(TAILNET), PUBLIC.tailnet)
    assert.equal(await address('bsky.social'), PUBLIC.tailnet)
    assert.equal(ofDhcp.asked.size, 0)
  })
})

describe('without networkd, as with the dhcpcd of NixOS', () => {
  before(() => {
    joins(['tail1234.ts.net', '~ts.net'], 'no')
    machine.inside('systemctl', 'stop', 'systemd-networkd.socket', 'systemd-networkd')
    machine.inside('rm', '-rf', '/run/systemd/netif/links')
    machine.inside('systemctl', 'restart', 'systemd-resolved')
    joins(['tail1234.ts.net', '~ts.net'], 'no')
  })

  test('resolved hears of no server for public names', async () => {
    assert.match(machine.inside('resolvectl', 'dns'), /^Link \d+ \(eth0\):$/m)
    assert.equal(await address(TAILNET), PUBLIC.tailnet)
    await address('plc.directory').catch(() => {})
    assert.ok(!ofDhcp.asked.has('plc.directory'))
  })
})
