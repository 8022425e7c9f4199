// A PDS of one version, ATLogin as a confidential client over TLS, one relying party that wants nothing but who somebody is
// and another one that wants the address too: the second must keep nobody away from the first.
import fs from 'node:fs'
import tls from 'node:tls'
import { Browser } from '../browser.mjs'
import { sayWho, signInAndAllow } from '../person.mjs'
import { openid, RelyingParty } from '../relying-party.mjs'
import { World } from '../world.mjs'

const RP = 'https://rp.internal'
const redirect_uris = [`${RP}/callback`]
export const plain = { client_id: 'plain', redirect_uris }
export const mail = { client_id: 'mail', redirect_uris, scopes: ['openid', 'profile', 'email'], email: 'account', email_issuers: ['https://pds.internal'] }

export class Scene {
  static async start({ name, clients = [plain, mail], ...options }) {
    const scene = new Scene()
    try {
      scene.world = await World.overTls({ name, clients, ...options })
      // The relying party lives in this process, and has to trust ATLogin's certificate.
      tls.setDefaultCACertificates([...tls.getCACertificates('default'), fs.readFileSync(scene.world.tls.ca, 'utf8')])
      scene.browser = await Browser.start()
      scene.relyingParty = await RelyingParty.start(scene.world, { origin: RP })
    } catch (error) {
      await scene.stop()
      throw error
    }
    return scene
  }

  async stop() {
    await this.relyingParty?.stop()
    await this.browser?.stop()
    await this.world?.stop()
  }

  /** Sends `page` from the relying party to ATLogin; `answer` waits for it and gives the claims, `refusal` the error. */
  async ask(page, client, parameters = {}) {
    const config = await this.relyingParty.discover(client)
    const scope = (client.scopes ?? ['openid', 'profile']).join(' ')
    const remembered = await this.relyingParty.begin(config, page, { scope, ...parameters })
    const answer = async () => (await openid.authorizationCodeGrant(config, await this.relyingParty.end(page), remembered)).claims()
    const refusal = async () => (await this.relyingParty.end(page)).searchParams.get('error')
    return { answer, refusal }
  }

  /** From our page to their server; fails at once, with what our page says, where that leads nowhere. */
  async sayWho(page, account, issuer = this.world.pds.issuer) {
    const error = page.locator('#error')
    const refused = async () => {
      await error.waitFor()
      throw new Error(`ATLogin says: ${await error.innerText()}`)
    }
    await Promise.race([sayWho(page, account, issuer), refused()])
  }

  /** A whole sign-in by somebody whom neither ATLogin nor their server knows in this browser. */
  async signIn(page, client, account, { remember, issuer, ...parameters } = {}) {
    const { answer } = await this.ask(page, client, parameters)
    await this.sayWho(page, account, issuer)
    await signInAndAllow(page, url => url.href.startsWith(redirect_uris[0]), { remember })
    return answer()
  }
}
