// MAS as a relying party of ATLogin: crates/handlers/src/upstream_oauth2/{authorize,callback,cache,template}.rs and
// crates/oidc-client/src/requests. `told` is where each answer of ATLogin passes by on its way in, so that a test can change it.
import { createHash, randomBytes } from 'node:crypto'
import { checkDiscovery, discoveryAddress } from './discovery.mjs'
import { judgeDiscovery } from './judge.mjs'
import { checkJwks, verifyIdToken, verifyLogoutToken, verifySigned } from './jwt.mjs'
import { clientAssertion } from './keystore.mjs'
import { render } from './python.mjs'
import { demand, refuse } from './refusal.mjs'
import { random } from './store.mjs'

export const now = () => Math.floor(Date.now() / 1000)
const text = value => typeof value === 'string'

export class Upstream {
  #discovery

  /** `provider` is a section as it was read, `redirectUri` where MAS has people sent back to, `secret` that of the client. */
  constructor(provider, { redirectUri, secret, told = (_, answer) => answer }) {
    Object.assign(this, { provider, redirectUri, secret, told })
  }

  async discovery() {
    this.#discovery ??= await this.#discover()
    return this.#discovery
  }

  async #discover() {
    const address = discoveryAddress(this.provider.issuer)
    const answer = await fetch(address).catch(error => refuse('discovery is there', error.message))
    demand(answer.ok, 'discovery is there', answer.status)
    const document = checkDiscovery(this.provider, await this.told('discovery', await answer.json()))
    judgeDiscovery(document)
    return document
  }

  /** Where the browser is sent, and what MAS remembers of it. */
  async question(params, loggedOut) {
    const { provider } = this
    const discovery = await this.discovery()
    const remembered = { state: random(), nonce: provider.scope.split(' ').includes('openid') ? random() : undefined }
    const url = new URL(discovery.authorization_endpoint)
    const add = (name, value) => value !== undefined && url.searchParams.append(name, value)
    add('response_type', 'code')
    add('client_id', provider.client_id)
    add('redirect_uri', this.redirectUri)
    add('scope', provider.scope)
    add('state', remembered.state)
    add('response_mode', provider.response_mode)
    add('nonce', remembered.nonce)
    const always = provider.pkce_method === 'always'
    if (always || (provider.pkce_method === 'auto' && discovery.code_challenge_methods_supported?.includes('S256'))) {
      remembered.verifier = randomBytes(32).toString('base64url')
      add('code_challenge_method', 'S256')
      add('code_challenge', createHash('sha256').update(remembered.verifier).digest('base64url'))
    }
    for (const [name, value] of await additional(provider, { params, logged_out: loggedOut })) add(name, value)
    return { url, remembered }
  }

  /** What MAS takes from the answer at its callback: the subject, the claims, the name of the account. */
  async answer(params, remembered) {
    const { provider } = this
    const code = params.code
    const tokens = await this.#redeem(code, remembered.verifier)
    let claims
    if (tokens.id_token != null) {
      const data = await this.#verification(provider.id_token_signed_response_alg)
      claims = verifyIdToken(tokens.id_token, data, { accessToken: tokens.access_token, code, nonce: remembered.nonce, now: now() })
    }
    const userinfo = provider.fetch_userinfo ? await this.#userinfo(tokens.access_token) : undefined
    const { code: _, state, error, error_description, error_uri, did_mas_repost_to_itself, ...extra } = params
    const context = contextOf(claims, userinfo, extra)
    const subject = await render(provider.claims_imports.subject.template ?? '{{ user.sub }}', context)
      .catch(failure => refuse('subject can be rendered', failure.message))
    demand(subject !== '', 'subject is not empty')
    return { subject, claims, context }
  }

  /** Who is signed out, of a logout token that came. */
  async logout(jwt) {
    return verifyLogoutToken(jwt, await this.#verification(this.provider.id_token_signed_response_alg), now())
  }

  async #verification(algorithm) {
    const { jwks_uri } = await this.discovery()
    const answer = await fetch(jwks_uri)
    demand(answer.ok, 'keys are a set', answer.status)
    const keys = checkJwks(await this.told('jwks', await answer.json()))
    return { keys, issuer: this.provider.issuer, clientId: this.provider.client_id, algorithm }
  }

  async #redeem(code, verifier) {
    const { token_endpoint } = await this.discovery()
    const { provider } = this
    const form = new URLSearchParams({ grant_type: 'authorization_code', code, redirect_uri: this.redirectUri })
    if (verifier) form.set('code_verifier', verifier)
    const headers = { accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded' }
    const method = provider.token_endpoint_auth_method
    if (method === 'client_secret_basic') {
      const [id, secret] = [provider.client_id, this.secret].map(part => new URLSearchParams({ '': part }).toString().slice(1))
      headers.authorization = `Basic ${btoa(`${id}:${secret}`)}`
    } else if (method === 'private_key_jwt') {
      form.set('client_assertion_type', 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer')
      form.set('client_assertion', clientAssertion(provider.client_id, token_endpoint, now()))
    } else {
      form.set('client_id', provider.client_id)
      if (method === 'client_secret_post') form.set('client_secret', this.secret)
    }
    const answer = await fetch(token_endpoint, { method: 'POST', headers, body: form })
    const body = await this.told('tokens', await answer.json().catch(() => undefined), answer)
    demand(answer.ok, 'code is redeemed', JSON.stringify(body))
    const isGood = text(body?.access_token) && text(body.token_type) && (body.id_token == null || text(body.id_token))
      && (body.expires_in == null || Number.isInteger(body.expires_in)) && (body.scope == null || text(body.scope))
    demand(isGood, 'tokens have their types', JSON.stringify(body && Object.keys(body)))
    return body
  }

  async #userinfo(accessToken) {
    const algorithm = this.provider.userinfo_signed_response_alg
    const expected = algorithm ? 'application/jwt' : 'application/json'
    const { userinfo_endpoint } = await this.discovery()
    const answer = await fetch(userinfo_endpoint, { headers: { authorization: `Bearer ${accessToken}`, accept: expected } })
    demand(answer.ok, 'userinfo answers', answer.status)
    const type = answer.headers.get('content-type')?.split(';')[0].trim()
    demand(type === expected, 'userinfo has the expected type', `${type}, not ${expected}`)
    const body = await this.told('userinfo', await answer.text())
    if (!algorithm) return JSON.parse(body)
    return verifySigned(body, await this.#verification(algorithm)).claims
  }
}

/**
 * The parameters that templates add to a question. What renders to nothing is left out, and so is what cannot be rendered;
 * `failed` is told of that.
 */
export async function additional(provider, context, failed = () => {}) {
  const templates = { ...provider.additional_authorization_parameters }
  if (provider.forward_login_hint) templates.login_hint ??= '{{ params.login_hint }}'
  const rendered = []
  for (const [name, template] of Object.entries(templates)) {
    const value = await render(template, context).catch(error => { failed(name, error); return '' })
    if (value.trim() !== '') rendered.push([name, value.trim()])
  }
  return rendered
}

/** What templates of claims can use: what the ID token says goes before what userinfo says. */
export function contextOf(claims, userinfo, extra) {
  const context = { extra_callback_parameters: extra }
  if (claims) context.id_token_claims = claims
  if (userinfo) context.userinfo_claims = userinfo
  if (claims || userinfo) context.user = { ...userinfo, ...claims }
  return context
}
