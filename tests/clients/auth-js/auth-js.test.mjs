// A site built with Auth.js.
import assert from 'node:assert/strict'
import { Child } from '../../stack/child.mjs'
import { together, walk } from '../lib/client.mjs'
import { npmVersion, originOf, placed, portOf } from '../lib/places.mjs'

const name = 'auth-js'
const url = originOf(name)

walk({
  name,
  version: npmVersion(name, '@auth/express'),
  // Only with offline_access is there something to refresh with; an operator has to allow it.
  letIn: ['--preset', name, '--url', url, '--no-consent', '--scope', 'openid', '--scope', 'profile', '--scope', 'offline_access'],
  cannot: { 'logout at ATLogin': 'Auth.js has no RP-initiated logout' },
  logsOutHereOnly: true,
  start: async ({ state, client }) => {
    const env = { PORT: portOf(name), AUTH_SECRET: 'a secret of the site, for its cookies' }
    return new Child(name, state, [process.execPath, placed(name, 'app.ts', client.printed)], env).ready(url)
  },
  begin: async page => {
    await page.goto(`${url}/auth/signin?callbackUrl=${encodeURIComponent(`${url}/`)}`)
    await page.getByRole('button', { name: 'Sign in with Bluesky' }).click()
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
