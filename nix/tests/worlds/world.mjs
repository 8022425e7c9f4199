// One world as it was evaluated, with real parts in the places where the machine has them. Only paths are other ones:
// what is in /run/world, /etc/atlogin-world and /var/lib there is in a folder of the run here.
import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import fs from 'node:fs'
import http from 'node:http'
import path from 'node:path'
import { Child } from '../../../tests/stack/child.mjs'
import { here as stackTests, python, stack } from '../../../tests/stack/paths.mjs'

const here = import.meta.dirname
// Not on everybody's PATH.
const nginxBinary = fs.existsSync('/usr/sbin/nginx') ? '/usr/sbin/nginx' : 'nginx'
const scripts = path.resolve(here, '../../worlds')
const { worlds } = JSON.parse(fs.readFileSync(process.env.EVALUATED, 'utf8'))

export class EvaluatedWorld {
  #children = []

  /** `name` is the world's; `lines` are what start.sh writes for it. */
  constructor(name, lines = '') {
    this.evaluated = worlds[name]
    this.state = path.join(stack, 'worlds', `nix-${name}`)
    fs.rmSync(this.state, { recursive: true, force: true })
    for (const folder of ['run', 'etc', 'secrets', 'shared', 'credentials', 'lib']) fs.mkdirSync(this.#at(folder), { recursive: true })
    fs.writeFileSync(this.#at('shared/world.env'), lines)
    for (const [credential, file] of Object.entries(this.evaluated.credentials)) {
      const secret = `${randomBytes(32).toString('hex')}\n`
      fs.writeFileSync(this.#at('credentials', credential), secret)
      fs.writeFileSync(this.#at('secrets', path.basename(file)), secret)
    }
    const made = [...this.evaluated.mas ? ['mas'] : [], ...this.evaluated.offline ? ['pds'] : []]
    const group = execFileSync('id', ['-gn'], { encoding: 'utf8' }).trim()
    this.#script('secrets.sh', { WORLD_SECRETS: this.#at('secrets'), WORLD_GROUP: group }, made)
    this.#script('prepare.sh', { WORLD_TEMPLATES: path.join(process.env.WORLDS, name), WORLD_OFFLINE: this.evaluated.offline ? 'yes' : 'no',
      WORLD_ENV: this.#at('shared/world.env'), WORLD_RUN: this.#at('run'), WORLD_ATLOGIN: process.env.ATLOGIN_BIN })
  }

  #at(...parts) {
    return path.join(this.state, ...parts)
  }

  #script(file, env, args = []) {
    return execFileSync('bash', [path.join(scripts, file), ...args], { env: { ...process.env, ...env }, encoding: 'utf8' })
  }

  /** The same text with the paths of this run. */
  #here(text) {
    return text.replaceAll('/run/world/', `${this.#at('run')}/`).replaceAll('/etc/atlogin-world/', `${this.#at('etc')}/`)
      .replaceAll('/var/lib/atlogin-secrets/', `${this.#at('secrets')}/`).replaceAll('/var/lib/world-secrets/', `${this.#at('secrets')}/`)
      .replaceAll('/var/lib/', `${this.#at('lib')}/`)
  }

  async #start(name, command, env, url) {
    const child = new Child(name, this.state, command, env)
    this.#children.push(child)
    await child.ready(url)
    return child
  }

