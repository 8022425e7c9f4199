// atlogin-report, in vm-offline: everywhere that it looks there is a secret, and none of them is in it.
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { after, before, test } from 'node:test'
import { Machine } from './machine.mjs'

const REPORT = '/nix/checkout/nix/module/report.sh'
const word = length => randomBytes(length).toString('base64url').replaceAll(/[-_]/g, 'x').slice(0, length)
const hex = length => randomBytes(length / 2).toString('hex')

/** Each secret with the place that it is seeded in. What has no shape is known by the name before it, or by its file. */
const seeds = {
  clientOfAtlogin: word(20), clientInJson: word(20), macaroon: word(20), registration: word(24), block: word(18), uri: word(16),
  encryption: hex(64), keyLine: word(64), unitKey: word(24), ngrok: `2${word(26)}_${word(20)}`, tailnet: `tskey-auth-${word(12)}CNTRL-${word(30)}`,
  proxy: word(30), code: word(22), state: word(22), escaped: word(22), fragment: word(22), bearer: word(22), cookie: word(22), proof: word(22),
  login: `syl_${word(20)}`, mas: `mat_${word(20)}`, jwt: `eyJ${word(20)}.eyJ${word(30)}.${word(40)}`, named: word(14), own: hex(64), credential: word(26),
  shell: word(17), quoted: word(19), onOneLine: word(40),
}
const inJournal = [
  `GET /callback?iss=https%3A%2F%2Fpds.example&state=${seeds.state}&code=${seeds.code} HTTP/1.1`,
  `led to https://client.example/cb?next=%2Fback%3Fcode%3D${seeds.escaped} and https://client.example/#access_token=${seeds.fragment}&x=1`,
  `Authorization: Bearer ${seeds.bearer}`,
  `cookie: session=${seeds.cookie}; other=1`,
  `dpop: ${seeds.proof}`,
  `loginToken ${seeds.login}, then ${seeds.mas}`,
  `asserted ${seeds.jwt}`,
  `{"client_secret": "${seeds.named}", "grant_type":"authorization_code"}`,
  `export ADMIN_PASSWORD='${seeds.quoted}' TOKEN=${seeds.shell}`,
  `-----BEGIN PRIVATE KEY-----${seeds.onOneLine}-----END PRIVATE KEY-----`,
  `written by hand: ${seeds.own}`,
]

let machine, report
const write = (file, text) => machine.inside('bash', '-c', 'mkdir -p "$(dirname "$1")" && printf %s "$2" >>"$1"', '-', file, text)
/** A line in the journal of this unit. */
const log = (unit, text) => machine.inside('bash', '-c', 'printf "MESSAGE=%s\\nOBJECT_SYSTEMD_UNIT=%s.service\\nPRIORITY=6\\n" "$2" "$1" | logger --journald', '-', unit, text)

before(async () => {
  machine = await new Machine('vm-offline').boot()
  write('/run/world/atlogin.toml', `\n[[clients]]\nclient_id = "seeded"\nclient_secret = "${seeds.clientOfAtlogin}"\n`)
  write('/run/world/other.json', JSON.stringify({ clients: [{ client_id: 'seeded', client_secret: seeds.clientInJson }] }))
  write('/run/world/homeserver.yaml', `\nmacaroon_secret_key: ${seeds.macaroon}\nregistration_shared_secret: "${seeds.registration}"\nform_secret: |\n  ${seeds.block}\nafter: the block\n`)
  write('/run/matrix-authentication-service/config.yaml', `database:\n  uri: postgresql://mas:${seeds.uri}@localhost/mas\nsecrets:\n  encryption: ${seeds.encryption}\n  keys:\n    - key: |\n        -----BEGIN PRIVATE KEY-----\n        ${seeds.keyLine}\n        -----END PRIVATE KEY-----\n`)
  write('/run/world/keys/tailscale', seeds.tailnet)
  write('/etc/atlogin-world/seeded.conf', `proxy_set_header Authorization "Basic ${seeds.proxy}";\n`)
  write('/run/systemd/system/atlogin.service.d/seeded.conf', `[Service]\nEnvironment=NGROK_AUTHTOKEN=${seeds.ngrok} API_KEY=${seeds.unitKey}\nLoadCredential=seeded:/run/seeded-credential\n`)
  // No world makes backups.
  write('/run/systemd/system/atlogin-backup.service', '[Service]\nType=oneshot\nExecStart=/bin/true\n')
  write('/run/seeded-credential', `${seeds.credential}\n`)
  machine.inside('systemctl', 'daemon-reload')
  for (const line of inJournal) log('atlogin', line)
  // Known by its file alone, and without a shape.
  log('nginx', `somebody wrote ${seeds.credential} here, and joined with ${seeds.tailnet}, and ${seeds.ngrok}`)
  log('nginx', 'nginx.service: Main process exited, code=exited, status=1/FAILURE')
  report = machine.inside('bash', REPORT, '-')
})
after(() => machine?.remove())

