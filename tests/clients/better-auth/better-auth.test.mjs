// A site built with better-auth, and its plugin for any provider.
import assert from 'node:assert/strict'
import { Child } from '../../stack/child.mjs'
import { together, walk } from '../lib/client.mjs'
import { npmVersion, originOf, placed, portOf } from '../lib/places.mjs'

const name = 'better-auth'
const url = originOf(name)

walk({
  name,
  version: npmVersion(name, name),
  // Only with offline_access is there something to refresh with; an operator has to allow it.
  letIn: ['--preset', name, '--url', url, '--no-consent',
    '--scope', 'openid', '--scope', 'profile', '--scope', 'email', '--scope', 'offline_access'],
  start: async ({ state, client }) => {
    const env = { PORT: portOf(name), ISSUER: client.issuer, BASE_URL: url, SECRET: 'a secret of the site, for its cookies' }
    return new Child(name, state, [process.execPath, placed(name, 'app.ts', client.printed)], env).ready(url)
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
