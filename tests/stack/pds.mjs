// A real PDS and a real PLC directory with people on them.
import fs from 'node:fs'
import path from 'node:path'
import { Child } from './child.mjs'
import { here } from './paths.mjs'
import { png } from './png.mjs'

export const PDS_PORT = 2583
export const PLC_PORT = 2582

/** The passwords of the people below: they live on loopback only. */
export const password = 'correct-horse-battery'

/** What alice's profile says, and what Matrix has to show in the end. */
export const aliceProfile = { displayName: 'Alice Example', picture: png(96, 96, (x, y) => [40 + x * 2, 90, 60 + y * 2]) }

export class Pds {
  #base = `http://127.0.0.1:${PDS_PORT}`

  /** `hostname` decides the issuer: `localhost` is http://localhost:2583, any other name is https on port 443. */
  static async start({ state, hostname = 'localhost', extraCa }) {
    const pds = new Pds()
    pds.issuer = hostname === 'localhost' ? `http://localhost:${PDS_PORT}` : `https://${hostname}`
    const env = { PDS_HOSTNAME: hostname, PDS_PORT: `${PDS_PORT}`, PLC_PORT: `${PLC_PORT}`, PDS_DATA: path.join(state, 'pds') }
    if (extraCa) env.NODE_EXTRA_CA_CERTS = extraCa
    fs.mkdirSync(env.PDS_DATA, { recursive: true })
    const preload = path.join(here, 'loopback-only.cjs')
    pds.process = new Child('pds', state, [process.execPath, '--require', preload, path.join(here, 'pds-server.mjs')], env)
    await pds.process.ready(`${pds.#base}/xrpc/_health`)
    return pds
  }

  stop() {
    return this.process.stop()
  }

  /** Makes the account and returns its DID and an access token. */
  async createAccount(handle) {
    const { did, accessJwt } = await this.#call('com.atproto.server.createAccount',
      { handle, email: `${handle.split('.')[0]}@example.org`, password })
    return { handle, did, accessJwt }
  }

  /** Writes the public profile record: a name, and a picture if there is one. */
  async writeProfile({ did, accessJwt }, { displayName, picture }) {
    const { blob } = await this.#call('com.atproto.repo.uploadBlob', picture, accessJwt, 'image/png')
    const record = { $type: 'app.bsky.actor.profile', displayName, avatar: blob }
    await this.#call('com.atproto.repo.putRecord',
      { repo: did, collection: 'app.bsky.actor.profile', rkey: 'self', record }, accessJwt)
  }

  async #call(method, body, accessJwt, type = 'application/json') {
    const answer = await fetch(`${this.#base}/xrpc/${method}`, {
      method: 'POST',
      headers: { 'content-type': type, ...(accessJwt ? { authorization: `Bearer ${accessJwt}` } : {}) },
      body: type === 'application/json' ? JSON.stringify(body) : body,
    })
    if (!answer.ok) throw new Error(`${method}: ${answer.status} ${await answer.text()}`)
    return answer.json()
  }
}
