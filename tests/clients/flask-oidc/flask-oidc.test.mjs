// A site built with Flask and flask-oidc.
import fs from 'node:fs'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { Child } from '../../stack/child.mjs'
import { walk } from '../lib/client.mjs'
import { folderOf, originOf, portOf } from '../lib/places.mjs'
import { atOnce, opensUserinfo, pythonProgram, pythonVersion } from '../lib/programs.mjs'

const name = 'flask-oidc'
const url = originOf(name)
let world

/** Its file client_secrets.json. */
const secrets = ({ issuer, client_id, client_secret }) => ({ web: { client_id, client_secret, issuer } })

walk({
  name,
  version: pythonVersion(name, name),
  // It knows no PKCE. It refreshes a minute before the access token ends: here after five seconds.
  letIn: ['--redirect-uri', `${url}/authorize`, '--no-consent', '--scope', 'openid', '--scope', 'profile', '--scope', 'offline_access',
    '--set', 'require_pkce=false', '--set', 'access_token_lifetime=65'],
  start: async given => {
    const { state, client } = given
    world = given.world
    const file = path.join(state, 'client_secrets.json')
    fs.writeFileSync(file, JSON.stringify(secrets(client)), { mode: 0o600 })
    const command = [pythonProgram(name), '-B', '-m', 'flask', '--app', path.join(folderOf(name), 'app.py'), 'run', '--port', portOf(name)]
    return new Child(name, state, command, { CLIENT_SECRETS: file }).ready(url)
  },
  begin: page => page.goto(`${url}/login`),
  who: async page => {
    await page.goto(url)
    return page.locator('body').innerText()
  },
  refresh: async page => {
    await growsOld()
    await page.goto(`${url}/token`)
  },
  refreshTwice: async page => {
    await page.goto(url)
    await growsOld()
    for (const token of await atOnce(world, page, `${url}/token`)) await opensUserinfo(token)
  },
  works: async page => {
    await page.goto(`${url}/token`)
    await opensUserinfo(await page.locator('body').innerText())
  },
  logout: async page => {
    await page.goto(`${url}/logout`)
    await page.waitForURL(`${url}/`)
  },
  logsOutHereOnly: true,
})

/** Until its access token has a minute left. */
const growsOld = () => pause(6000)
