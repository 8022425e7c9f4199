// What a person does on the pages of a login, in their order. Only what can be seen and pressed is used.
import { HYDROGEN } from './hydrogen.mjs'
import { password } from './pds.mjs'

const button = (page, name) => page.getByRole('button', { name, exact: true })

/** Opens the Matrix client and asks it to sign in; ends on our sign-in page. */
export async function openMatrix(page) {
  await page.goto(`${HYDROGEN}/`)
  await button(page, 'Log in with SSO').click()
  await page.locator('form#sign-in').waitFor()
}

/** Says who they are on our page; ends at the PDS. */
export async function sayWho(page, account, issuer) {
  await page.locator('#account').fill(account)
  await page.locator('#continue').click()
  await page.waitForURL(url => url.href.startsWith(`${issuer}/oauth/authorize`))
}

/** Where the PDS was not told who is coming, it asks; ends where it wants the password. */
export async function sayWhoAtPds(page, handle) {
  await button(page, 'Sign in').click()
  await page.getByRole('textbox', { name: 'Username or Email' }).fill(handle)
}

/** The PDS's question whether we may know who they are. Its "yes" had another name once (0.4.73), as the button before it. */
const yes = page => page.getByRole('button', { name: /^(Authorize|Accept)$/ })

/** Types the password at the PDS; `remember`: so that it asks for none for a week. */
export async function typePassword(page, { remember = false } = {}) {
  await page.getByRole('textbox', { name: 'Password' }).fill(password)
  if (remember) await page.getByRole('checkbox', { name: 'Remember this account on this device' }).check()
  await page.getByRole('button', { name: /^(Sign in|Next)$/ }).click()
}

/** The same; ends at its question. */
export async function signInAtPds(page, options) {
  await typePassword(page, options)
  await yes(page).waitFor()
}

/** The same; says yes if it is asked. A PDS remembers the answer, and asks some people again all the same. Ends at `where`. */
export async function signInAndAllow(page, where, options) {
  await typePassword(page, options)
  const arrived = page.waitForURL(where)
  if (await Promise.race([yes(page).waitFor().then(() => true), arrived.then(() => false)])) await allow(page)
  await arrived
}

/** Yes. The PDS disables the button and leaves by itself. */
export async function allow(page) {
  await yes(page).click()
}

/** Yes, while ATLogin is away; it is back at the end. Gives the address of the PDS's answer, which nobody has read yet. */
export async function allowWhileAway(page, atlogin) {
  const wayBack = page.waitForRequest(request => new URL(request.url()).pathname === '/atproto/callback')
  await atlogin.kill()
  await allow(page)
  const address = (await wayBack).url()
  // The browser shows that nobody answered. It would do so later on, in the middle of the next step.
  await page.waitForFunction(() => location.protocol === 'chrome-error:')
  await atlogin.resume()
  return address
}

/** No, thank you. */
export async function deny(page) {
  await button(page, 'Deny access').click()
}

/** Waits until the Matrix client shows its rooms; returns the session it got: `userId`, `accessToken`. */
export async function arriveInMatrix(page) {
  await page.waitForURL(/#\/session\/\d+/)
  await page.locator('.LeftPanel').waitFor()
  const [session] = JSON.parse(await page.evaluate(() => localStorage.getItem('hydrogen_sessions_v1')))
  return session
}
