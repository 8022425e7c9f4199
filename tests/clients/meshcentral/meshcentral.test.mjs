// MeshCentral, whose people come from ATLogin.
import fs from 'node:fs'
import path from 'node:path'
import { Child } from '../../stack/child.mjs'
import { confirmLogout, walk } from '../lib/client.mjs'
import { installed, npmVersion, originOf, portOf } from '../lib/places.mjs'
import { config } from './config.mjs'

const name = 'meshcentral'
const url = originOf(name)

walk({
  name,
  version: npmVersion(name, name),
  letIn: ['--redirect-uri', `${url}/auth-oidc-callback`, '--post-logout-redirect-uri', `${url}/login`, '--no-consent'],
  cannot: { 'refresh': 'keeps no tokens', 'refresh twice at once': 'keeps no tokens' },
  start: async ({ state, client }) => {
    const data = path.join(state, 'data')
    fs.mkdirSync(data)
    fs.writeFileSync(path.join(data, 'config.json'), JSON.stringify(config({ ...client, url, port: portOf(name) }), null, 2))
    const program = path.join(installed(name), 'node_modules/meshcentral/meshcentral.js')
    const command = [process.execPath, program, '--datapath', data, '--filespath', path.join(state, 'files')]
    // It makes certificates first, which takes a while.
    return new Child(name, state, command).ready(`${url}/login`, 120)
  },
  begin: async page => {
    await page.goto(`${url}/login`)
    await page.locator('#auth-oidc').click()
  },
  arrived: ({ origin, pathname }) => origin === url && pathname === '/', // it leaves the code in the address
  who: async page => {
    await page.goto(url)
    await page.locator('#auth-oidc').or(page.getByText('Welcome ')).first().waitFor()
    return page.locator('body').innerText()
  },
  logout: async page => {
    await page.goto(url)
    await page.getByRole('link', { name: 'Logout' }).click()
    await confirmLogout(page)
  },
})
