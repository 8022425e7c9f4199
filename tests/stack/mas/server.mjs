// The stand-in for Matrix Authentication Service: a server with the addresses that browsers, apps, Synapse and ATLogin know of
// MAS 1.22.0, and what it checks of ATLogin as strict as there. table.mjs says from which file each check was read.
import fs from 'node:fs'
import http from 'node:http'
import { readHttp, resources } from './addresses.mjs'
import { json, nothing, page } from './answers.mjs'
import { appRoutes } from './apps.mjs'
import { Homeserver } from './homeserver.mjs'
import { oldRoutes } from './old-apps.mjs'
import { stopPython } from './python.mjs'
import { Refusal } from './refusal.mjs'
import { readSection } from './section.mjs'
import { sessionRoutes } from './sessions.mjs'
import { random, Store } from './store.mjs'
import { Upstream } from './upstream.mjs'
import { upstreamRoutes } from './upstream-routes.mjs'

export const MAS_PORT = 8090
export const MAS = `http://localhost:${MAS_PORT}`

const COOKIE = 'mas-stand-in'

const listener = (port, more) => ({ name: 'web', resources: resources.map(name => ({ name })), binds: [{ host: '127.0.0.1', port }], ...more })

/** `http` of the configuration: MAS at a name of its own, as the guide has it. */
export const atItsName = { public_base: `${MAS}/`, listeners: [listener(MAS_PORT)] }
/** And below a path of another port, where Synapse goes on to ask it at the first. */
export const MAS_BELOW_PORT = 8091
export const MAS_BELOW = `http://localhost:${MAS_BELOW_PORT}/auth`
export const belowAPath = { public_base: `${MAS_BELOW}/`, listeners: [listener(MAS_PORT), listener(MAS_BELOW_PORT, { name: 'below', prefix: '/auth/' })] }

/** What apps ask, any page of the web may ask (crates/handlers/src/lib.rs). */
const cors = { 'access-control-allow-origin': '*', 'access-control-allow-methods': '*',
  'access-control-allow-headers': 'authorization,accept,accept-language,content-language,content-type,x-requested-with' }
const withCors = answer => at => {
  const { headers, ...rest } = answer(at)
  return { ...rest, headers: { ...headers, ...cors } }
}

export class Mas {
  store = new Store()
  /** The refusals that there were, in their order. */
  refusals = []
  /** For a test that wants to know: the parameters of each question to ATLogin, and each logout token that was good. */
  asked = () => {}
  heard = () => {}
  /** With passwords, a second way to sign in: `passwords[username]`. */
  passwords = {}
  #browsers = new Map()
  #routes = [...upstreamRoutes, ...sessionRoutes, ...appRoutes, ...oldRoutes]

  #servers = []

  /** `section` is what is pasted; `synapse`, its secret `shared` with us, and `serverName` are the Matrix server behind. */
  static async start({ section, synapse, shared, serverName = 'localhost', http: places = atItsName }) {
    const mas = new Mas()
    mas.serverName = serverName
    mas.homeserver = new Homeserver(synapse, shared)
    await mas.move(places, section)
    return mas
  }

  /** A restart at other places, with the section for them; the database is kept. */
  async move(places, section) {
    const { at, listeners } = readHttp(places)
    await this.#close()
    this.at = at
    await this.configure(section)
    for (const one of listeners) {
      const server = http.createServer((request, response) => this.#answer(one, request, response))
      await new Promise((resolve, reject) => server.once('error', reject).listen(one.port, one.host, resolve))
      this.#servers.push(server)
    }
  }

  /** `mas-cli config sync` and a restart, with another section. */
  async configure(section) {
    this.provider = await readSection(section)
    const { client_secret, client_secret_file } = this.provider
    const secret = client_secret ?? (client_secret_file && fs.readFileSync(client_secret_file, 'utf8').trim())
    const redirectUri = this.at.absolute(`/upstream/callback/${this.provider.id}`)
    this.upstream = new Upstream(this.provider, { redirectUri, secret, told: (what, answer) => this.tamper[what]?.(answer) ?? answer })
    this.tamper = {}
  }

  /** How a test changes what ATLogin says: by the kind of its answer, a function from the answer to another one. */
  tamper = {}

  stop() {
    stopPython()
    return this.#close()
  }

  async #close() {
    for (const server of this.#servers.splice(0)) {
      server.closeAllConnections()
      await new Promise(resolve => server.close(resolve))
    }
  }

  /** `x-listener` is there for tests: which of the listeners it was. */
  async #answer(listener, request, response) {
    const answer = await this.#routed(listener, request, response).catch(error => this.#failed(error))
    const { status, headers, body } = answer(this.at)
    response.writeHead(status, { 'cache-control': 'no-store', 'x-listener': listener.name, ...headers }).end(body)
  }

  async #routed({ prefix, resources: parts }, request, response) {
    const url = new URL(request.url, this.at.absolute('/'))
    if (!url.pathname.startsWith(prefix)) return json({ error: 'not here' }, 404)
    const path = url.pathname.slice(prefix.length - 1)
    const body = Buffer.concat(await Array.fromAsync(request)).toString()
    const type = request.headers['content-type']?.split(';')[0]
    const form = type === 'application/json' ? JSON.parse(body) : Object.fromEntries(new URLSearchParams(body))
    for (const [part, methods, pattern, handle] of this.#routes) {
      const match = parts.includes(part) && pattern.exec(path)
      if (match && part !== 'human' && request.method === 'OPTIONS') return withCors(nothing())
      if (!match || !methods.split('|').includes(request.method)) continue
      const browser = () => this.#browser(request, response)
      const { method, headers } = request
      const answer = await handle(this, { method, headers, query: Object.fromEntries(url.searchParams), form, id: match[1], browser })
      return part === 'human' ? answer : withCors(answer)
    }
    return json({ error: 'not here' }, 404)
  }

  /** What MAS keeps in its encrypted cookies. */
  #browser(request, response) {
    const known = new RegExp(`${COOKIE}=([\\w-]+)`).exec(request.headers.cookie ?? '')?.[1]
    if (this.#browsers.has(known)) return this.#browsers.get(known)
    const name = random()
    const browser = { csrf: random(), session: undefined, loggedOut: false, upstream: [], registrations: [] }
    this.#browsers.set(name, browser)
    response.setHeader('set-cookie', `${COOKIE}=${name}; Path=${this.at.path}; HttpOnly; SameSite=Lax`)
    return browser
  }

  /** A refusal is a page, as all errors of MAS on the way of a browser; its row is noted. What ATLogin has got wrong is a 500 there. */
  #failed(error) {
    const isOurs = error instanceof Refusal
    this.refusals.push(isOurs ? error.row : String(error))
    if (!isOurs) process.stderr.write(`stand-in for MAS: ${error.stack}\n`)
    return page('Error', { status: isOurs && /^(callback|state|form) /.test(error.row) ? 400 : 500, lines: [error.message] })
  }
}
