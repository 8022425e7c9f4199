// A Matrix app that signs people in by the browser, told which Matrix server: what Hydrogen does, without its pages.
import { HYDROGEN } from './hydrogen.mjs'

/** Where the app has people sent back to. Its address is on the list of those that Synapse asks nobody about. */
const back = `${HYDROGEN}/signed-in`

/** Sends `page` to sign in at `synapse`; `parameters` go along in the address. */
export async function begin(page, synapse, parameters = {}) {
  const query = new URLSearchParams({ redirectUrl: back, ...parameters })
  await page.goto(`${synapse.url}/_matrix/client/v3/login/sso/redirect/oidc-atlogin?${query}`)
}

/** Waits until `page` is back at the app, and signs in with what it brings; returns `userId` and `accessToken`. */
export async function arrive(page, synapse) {
  await page.waitForURL(url => url.href.startsWith(back))
  const token = new URL(page.url()).searchParams.get('loginToken')
  const session = await synapse.call('POST', '/_matrix/client/v3/login', undefined, { type: 'm.login.token', token })
  return { userId: session.user_id, accessToken: session.access_token }
}
