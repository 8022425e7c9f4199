// A real Synapse that knows one way to sign in: ATLogin, by the very block that the README shows or a command prints.
import { randomBytes } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { Child } from './child.mjs'
import { here, python } from './paths.mjs'

export const SYNAPSE_PORT = 8008
export const SYNAPSE = `http://localhost:${SYNAPSE_PORT}`
export const callback = `${SYNAPSE}/_synapse/client/oidc/callback`

const blockFile = path.join(here, 'synapse-oidc.yaml')

/** The block as a reader of the README gets it. */
export const readmeBlock = () => fs.readFileSync(blockFile, 'utf8')

export class Synapse {
  /** `block` is what is pasted, and `provider` is added to it; `secretFile` is shared with ATLogin; `extraCa` are the roots that Synapse trusts. */
  static async start({ state, issuer, block = readmeBlock(), provider = {}, secretFile, client, extraCa }) {
    const folder = path.join(state, 'synapse')
    fs.mkdirSync(folder, { recursive: true })
    const file = (name, text) => {
      fs.writeFileSync(path.join(folder, name), text, { mode: 0o600 })
      return path.join(folder, name)
    }
    const signingKey = file('signing.key', `ed25519 a_test ${randomBytes(32).toString('base64').replace('=', '')}\n`)
    const logging = file('log.json', JSON.stringify(loggingToTheTerminal))
    // JSON is YAML, so no YAML writer is needed.
    const main = file('homeserver.json', JSON.stringify(settings({ folder, signingKey, logging, client }), null, 2))
    const providers = file('oidc.yaml', added(filledIn(block, issuer, secretFile), provider))
    const synapse = new Synapse()
    synapse.process = new Child('synapse', state, [python, '-m', 'synapse.app.homeserver', '-c', main, '-c', providers],
      extraCa ? { SSL_CERT_FILE: extraCa } : {})
    await synapse.process.ready(`http://127.0.0.1:${SYNAPSE_PORT}/_matrix/client/versions`)
    return synapse
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
    const answer = await fetch(`http://127.0.0.1:${SYNAPSE_PORT}/_matrix/client/v3/account/whoami`, { headers })
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

  async #get(url, accessToken) {
    return (await this.#fetch(url, accessToken)).json()
  }

  async #fetch(url, accessToken) {
    const answer = await fetch(`http://127.0.0.1:${SYNAPSE_PORT}${url}`, { headers: { authorization: `Bearer ${accessToken}` } })
    if (!answer.ok) throw new Error(`${url}: ${answer.status} ${await answer.text()}`)
    return answer
  }
}

/** The block with the two lines that each operator fills in; everything else stays as it is read. */
function filledIn(block, issuer, secretFile) {
  const fill = (text, key, value) => {
    const line = new RegExp(`^( *${key}: ).*$`, 'm')
    if (!line.test(text)) throw new Error(`no line for ${key} in ${text}`)
    return text.replace(line, (_, start) => start + JSON.stringify(value))
  }
  return fill(fill(block, 'issuer', issuer), 'client_secret_path', secretFile)
}

/** The block with more settings for its one provider. */
function added(block, provider) {
  const lines = Object.entries(provider).map(([key, value]) => `    ${key}: ${JSON.stringify(value)}\n`)
  return block.replace(/^ {4}scopes: /m, start => lines.join('') + start)
}

function settings({ folder, signingKey, logging, client }) {
  const unhurried = { per_second: 1000, burst_count: 1000 }
  return {
    server_name: 'localhost',
    public_baseurl: `${SYNAPSE}/`,
    pid_file: path.join(folder, 'pid'),
    listeners: [{ port: SYNAPSE_PORT, bind_addresses: ['127.0.0.1'], tls: false, type: 'http',
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
