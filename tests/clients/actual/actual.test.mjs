// Actual Budget, whose people come from ATLogin.
import fs from 'node:fs'
import path from 'node:path'
import { Child } from '../../stack/child.mjs'
import { walk } from '../lib/client.mjs'
import { installed, npmVersion, originOf, portOf } from '../lib/places.mjs'

const name = 'actual'
const url = originOf(name)

const settings = ({ issuer, client_id, client_secret }) => ({
  ACTUAL_LOGIN_METHOD: 'openid',
  ACTUAL_OPENID_DISCOVERY_URL: issuer,
  ACTUAL_OPENID_CLIENT_ID: client_id,
  ACTUAL_OPENID_CLIENT_SECRET: client_secret,
  ACTUAL_OPENID_SERVER_HOSTNAME: url,
  ACTUAL_USER_CREATION_MODE: 'login',
})

walk({
  name,
  version: npmVersion(name, '@actual-app/sync-server'),
  // It asks for the profile, and would know people by their handle, which may pass to somebody else. Without one it takes the DID.
  letIn: ['--redirect-uri', `${url}/openid/callback`, '--no-consent', '--scope', 'openid'],
  cannot: { 'refresh': 'keeps no tokens', 'refresh twice at once': 'keeps no tokens', 'logout at ATLogin': 'Actual has no RP-initiated logout' },
  logsOutHereOnly: true,
  start: async ({ state, client }) => {
    const data = path.join(state, 'data')
    fs.mkdirSync(data)
    const program = path.join(installed(name), 'node_modules/@actual-app/sync-server/build/bin/actual-server.js')
    const env = { ...settings(client), ACTUAL_PORT: portOf(name), ACTUAL_HOSTNAME: 'localhost', ACTUAL_DATA_DIR: data }
    return new Child(name, state, [process.execPath, program], env).ready(url)
  },
  begin: async page => {
    // Its page does not bear being loaded anew while it makes its database in the browser.
    if (!await signInButton(page).isVisible()) await page.goto(url)
    await signInButton(page).click()
  },
  arrived: ({ origin, pathname }) => origin === url && pathname === '/', // before that its page takes in what the server gave it
  who: async page => {
    await page.goto(url)
    await signInButton(page).or(page.getByText('logged in as')).first().waitFor()
    return page.locator('body').innerText()
  },
  logout: async page => {
    await page.goto(url)
    await page.getByRole('button', { name: 'Server online' }).click()
    await page.getByText('Sign out', { exact: true }).click()
    await signInButton(page).waitFor()
  },
})

const signInButton = page => page.getByRole('button', { name: /OpenID/ })
