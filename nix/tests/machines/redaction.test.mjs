// What atlogin-report hides by name and by shape, without a machine: text goes through the functions of the script itself.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { test } from 'node:test'

const script = fs.readFileSync(process.env.ATLOGIN_REPORT ?? path.join(import.meta.dirname, '../../module/report.sh'), 'utf8')
const functions = script.match(/^hide_(blocks|shapes)\(\) \{\n.*?^\}/gms)
assert.equal(functions.length, 2)
const hide = text => execFileSync('sh', ['-c', `export LC_ALL=C\n${functions.join('\n')}\nhide_blocks | hide_shapes`], { input: `${text}\n`, encoding: 'utf8' })

/** Each text has secrets, all of which have S3CRET in them, and ends with a line that has none and must be left. */
const secrets = {
  'a short name of a password': 'smtp_pass: "S3CRET"',
  'pw, pass and passwd': 'db.pw = S3CRET\npass=S3CRET\nPASSWD: S3CRET',
  'other endings of a name': 'password_hash: S3CRET\nSECRET_KEY_BASE=S3CRET\ntoken2: S3CRET\nclientSecret: S3CRET\ncredentials: S3CRET',
  'YAML with blanks': 'registration_shared_secret: correct S3CRET battery',
  'an escaped quotation mark': 'client_secret = "has \\" S3CRET"',
  'a comma': 'client_secret=a,S3CRET',
  'quoted YAML of several lines': 'password: "multi\n  S3CRET"',
  'quoted YAML of several lines, not indented': 'password: "multi\nS3CRET\nS3CRET"',
  'YAML in single quotes of several lines': "password: 'multi\n  S3CRET'",
  'doubled quotation marks in YAML of several lines': "password: 'it''s\nS3CRET'",
  'plain YAML of several lines': '  password: multi\n    S3CRET\n\n    S3CRET',
  'a block with a comment': 'password: >-  # comment\n  S3CRET\n  S3CRET',
  'a block in a list': '- password: |\n    S3CRET',
  'an anchor': 'client_secret: &a S3CRET',
  'a tag and a block': 'client_secret: !!str |\n  S3CRET',
  'a list in YAML': 'tokens:\n- S3CRET\n- S3CRET',
  'TOML of several lines': 'client_secret = """\nS3CRET\nS3CRET"""',
  'literal TOML of several lines': "client_secret = '''\nS3CRET\n'''",
  'a list in TOML': 'tokens = [\n"S3CRET",\n"S3CRET"\n]',
  'a list in JSON': '  "client_secret": ["S3CRET"]',
  'a list in JSON of several lines': '  "client_secret": [\n    "S3CRET",\n    "b S3CRET"\n  ],',
  'JSON in JSON': '{"message": "{\\"client_secret\\":\\"S3CRET\\"}"}',
  'an object in JSON': '"X-Api-Key": {"value": "S3CRET"}',
  'a key that begins on the line of its name': 'signing_key: -----BEGIN PRIVATE KEY-----\nS3CRET\n-----END PRIVATE KEY-----',
  'a line that goes on': 'export TOKEN=a \\\nS3CRET',
  "Caddy's dns": `\tdns cloudflare S3CRET${'x'.repeat(34)}`,
  "Caddy's dns with a block": 'dns cloudflare {\napi_token S3CRET\n}',
  "Caddy's acme_dns": 'acme_dns cloudflare S3CRET',
  'a hash of bcrypt': 'x alice $2a$14$S3CRET.pHjBQyWbA9.8Yg.vHh1e2',
  'a hash of argon2': 'x alice $argon2id$v=19$m=19456,t=2,p=1$S3CRET$abc',
  "Caddy's basic_auth": 'basic_auth {\nalice S3CRET\n}',
  "Caddy's basicauth on a line": 'basicauth /private/* alice S3CRET',
  "Caddy's header_up": 'header_up X-Token "S3CRET a"',
  "Caddy's header_up without a telling name": 'reverse_proxy a:1 { header_up X-Who "a S3CRET" }',
  "nginx's proxy_set_header": 'proxy_set_header X-Api-Key S3CRET;',
  "an argument of nginx's on the next line": 'proxy_set_header X-Api-Key\n  S3CRET;',
  "nginx's headers without a telling name": 'location / { grpc_set_header X-Who "a S3CRET"; }',
  "nginx's set": 'set $api_key "a S3CRET";\nfastcgi_param DB_PASSWORD S3CRET;',
  'a URI with a password alone': 'uri: redis://:S3CRET@host',
  'a URI with a token': 'remote https://S3CRET@host',
  'a URI whose password has a slash': 'uri: postgresql://mas:pa/S3CRET@localhost',
  'a URI whose password has an at': 'uri: postgresql://mas:p@S3CRET@localhost',
  'a URI in a URI': 'at https%3A%2F%2Fme%3AS3CRET%40host',
  'a command line': 'ExecStart=/bin/x --password S3CRET a\nrun --client-secret S3CRET\nrun -token "a S3CRET"\nrun --api-key=S3CRET',
  "curl's --user": 'curl -u me:S3CRET https://x.example',
  'a map on one line, after a URL': 'x: {a: https://one.example/b,secret: S3CRET}\nx: {a: /one/b,secret: S3CRET}',
  'a command line as a list': '["x", "--password", "a S3CRET"]',
  "systemd's Environment": 'Environment="X_PASSWORD=a S3CRET c"\nEnvironment=A=b API_KEY=S3CRET',
  "systemd's SetCredential": 'SetCredential=one:S3CRET',
}
for (const [what, text] of Object.entries(secrets)) {
  test(`hides ${what}`, () => {
    const hidden = hide(`${text}\nclient_id: left`)
    assert.doesNotMatch(hidden, /S3CRET/)
    assert.match(hidden, /\[.+\][^]*^client_id: left$/m)
  })
}

