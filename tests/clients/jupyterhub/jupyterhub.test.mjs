// JupyterHub with oauthenticator, which asks userinfo who is there, again and again, and refreshes when that answers 401.
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { Child } from '../../stack/child.mjs'
import { walk } from '../lib/client.mjs'
import { installed, originOf, portOf } from '../lib/places.mjs'
import { atOnce, opensUserinfo, pasted, pythonProgram, pythonVersion, revoke } from '../lib/programs.mjs'

const name = 'jupyterhub'
const url = originOf(name)
const token = randomBytes(32).toString('hex')
let world, client

walk({
  name,
  version: `${pythonVersion(name, name)}, oauthenticator ${pythonVersion(name, 'oauthenticator')}`,
  letIn: ['--preset', name, '--url', url, '--no-consent',
    '--scope', 'openid', '--scope', 'profile', '--scope', 'offline_access'],
  start: given => {
    ({ world, client } = given)
    const folder = path.join(given.state, 'hub')
    const config = pasted({ name, folder, file: 'jupyterhub_config.py', client })
    const proxy = path.join(installed(name), 'node_modules/configurable-http-proxy/bin/configurable-http-proxy')
    const ports = { PORT: portOf(name), HUB_PORT: portOf(`${name}, its hub`), PROXY_PORT: portOf(`${name}, its proxy`) }
    const env = { ...ports, NODE: process.execPath, PROXY: proxy, API_TOKEN: token, JUPYTERHUB_CRYPT_KEY: randomBytes(32).toString('hex') }
    return new Child(name, given.state, [pythonProgram(name, 'jupyterhub'), '--config', config], env).ready(`${url}/hub/health`)
  },
  begin: async page => {
    await page.goto(`${url}/hub/home`)
    await page.getByRole('button', { name: 'Sign in with Bluesky' }).click()
  },
  arrived: address => address.href === `${url}/hub/home`,
  who: async page => {
    await page.goto(`${url}/hub/home`)
    return page.locator('body').innerText()
  },
  refresh: async page => {
    await losesItsAccessToken()
    await page.goto(`${url}/hub/home`)
  },
  refreshTwice: async page => {
    await losesItsAccessToken()
    for (const text of await atOnce(world, page, `${url}/hub/home`)) assert.match(text, /alice\.pds\.test/)
  },
  works: async () => opensUserinfo(await accessToken()),
  logout: async page => {
    await page.goto(`${url}/hub/home`)
    await page.getByText('Logout', { exact: true }).click()
    await page.waitForURL(`${url}/hub/login`)
  },
  logsOutHereOnly: true,
})

/** The access token that the hub keeps of alice. */
async function accessToken() {
  const answer = await fetch(`${url}/hub/api/users/alice.pds.test`, { headers: { authorization: `Bearer ${token}` } })
  assert.equal(answer.status, 200)
  return (await answer.json()).auth_state.access_token
}

/** Until userinfo does not know the hub's access token any more, and the hub will ask. */
async function losesItsAccessToken() {
  await revoke(client, await accessToken())
  await pause(1500)
}
