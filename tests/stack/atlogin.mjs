// The daemon under test: its configuration file, its state directory, its process.
import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import fs from 'node:fs'
import http from 'node:http'
import path from 'node:path'
import { Child } from './child.mjs'
import { atloginBinary } from './paths.mjs'

export const ATLOGIN_PORT = 9411
/** Where a second one listens. */
export const OTHER_ATLOGIN_PORT = 9412

/** The configuration file alone decides, whatever ATLOGIN_* the person who runs the tests has set for other reasons. */
const withoutOurSettings = Object.fromEntries(Object.keys(process.env).filter(key => key.startsWith('ATLOGIN_')).map(key => [key, undefined]))

export class Atlogin {
  #state
  #name
  #port
  #command

  /**
   * `settings` are top-level lines of the configuration file; `clients` are its `[[clients]]`, each with a secret file
   * made here unless it is public or has keys: `jwks`, written to a file here, or `jwks_uri`. `other`: the second one of its world.
   */
  static async start({ state, publicUrl, settings = {}, clients = [], other = false }) {
    const atlogin = new Atlogin()
    atlogin.#name = other ? 'other-atlogin' : 'atlogin'
    atlogin.#port = other ? OTHER_ATLOGIN_PORT : ATLOGIN_PORT
    atlogin.#state = state
    atlogin.url = publicUrl
    atlogin.folder = path.join(state, atlogin.#name)
    fs.mkdirSync(atlogin.folder, { recursive: true })
    const config = path.join(atlogin.folder, 'atlogin.toml')
    const tables = clients.map(client => `\n[[clients]]\n${toml(atlogin.#withProof(client))}`)
    fs.writeFileSync(config, toml({ public_url: publicUrl, listen: `127.0.0.1:${atlogin.#port}`, ...settings }) + tables.join(''))
    atlogin.#command = [atloginBinary, '--config', config, '--state-dir', path.join(atlogin.folder, 'state')]
    await atlogin.resume()
    return atlogin
  }

  #withProof({ jwks, ...client }) {
    if (client.public || client.jwks_uri) return client
    if (jwks) {
      const jwks_file = path.join(this.folder, `${client.client_id}.jwks.json`)
      fs.writeFileSync(jwks_file, JSON.stringify(jwks))
      return { ...client, jwks_file }
    }
    const client_secret_file = this.secretFile(client.client_id)
    fs.writeFileSync(client_secret_file, randomBytes(32).toString('base64url'), { mode: 0o600 })
    return { ...client, client_secret_file }
  }

  /** Starts the process, again after `kill` or `stop`, with the state it left. */
  async resume() {
    this.process = new Child(this.#name, this.#state, this.#command, withoutOurSettings)
    await this.process.ready(`http://127.0.0.1:${this.#port}/readyz`, 10)
  }

  /** kill -9. */
  kill() {
    return this.process.kill()
  }

  stop() {
    return this.process.stop()
  }

  /** Its discovery document, as a proxy before it gets it: by the name of `public_url`. */
  async discovery() {
    const { host, pathname } = new URL('.well-known/openid-configuration', `${this.url}/`)
    const [answer] = await once(http.get({ host: '127.0.0.1', port: this.#port, path: pathname, headers: { host } }), 'response')
    return JSON.parse(Buffer.concat(await Array.fromAsync(answer)))
  }

  /** What a command of the operator prints, run beside the daemon. */
  command(...args) {
    const [program, ...settings] = this.#command
    const env = { ...process.env, ...withoutOurSettings }
    return execFileSync(program, [...settings, ...args], { env, encoding: 'utf8' })
  }

  /** Lets Synapse in as its operator would, and gives what is to be pasted there. */
  addSynapse(url) {
    const added = this.command('client', 'add', 'synapse', '--preset', 'synapse', '--url', url, '--no-consent', '--json')
    fs.writeFileSync(this.secretFile('synapse'), JSON.parse(added).client_secret, { mode: 0o600 })
    return this.command('config', 'synapse', 'synapse')
  }

  /** Lets MAS in as the guide says, under `id`, with more `options`; gives the printed section, with the secret in it. */
  addMas(url, { id = 'mas', options = [] } = {}) {
    return this.command('client', 'add', id, '--preset', 'mas', '--url', url, '--name', 'Our Matrix server', '--no-consent', ...options)
  }

  /** The file with the secret of a confidential client, to be shared with that client. */
  secretFile(clientId) {
    return path.join(this.folder, `${clientId}.secret`)
  }
}

/** Strings, booleans, lists and plain tables, as TOML: JSON's form of a string is one of TOML's. */
function toml(table) {
  return Object.entries(table).map(([key, value]) => `${key} = ${tomlValue(value)}\n`).join('')
}

function tomlValue(value) {
  if (Array.isArray(value)) return `[${value.map(tomlValue).join(', ')}]`
  if (typeof value !== 'object') return JSON.stringify(value)
  return `{ ${Object.entries(value).map(([key, inner]) => `${key} = ${tomlValue(inner)}`).join(', ')} }`
}
