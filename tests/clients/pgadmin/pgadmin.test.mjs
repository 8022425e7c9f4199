// pgAdmin as a server for several people.
import path from 'node:path'
import { Child } from '../../stack/child.mjs'
import { walk } from '../lib/client.mjs'
import { originOf, portOf } from '../lib/places.mjs'
import { pasted, pythonProgram, pythonVersion } from '../lib/programs.mjs'

const name = 'pgadmin'
const url = originOf(name)
const uses = 'it uses the tokens at the sign-in and never again'

const whoIsThere = page => page.locator('[data-test="loggedin-username"]')
const signIn = page => page.getByRole('button', { name: 'Login with Bluesky' })

walk({
  name,
  version: pythonVersion(name, 'pgadmin4'),
  letIn: ['--preset', name, '--url', url, '--post-logout-redirect-uri', `${url}/`, '--no-consent'],
  start: ({ state, client }) => {
    const folder = path.join(state, 'pgadmin')
    pasted({ name, folder, file: 'config_local.py', client })
    // The person that it asks for at its first start has no part in this.
    const first = { PGADMIN_SETUP_EMAIL: 'admin@example.org', PGADMIN_SETUP_PASSWORD: 'nobody uses this one' }
    const env = { PYTHONPATH: folder, DATA: folder, PORT: portOf(name), ...first }
    return new Child(name, state, [pythonProgram(name, 'pgadmin4')], env).ready(`${url}/login`)
  },
  begin: async page => {
    await page.goto(`${url}/login`)
    await signIn(page).click()
  },
  arrived: address => address.href.startsWith(`${url}/browser/`),
  who: async page => {
    await page.goto(url)
    await whoIsThere(page).or(signIn(page)).waitFor()
    return page.locator('body').innerText()
  },
  logout: async page => {
    await whoIsThere(page).click()
    await page.getByRole('menuitem', { name: 'Logout' }).click()
    await signIn(page).waitFor()
  },
  cannot: { refresh: uses, 'refresh twice at once': uses },
})