  async stop() {
    for (const child of this.#children.splice(0).reverse()) await child.stop()
  }

  secret(name) {
    return fs.readFileSync(this.#at('secrets', name), 'utf8').trim()
  }

  /** Whatever prepare.sh has written. */
  written(name) {
    return fs.readFileSync(this.#at('run', name), 'utf8')
  }

  /** The nginx of the machine: the files it includes are the committed ones. */
  async nginx() {
    const { nginx, etc } = this.evaluated
    const file = store => path.join(scripts, 'nginx', /include \S*?-([a-z-]+\.conf);/.exec(store)[1])
    const copy = from => {
      const to = this.#at('etc', path.basename(from))
      fs.writeFileSync(to, this.#here(fs.readFileSync(from, 'utf8')))
      return to
    }
    const matrix = etc['atlogin-world/matrix.conf'].source.replace(/^.*?-matrix/, 'matrix')
    fs.renameSync(copy(path.join(scripts, 'nginx', matrix)), this.#at('etc/matrix.conf'))
    const more = etc['atlogin-world/more.conf'].text ?? ''
    fs.writeFileSync(this.#at('etc/more.conf'), more.split('\n').filter(Boolean).map(line => `include ${copy(file(line))};\n`).join(''))
    // Hydrogen stands for Element Web, which no registry of packages has. It looks for its Matrix server under another name.
    fs.symlinkSync(path.join(stack, 'hydrogen'), this.#at('etc/element'))
    const element = JSON.parse(this.written('element.json'))
    element.defaultHomeServer = element.default_server_config['m.homeserver'].base_url
    fs.writeFileSync(this.#at('run/element.json'), JSON.stringify({ ...element, themeManifests: [], push: null }))
    fs.writeFileSync(this.#at('nginx.conf'), `daemon off; worker_processes 1; error_log stderr; pid ${this.#at('nginx.pid')};
      user root; events {} http { map_hash_bucket_size 512;
      # As nixpkgs has it (nixos/modules/services/web-servers/nginx/default.nix, read at 000007c122b8): nothing may be said twice.
      types { text/html html; text/css css; text/javascript js; application/json json; application/wasm wasm; } types_hash_max_size 4096; default_type application/octet-stream;
      ssl_protocols TLSv1.2 TLSv1.3; map $http_upgrade $connection_upgrade { default upgrade; '' close; }
      client_max_body_size ${this.evaluated.nginxBody}; server_tokens off; access_log off;
      ${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(name => `${name}_temp_path ${this.#at(`nginx-${name}`)};`).join('\n')}
      include ${copy(file(nginx))}; }\n`)
    await this.#start('nginx', [nginxBinary, '-c', this.#at('nginx.conf'), '-e', 'stderr'], {}, 'http://localhost:8080/')
  }

  /** The Synapse of the machine: its module's settings, and prepare.sh's after them. */
  async synapse() {
    const noNulls = value => Array.isArray(value) ? value.map(noNulls)
      : value !== null && typeof value === 'object' ? Object.fromEntries(Object.entries(value).filter(([, one]) => one !== null).map(([key, one]) => [key, noNulls(one)]))
      : value
    const own = JSON.parse(this.#here(JSON.stringify(noNulls(this.evaluated.synapse))))
    const lib = this.#at('lib/matrix-synapse')
    fs.mkdirSync(lib, { recursive: true })
    // What the module of nixpkgs adds of its own.
    own.database.args ??= { database: path.join(lib, 'homeserver.db') }
    own.pid_file = path.join(lib, 'pid')
    own.macaroon_secret_key = randomBytes(32).toString('hex')
    own.form_secret = randomBytes(32).toString('hex')
    fs.writeFileSync(own.signing_key_path, `ed25519 a_test ${randomBytes(32).toString('base64').replace('=', '')}\n`)
    fs.writeFileSync(this.#at('synapse.json'), JSON.stringify(own))
    fs.writeFileSync(this.#at('homeserver.yaml'), this.#here(this.written('homeserver.yaml')))
    await this.#start('synapse', [python, '-m', 'synapse.app.homeserver', '-c', this.#at('synapse.json'), '-c', this.#at('homeserver.yaml')], {},
      'http://127.0.0.1:8009/_matrix/client/versions')
  }

  /** Rows of Synapse's database: what the server itself holds true. */
  matrix(sql) {
    const ask = 'import json,sqlite3,sys; print(json.dumps(sqlite3.connect(sys.argv[1]).execute(sys.argv[2]).fetchall()))'
    return JSON.parse(execFileSync(python, ['-c', ask, this.#at('lib/matrix-synapse/homeserver.db'), sql], { encoding: 'utf8' }))
  }

  async atlogin() {
    const env = { CREDENTIALS_DIRECTORY: this.#at('credentials'), STATE_DIRECTORY: this.#at('lib') }
    for (const key of Object.keys(process.env)) if (key.startsWith('ATLOGIN_')) env[key] = undefined
    await this.#start('atlogin', [process.env.ATLOGIN_BIN, '--config', this.#at('run/atlogin.toml'), 'serve'], env, 'http://127.0.0.1:9411/readyz')
  }

  /** PLC directory and PDS, by the command and the environment of the machine. */
  async people() {
    const start = this.#here(this.evaluated.units['world-plc'].start).split(' ').slice(1)
    fs.mkdirSync(this.#at('lib/world-plc'), { recursive: true })
    const plc = await this.#start('plc', [process.env.ATLOGIN_SMALL_WORLD, ...start], {}, 'http://127.0.0.1:2582/_health')
    const secrets = fs.readFileSync(this.#at('secrets/pds.env'), 'utf8').trim().split('\n').map(line => line.split(/=(.*)/s).slice(0, 2))
    const env = { ...Object.fromEntries(Object.entries(this.evaluated.pds).map(([key, value]) => [key, `${value}`])), ...Object.fromEntries(secrets),
      PDS_DATA_DIRECTORY: this.#at('lib/pds'), PDS_BLOBSTORE_DISK_LOCATION: this.#at('lib/pds/blocks') }
    fs.mkdirSync(env.PDS_BLOBSTORE_DISK_LOCATION, { recursive: true })
    const preload = path.join(stackTests, 'loopback-only.cjs')
    const pds = await this.#start('pds', [process.execPath, '--require', preload, path.join(here, 'pds-from-environment.mjs')], env,
      'http://127.0.0.1:2583/xrpc/_health')
    this.#script('accounts.sh', {})
    return { plc, pds }
  }

  /** Signs in with the browser of the NixOS tests; what it says of itself. */
  signIn(handle) {
    const env = { ...process.env, CHROMIUM: process.env.CHROMIUM ?? '/usr/bin/chromium', CHROMEDRIVER: process.env.CHROMEDRIVER ?? '/usr/bin/chromedriver', PATIENCE: '90' }
    const [user, way] = execFileSync('python3', [path.join(here, '../nixos/sign_in.py'), 'http://localhost:8080', handle, 'correct-horse-battery'],
      { env, encoding: 'utf8', timeout: 120_000 }).trim().split('\n')
    return { user, way: way.replace('by way of ', '').split(' ') }
  }
}

/** Asks with any Host, which fetch would not send; `status`, `headers` and the text. */
export function ask(port, url, { host = 'localhost', ...headers } = {}, method = 'GET', body = undefined) {
  return new Promise((resolve, reject) => {
    const request = http.request({ host: '127.0.0.1', port, path: url, method, headers: { host, ...headers } }, response => {
      let text = ''
      response.setEncoding('utf8').on('data', more => { text += more }).on('end', () => resolve({ status: response.statusCode, headers: response.headers, text }))
    })
    request.once('error', reject).end(body)
  })
}

/** A server that only says its name, where another part would be: who answers what can then be seen. */
export function namesake(name, port, answers = {}) {
  const server = http.createServer((request, response) => {
    let body = ''
    request.on('data', more => { body += more }).on('end', () => {
      const answer = answers[request.url]
      if (!answer) return response.end(name)
      return response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer({ headers: request.headers, body })))
    })
  })
  return new Promise((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', () => resolve({
    stop: () => new Promise(done => { server.closeAllConnections(); server.close(done) }),
  })))
}
