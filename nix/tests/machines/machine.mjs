// A machine of a world, booted: its own units under a real systemd, in a container. Here is the computer outside, where a browser
// is: it has 10.0.2.2, the machine 10.0.2.15, and ports of its loopback address lead inside, as QEMU does it.
import { execFile, execFileSync, spawn } from 'node:child_process'
import fs from 'node:fs'
import http from 'node:http'
import net from 'node:net'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { promisify } from 'node:util'

const here = import.meta.dirname
const HOST = '10.0.2.2'
const GUEST = '10.0.2.15'
const BOOTED_WITHIN = 120_000

const run = (command, ...args) => execFileSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })

export class Machine {
  #forwarders = []

  /** The machine of this world with an empty disk, which is not running yet. One that `ownsNetwork` may set its addresses itself. */
  constructor(world, { ownsNetwork = false } = {}) {
    this.world = world
    this.ownsNetwork = ownsNetwork
    this.folder = path.join(process.env.MACHINES, world)
    this.network = `atlogin-${world}`
    this.shared = path.join(process.env.MACHINES, `${world}-shared`)
    fs.mkdirSync(this.shared, { recursive: true, mode: 0o700 })
    this.bound = run(path.join(here, 'make-root'), world, this.folder).trim().split('\n')
    this.root = path.join(this.folder, 'root')
    this.ports = JSON.parse(fs.readFileSync(path.join(this.root, 'ports.json')))
    run('ip', 'netns', 'add', this.network)
    run('ip', 'link', 'add', 'outside', 'type', 'veth', 'peer', 'name', 'eth0', 'netns', this.network)
    run('ip', 'address', 'add', `${HOST}/24`, 'dev', 'outside')
    run('ip', 'link', 'set', 'outside', 'up')
    const inside = (...args) => run('ip', '-n', this.network, ...args)
    inside('link', 'set', 'lo', 'up')
    inside('address', 'add', `${GUEST}/24`, 'dev', 'eth0')
    inside('link', 'set', 'eth0', 'up')
  }

  /** Starts it with these `lines` of start.sh; returns when systemd has done all that it can. */
  async boot(lines = '') {
    fs.writeFileSync(path.join(this.shared, 'world.env'), lines, { mode: 0o600 })
    this.log = path.join(this.folder, `console-${Date.now()}`)
    const binds = [...this.bound.map(one => `--bind-ro=${one}`), `--bind=${this.shared}:/tmp/shared`]
    const command = ['systemd-nspawn', '--quiet', '--boot', '--register=no', '--keep-unit', '--link-journal=no', '--console=interactive',
      `--network-namespace-path=/run/netns/${this.network}`, `--machine=${this.network}`, `--directory=${this.root}`,
      ...this.ownsNetwork ? ['--capability=CAP_NET_ADMIN'] : [], ...binds]
    // A terminal of its own: whoever logs in automatically there is shown something.
    this.process = spawn('script', ['--quiet', '--flush', '--command', command.join(' '), this.log], { stdio: ['pipe', 'ignore', 'ignore'] })
    this.ended = new Promise(resolve => this.process.once('exit', resolve))
    for (const end = Date.now() + BOOTED_WITHIN; ; await pause(200)) {
      if (/^(running|degraded)$/m.test(this.#state())) break
      if (Date.now() > end) throw new Error(`not booted: ${this.#state()}\n${this.console()}`)
    }
    for (const [from, to] of Object.entries(this.ports)) this.#forwarders.push(await forward(from, to))
    return this
  }

  #state() {
    try {
      // Looked for each time: nspawn has another child first, which makes the one that stays.
      this.leader = run('pgrep', '--newest', '--parent', run('pgrep', '--full', `^systemd-nspawn .*--machine=${this.network} `).trim()).trim()
      return this.inside('systemctl', 'is-system-running')
    } catch (error) {
      return `${error.stdout}${error.stderr}`
    }
  }

  /** Runs a command in the machine, as root; its output. */
  inside(...command) {
    return run('nsenter', '--target', this.leader, '--all', '--', ...command)
  }

  /** A property of one of its units. */
  property(unit, name) {
    return this.inside('systemctl', 'show', '--value', `--property=${name}`, unit).trim()
  }

  /** What is on its console, without colours. */
  console() {
    return fs.readFileSync(this.log, 'utf8').replaceAll('\r', '').replaceAll(/\u001b\[[?\d;]*[a-zA-Z]/g, '')
  }

  /** Types at its console. */
  type(text) {
    this.process.stdin.write(text)
  }

  /** Waits until this stands on its console. */
  async shown(pattern, seconds = 30) {
    for (const end = Date.now() + seconds * 1000; !pattern.test(this.console()); await pause(200)) {
      if (Date.now() > end) throw new Error(`not on the console: ${pattern}\n${this.console()}`)
    }
  }

  /** Ends it; its disk is kept. */
  async shutDown() {
    for (const forwarder of this.#forwarders.splice(0)) await forwarder.stop()
    this.inside('systemctl', 'poweroff')
    await this.ended
    this.leader = undefined
  }

  /** Ends it, and forgets its disk. */
  async remove() {
    if (this.leader) await this.shutDown().catch(() => this.process.kill('SIGKILL'))
    run('ip', 'link', 'delete', 'outside')
    run('ip', 'netns', 'delete', this.network)
    run('umount', '--recursive', '--lazy', this.folder)
  }

  /** Rows of Synapse's database: what the server itself holds true. */
  matrix(sql) {
    const ask = 'import json,sqlite3,sys; print(json.dumps(sqlite3.connect(sys.argv[1]).execute(sys.argv[2]).fetchall()))'
    return JSON.parse(this.inside('python3', '-c', ask, '/var/lib/matrix-synapse/homeserver.db', sql))
  }
}

/** A port of this computer's that leads into the machine, where all that comes by it comes from the host's address. */
function forward(from, to) {
  const [, address, port] = /^(.*):(\d+)$/.exec(from)
  const open = new Set()
  const server = net.createServer(outer => {
    const inner = net.connect({ host: GUEST, port: to, localAddress: HOST })
    for (const [one, other] of [[outer, inner], [inner, outer]]) {
      open.add(one)
      one.pipe(other)
      one.once('error', () => other.destroy()).once('close', () => { open.delete(one); other.destroy() })
    }
  })
  const stop = () => new Promise(done => { server.close(done); for (const one of open) one.destroy() })
  return new Promise((resolve, reject) => server.once('error', reject).listen(Number(port), address, () => resolve({ stop })))
}

/** Signs in with the browser of the NixOS tests, from outside, by way of the forwarders here; what it says of itself. */
export async function signIn(handle) {
  const env = { ...process.env, CHROMIUM: process.env.CHROMIUM ?? '/usr/bin/chromium', CHROMEDRIVER: process.env.CHROMEDRIVER ?? '/usr/bin/chromedriver', PATIENCE: '90' }
  const command = [path.join(here, '../nixos/sign_in.py'), 'http://localhost:8080', handle, 'correct-horse-battery']
  const { stdout } = await promisify(execFile)('python3', command, { env, timeout: 120_000 })
  const [user, way] = stdout.trim().split('\n')
  return { user, way: way.replace('by way of ', '').split(' ') }
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
