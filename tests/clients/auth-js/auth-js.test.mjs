// A site built with Auth.js.
import assert from 'node:assert/strict'
import fs from 'node:fs'
import path from 'node:path'
import { Child } from '../../stack/child.mjs'
import { together, walk } from '../lib/client.mjs'
import { installed, npmVersion, originOf, placed, portOf } from '../lib/places.mjs'

const name = 'auth-js'
const url = originOf(name)

const provider = ({ issuer, client_id, client_secret }) => ({
  id: 'atlogin',
  name: 'ATLogin',
  type: 'oidc',
  issuer,
  clientId: client_id,
  clientSecret: client_secret,
  authorization: { params: { scope: 'openid profile offline_access' } },
})

walk({
  name,
  version: npmVersion(name, '@auth/express'),
  letIn: ['--redirect-uri', `${url}/auth/callback/atlogin`, '--no-consent', '--scope', 'openid', '--scope', 'profile', '--scope', 'offline_access'],
  cannot: { 'logout at ATLogin': 'Auth.js has no RP-initiated logout' },
  logsOutHereOnly: true,
  start: async ({ state, client }) => {
    fs.writeFileSync(path.join(installed(name), 'settings.mjs'), `export default ${JSON.stringify(provider(client), null, 2)}\n`)
    const env = { PORT: portOf(name), AUTH_SECRET: 'a secret of the site, for its cookies' }
    return new Child(name, state, [process.execPath, placed(name, 'app.mjs')], env).ready(url)
  },
  begin: async page => {
    await page.goto(`${url}/auth/signin?callbackUrl=${encodeURIComponent(`${url}/`)}`)
    await page.getByRole('button', { name: 'Sign in with ATLogin' }).click()
  },
  who: async page => {
    await page.goto(url)
    return page.locator('body').innerText()
  },
  refresh,
  refreshTwice: page => together(page, ({ pathname }) => pathname === '/auth/session', refresh),
  works: async page => {
    await page.goto(`${url}/userinfo`)
    assert.match(await page.locator('body').innerText(), /"preferred_username":"alice\.pds\.test"/)
  },
  logout: async page => {
    await page.goto(`${url}/auth/signout`)
    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.waitForURL(`${url}/`)
  },
})

async function refresh(page) {
  await page.goto(url)
  await page.getByRole('button', { name: 'Refresh' }).click()
  await page.locator('#refreshed:not(:empty)').waitFor()
  assert.equal(await page.locator('#refreshed').innerText(), 'refreshed')
}
