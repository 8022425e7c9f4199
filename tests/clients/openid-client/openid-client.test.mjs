// A site built with Passport and openid-client.
import assert from 'node:assert/strict'
import { Child } from '../../stack/child.mjs'
import { together, walk } from '../lib/client.mjs'
import { npmVersion, originOf, placed, portOf } from '../lib/places.mjs'

const name = 'openid-client'
const url = originOf(name)

walk({
  name,
  version: npmVersion(name, name),
  letIn: ['--redirect-uri', `${url}/callback`, '--post-logout-redirect-uri', `${url}/`, '--no-consent',
    '--scope', 'openid', '--scope', 'profile', '--scope', 'offline_access', '--set', 'require_pushed_authorization_requests=true'],
  start: ({ state, client }) => {
    const env = { ISSUER: client.issuer, CLIENT_ID: client.client_id, CLIENT_SECRET: client.client_secret, URL: url, PORT: portOf(name) }
    return new Child(name, state, [process.execPath, placed(name, 'app.mjs')], env).ready(url)
  },
  begin: page => page.goto(`${url}/login`),
  who: async page => {
    await page.goto(url)
    return page.locator('body').innerText()
  },
  refresh,
  refreshTwice: page => together(page, `${url}/refresh`, refresh),
  works: async page => {
    await page.goto(`${url}/userinfo`)
    assert.match(await page.locator('body').innerText(), /"preferred_username":"alice\.pds\.test"/)
  },
  logout: async page => {
    await page.goto(`${url}/logout`)
    await page.waitForURL(`${url}/`)
  },
})

async function refresh(page) {
  await page.goto(`${url}/refresh`)
  assert.equal(await page.locator('body').innerText(), 'refreshed')
}
