// The interface that Synapse has for MAS, as crates/matrix-synapse/src/modern.rs uses it.
const TAKEN = ['M_INVALID_USERNAME', 'M_USER_IN_USE', 'M_EXCLUSIVE']

export class Homeserver {
  #url
  #secret

  constructor(url, secret) {
    this.#url = url.replace(/\/$/, '')
    this.#secret = secret
  }

  /** Whether this is the secret that Synapse and MAS share. */
  isIt(secret) {
    return secret === this.#secret
  }

  /** Whether Synapse would take the name for somebody new. */
  async isAvailable(localpart) {
    const answer = await this.#ask(`is_localpart_available?localpart=${encodeURIComponent(localpart)}`)
    const { errcode } = await answer.json()
    if (!answer.ok && !TAKEN.includes(errcode)) throw new Error(`is_localpart_available: ${answer.status} ${errcode}`)
    return answer.ok
  }

  /** Makes the account, or says what has changed. */
  provision(localpart, displayName) {
    return this.#tell('provision_user', { localpart, ...(displayName ? { set_displayname: displayName } : {}), set_emails: [], locked: false })
  }

  device(localpart, device_id) {
    return this.#tell('upsert_device', { localpart, device_id })
  }

  /** The devices that are left: the others are deleted there. */
  devices(localpart, devices) {
    return this.#tell('sync_devices', { localpart, devices })
  }

  async #tell(call, body) {
    const answer = await this.#ask(call, body)
    if (!answer.ok) throw new Error(`${call}: ${answer.status} ${await answer.text()}`)
  }

  #ask(call, body) {
    const headers = { authorization: `Bearer ${this.#secret}`, ...(body ? { 'content-type': 'application/json' } : {}) }
    return fetch(`${this.#url}/_synapse/mas/${call}`, { method: body ? 'POST' : 'GET', headers, body: body && JSON.stringify(body) })
  }
}
