// A real PDS and a real PLC directory with people on them.
import fs from 'node:fs'
import path from 'node:path'
import { Child } from './child.mjs'
import { here, part } from './paths.mjs'
import { png } from './png.mjs'

export const PDS_PORT = 2583
export const PLC_PORT = 2582
/** The second PDS of a world that has one. */
export const OTHER_PDS_PORT = 2584

/** The password of each PDS's operator. */
export const adminPassword = 'for-tests-only'

/** The passwords of the people below: they live on loopback only. */
export const password = 'correct-horse-battery'

/** The key of each PDS that changes identities: any number below the order of the curve is one. */
export const rotationKey = '01'.repeat(32)

/** How the operator of a PDS proves to be that. */
const ADMIN = `Basic ${btoa(`admin:${adminPassword}`)}`

/** What alice's profile says, and what Matrix has to show in the end. */
export const aliceProfile = { displayName: 'Alice Example', picture: png(96, 96, (x, y) => [40 + x * 2, 90, 60 + y * 2]) }

export class Pds {
  #base
  #data

  /**
   * `hostname` decides the issuer: `localhost` is http://localhost:2583, any other name is https on port 443. `version`: one
   * of the older ones, which `install versions` brings. `other`: the second one of its world, with handles of its own.
   */
  static async start({ state, hostname = 'localhost', extraCa, version, other = false }) {
    const pds = new Pds()
    const [name, port, handles] = other ? ['other-pds', OTHER_PDS_PORT, '.other.test'] : ['pds', PDS_PORT, '.pds.test']
    pds.#base = `http://127.0.0.1:${port}`
    pds.#data = path.join(state, name)
    pds.issuer = hostname === 'localhost' ? `http://localhost:${port}` : `https://${hostname}`
    const env = { PDS_HOSTNAME: hostname, PDS_PORT: `${port}`, PLC_PORT: `${PLC_PORT}`, PDS_DATA: pds.#data, PDS_HANDLES: handles }
    if (version) env.PDS_VERSION = version
    if (other) env.WITHOUT_PLC = 'yes'
    if (extraCa) env.NODE_EXTRA_CA_CERTS = extraCa
    fs.mkdirSync(env.PDS_DATA, { recursive: true })
    const preload = path.join(here, 'loopback-only.cjs')
    pds.process = new Child(name, state, [process.execPath, '--require', preload, path.join(here, 'pds-server.mjs')], env)
    await pds.process.ready(`${pds.#base}/xrpc/_health`)
    return pds
  }

  stop() {
    return this.process.stop()
  }

  /** Takes requests and answers none until `goOn`: the slowest server there is. */
  pause() {
    this.process.signal('SIGSTOP')
  }

  goOn() {
    this.process.signal('SIGCONT')
  }

  /** Makes the account and returns its DID and an access token. */
  async createAccount(handle) {
    const { did, accessJwt } = await this.#call('com.atproto.server.createAccount',
      { handle, email: `${handle.split('.')[0]}@example.org`, password })
    return { handle, did, accessJwt }
  }

  /** As if the person had pressed the button in the mail to them, which no test world sends. */
  confirmEmail({ did }) {
    const { DatabaseSync } = process.getBuiltinModule('node:sqlite') // only here, for it prints a warning
    const accounts = new DatabaseSync(path.join(this.#data, 'account.sqlite'))
    accounts.prepare('UPDATE account SET emailConfirmedAt = ? WHERE did = ?').run(new Date().toISOString(), did)
    accounts.close()
  }

  /**
   * Moves an account to another PDS as atproto.com/guides/account-migration has it, `to` under a handle of its own; returns
   * the account there. The key that changes identities is the same at both, as if the person held it.
   */
  async move({ did, accessJwt }, to, handle) {
    const bearer = { authorization: `Bearer ${accessJwt}` }
    const get = async (method, query) => {
      const answer = await fetch(`${this.#base}/xrpc/${method}?${new URLSearchParams(query)}`, { headers: bearer })
      if (!answer.ok) throw new Error(`${method}: ${answer.status} ${await answer.text()}`)
      return answer
    }
    const aud = `did:web:${new URL(to.issuer).host}`
    const { token } = await (await get('com.atproto.server.getServiceAuth', { aud, lxm: 'com.atproto.server.createAccount' })).json()
    const email = `${handle.split('.')[0]}@example.org`
    const moved = await to.#call('com.atproto.server.createAccount', { did, handle, email, password }, token)
    const repository = Buffer.from(await (await get('com.atproto.sync.getRepo', { did })).arrayBuffer())
    await to.#call('com.atproto.repo.importRepo', repository, moved.accessJwt, 'application/vnd.ipld.car')
    await to.#claim(moved)
    await to.#call('com.atproto.server.activateAccount', undefined, moved.accessJwt)
    await this.deactivate({ accessJwt })
    return moved
  }

  /** Makes the DID document say what this PDS recommends for an account that has just come. */
  async #claim({ did, accessJwt }) {
    const answer = await fetch(`${this.#base}/xrpc/com.atproto.identity.getRecommendedDidCredentials`, { headers: { authorization: `Bearer ${accessJwt}` } })
    const recommended = await answer.json()
    const { Client } = part('@did-plc/lib')
    const { Secp256k1Keypair } = part('@atproto/crypto')
    const key = await Secp256k1Keypair.import(rotationKey)
    await new Client(`http://localhost:${PLC_PORT}`).updateData(did, key, last => ({ ...last, ...recommended }))
  }

  /** What the person does who leaves for a while: nothing is deleted. */
  deactivate({ accessJwt }) {
    return this.#call('com.atproto.server.deactivateAccount', {}, accessJwt)
  }

  /** What the operator does with an account that breaks the rules. */
  takeDown({ did }) {
    const subject = { $type: 'com.atproto.admin.defs#repoRef', did }
    return this.#post('com.atproto.admin.updateSubjectStatus', { subject, takedown: { applied: true, ref: 'test' } }, ADMIN)
  }

  /** Gives the account another handle; whoever publishes handles has to be told, too. */
  changeHandle({ accessJwt }, handle) {
    return this.#call('com.atproto.identity.updateHandle', { handle }, accessJwt)
  }

  /** Writes the public profile record: a name, and a picture if there is one. */
  async writeProfile({ did, accessJwt }, { displayName, picture }) {
    const avatar = picture && (await this.#call('com.atproto.repo.uploadBlob', picture, accessJwt, 'image/png')).blob
    const record = { $type: 'app.bsky.actor.profile', displayName, avatar }
    await this.#call('com.atproto.repo.putRecord',
      { repo: did, collection: 'app.bsky.actor.profile', rkey: 'self', record }, accessJwt)
  }

  #call(method, body, accessJwt, type) {
    return this.#post(method, body, accessJwt ? `Bearer ${accessJwt}` : undefined, type)
  }

  async #post(method, body, authorization, type = 'application/json') {
    const answer = await fetch(`${this.#base}/xrpc/${method}`, {
      method: 'POST',
      headers: { ...(body ? { 'content-type': type } : {}), ...(authorization ? { authorization } : {}) },
      body: type === 'application/json' && body ? JSON.stringify(body) : body,
    })
    const text = await answer.text()
    if (!answer.ok) throw new Error(`${method}: ${answer.status} ${text}`)
    return text ? JSON.parse(text) : undefined
  }
}
