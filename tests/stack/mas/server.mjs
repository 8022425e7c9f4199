// The stand-in for Matrix Authentication Service: a server with the addresses that browsers, apps, Synapse and ATLogin know of
// MAS 1.22.0, and what it checks of ATLogin as strict as there. table.mjs says from which file each check was read.
import fs from 'node:fs'
import http from 'node:http'
import { json, page } from './answers.mjs'
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

  /** `section` is what is pasted; `synapse`, its secret `shared` with us, and `serverName` are the Matrix server behind. */
  static async start({ section, synapse, shared, serverName = 'localhost' }) {
    const mas = new Mas()
    mas.serverName = serverName
    mas.homeserver = new Homeserver(synapse, shared)
    if (section) await mas.configure(section)
    mas.server = http.createServer((request, response) => mas.#answer(request, response))
    await new Promise((resolve, reject) => mas.server.once('error', reject).listen(MAS_PORT, '127.0.0.1', resolve))
    return mas
  }

  /** `mas-cli config sync` and a restart, with another section. */
  async configure(section) {
    this.provider = await readSection(section)
    const { client_secret, client_secret_file } = this.provider
    const secret = client_secret ?? (client_secret_file && fs.readFileSync(client_secret_file, 'utf8').trim())
    const redirectUri = `${MAS}/upstream/callback/${this.provider.id}`
    this.upstream = new Upstream(this.provider, { redirectUri, secret, told: (what, answer) => this.tamper[what]?.(answer) ?? answer })
    this.tamper = {}
  }

  /** How a test changes what ATLogin says: by the kind of its answer, a function from the answer to another one. */
  tamper = {}

  stop() {
    stopPython()
    this.server.closeAllConnections()
    return new Promise(resolve => this.server.close(resolve))
  }

  async #answer(request, response) {
    const { status, headers, body } = await this.#routed(request, response).catch(error => this.#failed(error))
    response.writeHead(status, { 'cache-control': 'no-store', ...headers }).end(body)
  }

  async #routed(request, response) {
    const url = new URL(request.url, MAS)
    const body = Buffer.concat(await Array.fromAsync(request)).toString()
    const type = request.headers['content-type']?.split(';')[0]
    const form = type === 'application/json' ? JSON.parse(body) : Object.fromEntries(new URLSearchParams(body))
    for (const [methods, pattern, handle] of this.#routes) {
      const match = pattern.exec(url.pathname)
      if (!match || !methods.split('|').includes(request.method)) continue
      const browser = () => this.#browser(request, response)
      const { method, headers } = request
      return handle(this, { method, headers, url, query: Object.fromEntries(url.searchParams), form, id: match[1], browser })
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
    response.setHeader('set-cookie', `${COOKIE}=${name}; Path=/; HttpOnly; SameSite=Lax`)
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
