// What a person does on the pages of a login, in their order. Only what can be seen and pressed is used.
import { HYDROGEN } from './hydrogen.mjs'
import { password } from './pds.mjs'

const button = (page, name) => page.getByRole('button', { name, exact: true })

/** Opens the Matrix client and asks it to sign in; ends on our sign-in page. */
export async function openMatrix(page) {
  await page.goto(`${HYDROGEN}/`)
  await button(page, 'Log in with SSO').click()
  await page.getByRole('heading', { name: 'Sign in', exact: true }).waitFor()
}

/** Says who they are on our page; ends at the PDS. */
export async function sayWho(page, account, issuer) {
  await page.getByLabel('Your handle').fill(account)
  await button(page, 'Continue').click()
  await page.waitForURL(url => url.href.startsWith(`${issuer}/oauth/authorize`))
}

/** Where the PDS was not told who is coming, it asks; ends where it wants the password. */
export async function sayWhoAtPds(page, handle) {
  await button(page, 'Sign in').click()
  await page.getByRole('textbox', { name: 'Username or Email' }).fill(handle)
}

/** Types the password at the PDS; ends at its question whether we may know who they are. */
export async function signInAtPds(page) {
  await page.getByRole('textbox', { name: 'Password' }).fill(password)
  await button(page, 'Sign in').click()
  await button(page, 'Authorize').waitFor()
}

/** Yes. The PDS disables the button and leaves by itself. */
export async function allow(page) {
  await button(page, 'Authorize').click()
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
