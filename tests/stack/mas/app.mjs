// A Matrix app: it sends a browser to MAS and gets an access token for Synapse, as Element X does.
import { createHash } from 'node:crypto'
import { RP } from '../relying-party.mjs'
import { MAS } from './server.mjs'
import { random } from './store.mjs'

/** Where the app gets its answers. The page there does not matter: its address has it all. */
export const APP = `${RP}/app`

export class App {
  device = random().slice(0, 10).toUpperCase().replace(/\W/g, 'X')
  #verifier = random()
  #state = random()
  #mas

  /** `mas`: where MAS is, with its path if it is below one. */
  constructor(mas = MAS) {
    this.#mas = mas
  }

  /** Where the app sends the browser; `more`: `prompt`, `login_hint`. */
  address(more = {}) {
    const scope = `openid urn:matrix:client:api:* urn:matrix:client:device:${this.device}`
    const code_challenge = createHash('sha256').update(this.#verifier).digest('base64url')
    return `${this.#mas}/authorize?${new URLSearchParams({ response_type: 'code', client_id: 'app', redirect_uri: APP, scope,
      state: this.#state, code_challenge, code_challenge_method: 'S256', ...more })}`
  }

  /** The access token for the answer that came to the app. */
  async token(returned) {
    const { code, state, error } = Object.fromEntries(new URL(returned).searchParams)
    if (error || state !== this.#state) throw new Error(`the app was told ${error ?? 'a foreign state'}`)
    const body = new URLSearchParams({ grant_type: 'authorization_code', code, code_verifier: this.#verifier, redirect_uri: APP })
    const answer = await fetch(`${this.#mas}/oauth2/token`, { method: 'POST', body })
    if (!answer.ok) throw new Error(`token: ${answer.status} ${await answer.text()}`)
    return (await answer.json()).access_token
  }
}
