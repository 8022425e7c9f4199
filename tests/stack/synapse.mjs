// A real Synapse that knows one way to sign in: ATLogin, by the very block that the README shows or a command prints.
import { randomBytes } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { Child } from './child.mjs'
import { here, python } from './paths.mjs'

/** Where the Matrix server of a world listens, and the second one of a world that has two. */
export const SYNAPSE_PORT = 8008
export const OTHER_SYNAPSE_PORT = 8009
const addressOf = port => `http://localhost:${port}`
export const SYNAPSE = addressOf(SYNAPSE_PORT)
export const OTHER_SYNAPSE = addressOf(OTHER_SYNAPSE_PORT)
/** What people come back to at the Matrix server that is at `url`. */
export const callbackOf = url => `${url}/_synapse/client/oidc/callback`
/** Where it hears of logouts. */
export const logoutOf = url => `${url}/_synapse/client/oidc/backchannel_logout`

const blockFile = path.join(here, 'synapse-oidc.yaml')

/** The block as a reader of the README gets it. */
export const readmeBlock = () => fs.readFileSync(blockFile, 'utf8')

export class Synapse {
  #state
  #name
  #environment
  #port

  /**
   * `block` is what is pasted, and `provider` is added to it; `clientId` and `secretFile` are those of ATLogin; `extraCa` are the roots that
   * Synapse trusts; `database` is one of PostgreSQL, else it is a file; `settings` are added. `other`: the second one of its world.
   * `mas`: hands sign-in over to a MAS instead, at its `endpoint` and with the `secret` that both have.
   */
  static async start({ state, issuer, block = readmeBlock(), provider = {}, clientId, secretFile, client, extraCa, database, settings = {}, other = false, mas }) {
    const synapse = new Synapse()
    synapse.#state = state
    synapse.#name = other ? 'other-synapse' : 'synapse'
    synapse.#port = other ? OTHER_SYNAPSE_PORT : SYNAPSE_PORT
    synapse.#environment = extraCa ? { SSL_CERT_FILE: extraCa } : {}
    synapse.serverName = other ? 'other.localhost' : 'localhost'
    synapse.folder = path.join(state, synapse.#name)
    fs.mkdirSync(path.join(synapse.folder, 'conf.d'), { recursive: true }) // as Debian's package has it
    const signingKey = synapse.#file('signing.key', `ed25519 a_test ${randomBytes(32).toString('base64').replace('=', '')}\n`)
    const logging = synapse.#file('log.json', JSON.stringify(loggingToTheTerminal))
    const { folder, serverName } = synapse
    const own = usual({ folder, signingKey, logging, client, serverName, port: synapse.#port })
    synapse.configFile = synapse.#file('homeserver.yaml', yaml({ ...own, ...(database ? { database: onPostgres(database) } : {}), ...settings }))
    const signIn = mas ? yaml({ matrix_authentication_service: { enabled: true, ...mas } })
      : added(filledIn(block, { issuer, client_id: clientId, client_secret_path: secretFile }), provider)
    synapse.providersFile = synapse.#file('conf.d/atlogin.yaml', signIn)
    await synapse.resume()
    return synapse
  }

  #file(name, text) {
    fs.writeFileSync(path.join(this.folder, name), text, { mode: 0o600 })
    return path.join(this.folder, name)
  }

  get url() {
    return addressOf(this.#port)
  }

  /** Starts the process, again after `stop`, with the state it left and what its files say now. */
  async resume() {
    const command = [python, '-m', 'synapse.app.homeserver', '-c', this.configFile, '-c', path.join(this.folder, 'conf.d')]
    this.process = new Child(this.#name, this.#state, command, this.#environment)
    await this.process.ready(`http://127.0.0.1:${this.#port}/_matrix/client/versions`)
  }

  stop() {
    return this.process.stop()
  }

  /** Who holds this access token: asked of the server, not of the client that got it. */
  async whoami(accessToken) {
    const { user_id } = await this.#get('/_matrix/client/v3/account/whoami', accessToken)
    return user_id
  }

  /** What somebody with an access token that is no good is told: `status`, `errcode`. */
  async refusal(accessToken) {
    const headers = { authorization: `Bearer ${accessToken}` }
    const answer = await fetch(`http://127.0.0.1:${this.#port}/_matrix/client/v3/account/whoami`, { headers })
    return { status: answer.status, ...await answer.json() }
  }

  /** What everybody sees of a person: `displayname`, `avatar_url`. */
  profile(userId, accessToken) {
    return this.#get(`/_matrix/client/v3/profile/${encodeURIComponent(userId)}`, accessToken)
  }

  /** The bytes behind an `mxc://` address. */
  async media(mxc, accessToken) {
    const answer = await this.#fetch(`/_matrix/client/v1/media/download/${mxc.replace('mxc://', '')}`, accessToken)
    return Buffer.from(await answer.arrayBuffer())
  }

  /** Any call of the Matrix client-server API; `body` is sent as JSON. */
  async call(method, url, accessToken, body) {
    return (await this.#fetch(url, accessToken, { method, body: JSON.stringify(body) })).json()
  }

  async #get(url, accessToken) {
    return (await this.#fetch(url, accessToken)).json()
  }

  async #fetch(url, accessToken, request = {}) {
    const headers = accessToken ? { authorization: `Bearer ${accessToken}` } : {}
    const answer = await fetch(`http://127.0.0.1:${this.#port}${url}`, { ...request, headers })
    if (!answer.ok) throw new Error(`${url}: ${answer.status} ${await answer.text()}`)
    return answer
  }
}

/** The block with the lines that each operator fills in; everything else stays as it is read. */
function filledIn(block, values) {
  return Object.entries(values).reduce((text, [key, value]) => {
    const line = new RegExp(`^( *${key}: ).*$`, 'm')
    if (!line.test(text)) throw new Error(`no line for ${key} in ${text}`)
    return text.replace(line, (_, start) => start + JSON.stringify(value))
  }, block)
}

/** The block with more settings for its one provider. */
function added(block, provider) {
  const lines = Object.entries(provider).map(([key, value]) => `    ${key}: ${JSON.stringify(value)}\n`)
  return block.replace(/^ {4}scopes: /m, start => lines.join('') + start)
}

/** Settings as YAML, one a line, for JSON is YAML. */
const yaml = settings => Object.entries(settings).map(([key, value]) => `${key}: ${JSON.stringify(value)}\n`).join('')

const onPostgres = connection => ({ name: 'psycopg2', args: { ...connection, cp_min: 1, cp_max: 5 } })

function usual({ folder, signingKey, logging, client, serverName, port }) {
  const unhurried = { per_second: 1000, burst_count: 1000 }
  return {
    server_name: serverName,
    public_baseurl: `${addressOf(port)}/`,
    pid_file: path.join(folder, 'pid'),
    listeners: [{ port, bind_addresses: ['127.0.0.1'], tls: false, type: 'http',
      resources: [{ names: ['client', 'media'], compress: false }] }],
    database: { name: 'sqlite3', args: { database: path.join(folder, 'homeserver.db') } },
    media_store_path: path.join(folder, 'media'),
    signing_key_path: signingKey,
    log_config: logging,
    macaroon_secret_key: randomBytes(32).toString('hex'),
    form_secret: randomBytes(32).toString('hex'),
    report_stats: false,
    trusted_key_servers: [],
    suppress_key_server_warning: true,
    enable_registration: false,
    password_config: { enabled: false },
    sso: { client_whitelist: [`${client}/`] },
    // Pictures come from the PDS on this machine; a server on the internet keeps the default, which blocks that.
    ip_range_blacklist: [],
    rc_login: { address: unhurried, account: unhurried, failed_attempts: unhurried },
    rc_registration: unhurried,
  }
}

const loggingToTheTerminal = {
  version: 1,
  formatters: { line: { format: '%(asctime)s %(levelname)s %(name)s %(message)s' } },
  handlers: { terminal: { class: 'logging.StreamHandler', formatter: 'line' } },
  root: { level: 'INFO', handlers: ['terminal'] },
  disable_existing_loggers: false,
}