test('no secret is in it', () => {
  const found = Object.entries(seeds).filter(([, secret]) => report.includes(secret)).map(([place]) => place)
  assert.deepEqual(found, [])
  for (const line of machine.inside('bash', '-c', 'cat /var/lib/atlogin-secrets/*').split('\n')) {
    const secret = line.replace(/^[A-Z0-9_]+=/, '')
    assert.ok(secret.length < 32 || !report.includes(secret), 'a secret of this machine is in it')
  }
})

test('each of them was looked at, and something stands in its place', () => {
  for (const left of ['client_secret = [hidden]', 'macaroon_secret_key: [hidden]', 'form_secret: [hidden]\nafter: the block', 'postgresql://[hidden]@localhost/mas', 'secrets:\n  [hidden]',
    'Authorization [hidden]', '&state=[hidden]&code=[hidden] HTTP/1.1', 'Environment=[hidden]\nLoadCredential=seeded:', 'somebody wrote [hidden] here', '[private key]']) {
    assert.ok(report.includes(left), `${left} in\n${report}`)
  }
})

test('what helps is in it', () => {
  for (const pattern of [/^atlogin \d+\.\d+/m, /^atlogin\.service: .*ActiveState=active SubState=running/m, /^atlogin-backup\.service: /m, /^LoadCredential=client-synapse-secret:\/var\/lib\/atlogin-secrets\/synapse$/m, /^\$ systemctl .*--failed$/m, /issuer|public_url/, /^--- \/run\/world\/atlogin\.toml$/m,
    /^--- \/run\/world\/homeserver\.yaml$/m, /^\d{4}-.* atlogin\[\d+\]: /m, /readyz$/m, /^200 from 127\.0\.0\.1$/m, /code=exited, status=1\/FAILURE/, /client_secret_file/, /iss=https%3A%2F%2Fpds\.example/]) {
    assert.match(report, pattern)
  }
})

test('what docs/first-boot.md asks on the machine itself can be asked there', () => {
  const [, everything, alone] = fs.readFileSync(path.join(import.meta.dirname, '../../../docs/first-boot.md'), 'utf8').split(/^## \d\. /m)
  const commands = [everything, alone].flatMap(step => /```sh\n(.*?)```/s.exec(step)[1].trim().split('\n'))
  assert.equal(commands.length, 8)
  // The module's command is in no container.
  for (const command of commands.filter(one => !one.startsWith('atlogin client'))) machine.inside('bash', '-o', 'pipefail', '-c', command)
})

test('it is a file that root alone can read', () => {
  machine.inside('bash', '-c', `cd /root && bash ${REPORT} mine.txt`)
  assert.equal(machine.inside('stat', '--format=%a %U', '/root/mine.txt').trim(), '600 root')
})

test('it takes the place of no file, and follows no link', () => {
  machine.inside('bash', '-c', 'cd /root && echo mine >open.txt && chmod 644 open.txt && ln -s /root/elsewhere.txt link.txt')
  for (const name of ['open.txt', 'link.txt']) assert.throws(() => machine.inside('bash', '-c', `cd /root && bash ${REPORT} ${name}`), /exists already/)
  assert.equal(machine.inside('cat', '/root/open.txt').trim(), 'mine')
  assert.throws(() => machine.inside('stat', '/root/elsewhere.txt'))
})

test('nobody but root is told anything', () => {
  assert.throws(() => machine.inside('setpriv', '--reuid=nginx', '--regid=nginx', '--clear-groups', 'bash', REPORT, '-'), /only root/)
})
