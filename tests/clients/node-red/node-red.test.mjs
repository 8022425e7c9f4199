// Node-RED, whose editor opens to people that passport-openidconnect knows.
import path from 'node:path'
import { Child } from '../../stack/child.mjs'
import { confirmLogout, walk } from '../lib/client.mjs'
import { installed, npmVersion, originOf, placed, portOf } from '../lib/places.mjs'

const name = 'node-red'
const url = originOf(name)

walk({
  name,
  version: npmVersion(name, name),
  // passport-openidconnect knows no PKCE.
  letIn: ['--redirect-uri', `${url}/auth/strategy/callback`, '--post-logout-redirect-uri', `${url}/`, '--no-consent', '--set', 'require_pkce=false'],
  cannot: { 'refresh': 'keeps no tokens', 'refresh twice at once': 'keeps no tokens' },
  start: async ({ world, state, client }) => {
    const program = path.join(installed(name), 'node_modules/node-red/red.js')
    const command = [process.execPath, program, '--userDir', path.join(state, 'node-red'), '--settings', placed(name, 'settings.js')]
    const env = { ISSUER: client.issuer, CLIENT_ID: client.client_id, CLIENT_SECRET: client.client_secret, URL: url, PORT: portOf(name), EDITORS: world.alice.did }
    return new Child(name, state, command, env).ready(url)
  },
  begin: async page => {
    await page.goto(url)
    await signInButton(page).click()
  },
  who: async page => {
    await page.goto(url)
    await signInButton(page).or(userButton(page)).waitFor()
    if (await signInButton(page).isVisible()) return ''
    await userButton(page).click()
    return page.locator('#red-ui-header-button-user-submenu').innerText()
  },
  logout: async page => {
    await page.goto(url)
    await userButton(page).click()
    await page.getByText('Logout', { exact: true }).click()
    await confirmLogout(page)
  },
})

const signInButton = page => page.getByText('Sign in with ATLogin')
const userButton = page => page.locator('#red-ui-header-button-user')