test('leaves what helps', () => {
  const text = [
    'client_id = "element"', 'redirect_uris = ["https://matrix.example/_synapse/client/oidc/callback"]', 'issuer: https://login.example/', 'public_url = "https://login.example"',
    'client_secret_file = "/run/credentials/atlogin.service/synapse"', 'client_secret_path: /run/secret', 'token_endpoint_auth_method: client_secret_basic', 'trusted_key_servers: []', 'claims_in_id_token = true',
    'LoadCredential=client-synapse-secret:/var/lib/atlogin-secrets/synapse', 'Environment=ATLOGIN_CONFIG=/etc/atlogin.toml',
    'proxy_pass http://127.0.0.1:9411;', 'proxy_set_header Host $host;', 'header_up Host {upstream_hostport}', 'ssl_certificate_key /var/lib/acme/key.pem;', 'DNS Servers: 192.0.2.1',
    '2026-01-01T00:00:00.0+00:00 host atlogin[1]: atlogin::token::verify: the signature is wrong', '2026-01-01T00:00:00.0+00:00 host atlogin[1]: /var/lib/atlogin-secrets/key: Permission denied',
    '2026-01-01T00:00:00.0+00:00 host atlogin[1]: https://login.example/token: connection refused', 'Main process exited, code=exited, status=1/FAILURE', '/var/lib/atlogin-secrets:', 'total 4', '-rw------- 1 0 0 65 Jan  1 00:00 synapse',
  ].join('\n')
  assert.equal(hide(text), `${text}\n`)
})

test('leaves the name, and how it is set', () => {
  assert.equal(hide('client_secret = "S3CRET"\nform_secret: |\n  S3CRET\nafter: it\nsecrets:\n  key: S3CRET\nx_pw=S3CRET'), 'client_secret = [hidden]\nform_secret: [hidden]\nafter: it\nsecrets:\n  [hidden]\nx_pw=[hidden]\n')
})

test('a quotation or a bracket that is never closed hides no more than its own part', () => {
  for (const open of ['password: "S3CRET', 'tokens = [S3CRET', 'client_secret = """S3CRET', 'key: -----BEGIN PRIVATE KEY-----']) {
    for (const next of ['2026-01-01T00:00:00.0+00:00 host atlogin[1]: started', '===== Journal', '--- /run/world/next.json']) {
      assert.ok(hide(`${open}\nS3CRET\n${next}\nmore`).endsWith(`${next}\nmore\n`), `${next} after ${open}`)
    }
  }
})
