// A site built with better-auth, and its plugin for any provider.
import assert from 'node:assert/strict'
import fs from 'node:fs'
import path from 'node:path'
import { Child } from '../../stack/child.mjs'
import { together, walk } from '../lib/client.mjs'
import { installed, npmVersion, originOf, placed, portOf } from '../lib/places.mjs'

const name = 'better-auth'
const url = originOf(name)

const provider = ({ issuer, client_id, client_secret }) => ({
  providerId: 'atlogin',
  discoveryUrl: `${issuer}/.well-known/openid-configuration`,
  clientId: client_id,
  clientSecret: client_secret,
  scopes: ['openid', 'profile', 'email', 'offline_access'],
})

walk({
  name,
  version: npmVersion(name, name),
  // It takes nobody without an email address.
  letIn: ['--redirect-uri', `${url}/api/auth/callback/atlogin`, '--post-logout-redirect-uri', `${url}/`, '--no-consent',
    '--email-domain', 'login.example.org', '--scope', 'openid', '--scope', 'profile', '--scope', 'email', '--scope', 'offline_access'],
  start: async ({ state, client }) => {
    fs.writeFileSync(path.join(installed(name), 'settings.mjs'), `export default ${JSON.stringify(provider(client), null, 2)}\n`)
    const env = { PORT: portOf(name), BASE_URL: url, SECRET: 'a secret of the site, for its cookies' }
    return new Child(name, state, [process.execPath, placed(name, 'app.mjs')], env).ready(url)
  },
  begin: async page => {
    await page.goto(url)
    await page.locator('#sign-in').click()
  },
  who: async page => {
    await page.goto(url)
    return page.locator('body').innerText()
  },
  refresh,
  refreshTwice: page => together(page, `${url}/api/auth/refresh-token`, refresh),
  works: async page => {
    await page.goto(`${url}/userinfo`)
    assert.match(await page.locator('body').innerText(), /"preferred_username":"alice\.pds\.test"/)
  },
  logout: async page => {
    await page.goto(url)
    await page.locator('#sign-out').click()
    await page.locator('#sign-in').waitFor()
  },
})

async function refresh(page) {
  await page.goto(url)
  await page.locator('#refresh').click()
  await page.locator('#refreshed:not(:empty)').waitFor()
  assert.equal(await page.locator('#refreshed').innerText(), 'refreshed')
}
