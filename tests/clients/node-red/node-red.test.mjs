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
  letIn: ['--preset', name, '--url', url, '--no-consent'],
  cannot: { 'refresh': 'keeps no tokens', 'refresh twice at once': 'keeps no tokens' },
  start: async ({ world, state, client }) => {
    const program = path.join(installed(name), 'node_modules/node-red/red.js')
    // The one thing that an operator puts in, as it says there: who may come in.
    const settings = placed(name, 'settings.js', client.printed.replace('did:plc:who-may-work-here', world.alice.did))
    const command = [process.execPath, program, '--userDir', path.join(state, 'node-red'), '--settings', settings]
    return new Child(name, state, command, { ISSUER: client.issuer, PORT: portOf(name) }).ready(url)
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

const signInButton = page => page.getByText('Bluesky')
const userButton = page => page.locator('#red-ui-header-button-user')
