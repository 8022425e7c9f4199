// A relying party on an origin of its own: a server that people are sent back to, with the npm package openid-client behind it.
// It judges what ATLogin says with all its checks on, and remembers who came to its door with what.
import fs from 'node:fs'
import http from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import { part } from './paths.mjs'
import { allow, sayWho, signInAtPds } from './person.mjs'

export const openid = part('openid-client')

/** Where it listens. Another port is another origin. */
export const RP_PORT = 9500
export const RP = `http://127.0.0.1:${RP_PORT}`

export class RelyingParty {
  /** What came, in order: `method`, `path`, `form` (the fields of a POST). */
  visits = []
  #pages
  #world

  /**
   * `origin`: what people call it. `pages` answer single paths otherwise than with "back at the relying party": a text, an
   * object to be sent as JSON, or a URL to be sent on to.
   */
  static async start(world, { origin = RP, pages = {} } = {}) {
    const relyingParty = new RelyingParty()
    relyingParty.#world = world
    relyingParty.#pages = pages
    relyingParty.origin = origin
    relyingParty.redirectUri = `${origin}/callback`
    relyingParty.server = http.createServer((request, response) => relyingParty.#answer(request, response))
    await new Promise((resolve, reject) => relyingParty.server.once('error', reject).listen(RP_PORT, '127.0.0.1', resolve))
    return relyingParty
  }

  stop() {
    this.server.closeAllConnections()
    return new Promise(resolve => this.server.close(resolve))
  }

  async #answer(request, response) {
    const { pathname } = new URL(request.url, this.origin)
    const body = Buffer.concat(await Array.fromAsync(request)).toString()
    this.visits.push({ method: request.method, path: pathname, form: new URLSearchParams(body) })
    const page = this.#pages[pathname] ?? 'back at the relying party'
    if (page instanceof URL) return response.writeHead(302, { location: page.href }).end()
    const isText = typeof page === 'string'
    response.writeHead(200, { 'content-type': isText ? 'text/html; charset=utf-8' : 'application/json' })
    return response.end(isText ? `<!doctype html><html lang="en"><title>A relying party</title><p>${page}` : JSON.stringify(page))
  }

  /** What openid-client makes of an ATLogin on loopback for one of its clients. Without `authentication` it has the secret of the file. */
  async discover({ client_id, id_token_signed_response_alg = 'RS256', ...client }, authentication) {
    const secret = () => fs.readFileSync(this.#world.atlogin.secretFile(client_id), 'utf8')
    const proof = authentication ?? (client.public ? openid.None() : openid.ClientSecretBasic(secret()))
    const issuer = new URL(this.#world.atlogin.url)
    const onLoopback = { execute: [openid.allowInsecureRequests] }
    const config = await openid.discovery(issuer, client_id, { id_token_signed_response_alg }, proof, onLoopback)
    openid.enableNonRepudiationChecks(config) // checks the ID token's signature too, which code flow would let it skip
    return config
  }

  /** Sends `page` to ATLogin with a fresh question; returns what the relying party remembers meanwhile. */
  async begin(config, page, { push = false, ...parameters } = {}) {
    const remembered = { pkceCodeVerifier: openid.randomPKCECodeVerifier(), expectedState: openid.randomState(),
      expectedNonce: openid.randomNonce(), ...(parameters.max_age ? { maxAge: Number(parameters.max_age) } : {}) }
    const question = {
      redirect_uri: this.redirectUri,
      scope: 'openid profile',
      code_challenge: await openid.calculatePKCECodeChallenge(remembered.pkceCodeVerifier),
      code_challenge_method: 'S256',
      state: remembered.expectedState,
      nonce: remembered.expectedNonce,
      ...parameters,
    }
    const build = push ? openid.buildAuthorizationUrlWithPAR : openid.buildAuthorizationUrl
    await page.goto((await build(config, question)).href)
    return { ...remembered, idTokenExpected: true }
  }

  /** Waits until the relying party has `page` back; returns the address it came back to. */
  async end(page) {
    await page.waitForURL(url => url.href.startsWith(this.redirectUri))
    return new URL(page.url())
  }

  /**
   * The same after two presses, where the way of the second may take the place of the first one's: that is no failure, so the
   * page is waited for and no navigation, until nothing is under way any more.
   */
  async settled(page) {
    for (const end = Date.now() + 30_000; !page.url().startsWith(this.redirectUri); await pause(50)) {
      if (Date.now() > end) throw new Error(`not back at the relying party, but at ${page.url()}`)
    }
    await page.waitForLoadState('networkidle')
    return new URL(page.url())
  }

  /** Presses "Allow" where ATLogin asks each time: a public client that is answered at a loopback address. */
  async allowApp(config, page) {
    if (config.clientMetadata().client_id !== 'public') return
    await page.locator('#consent button').click()
  }

  /** A whole sign-in by alice in a browser that does not know her yet. */
  async signIn(config, page, parameters) {
    const remembered = await this.begin(config, page, parameters)
    await sayWho(page, 'alice.pds.test', this.#world.pds.issuer)
    await signInAtPds(page)
    await allow(page)
    await this.allowApp(config, page)
    return { returned: await this.end(page), remembered }
  }

  /** The tokens of such a sign-in. */
  async tokens(config, page, parameters) {
    const { returned, remembered } = await this.signIn(config, page, parameters)
    return openid.authorizationCodeGrant(config, returned, remembered)
  }

  /** The tokens that a browser which knows alice gets without anybody being asked. */
  async silently(config, page, parameters) {
    const remembered = await this.begin(config, page, { prompt: 'none', ...parameters })
    return openid.authorizationCodeGrant(config, await this.end(page), remembered)
  }
}
