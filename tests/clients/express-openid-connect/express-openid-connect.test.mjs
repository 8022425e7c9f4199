// A site built with express-openid-connect.
import assert from 'node:assert/strict'
import { Child } from '../../stack/child.mjs'
import { together, walk } from '../lib/client.mjs'
import { npmVersion, originOf, placed, portOf } from '../lib/places.mjs'

const name = 'express-openid-connect'
const url = originOf(name)

walk({
  name,
  version: npmVersion(name, name),
  // It refreshes only with offline_access, which is for an operator to allow.
  letIn: ['--preset', name, '--url', url, '--no-consent',
    '--scope', 'openid', '--scope', 'profile', '--scope', 'offline_access'],
  start: async ({ state, client }) => {
    const site = new Child(name, state, [process.execPath, placed(name, 'app.cjs', client.printed)], { PORT: portOf(name) })
    return site.ready(`${url}/robots.txt`)
  },
  begin: page => page.goto(url),
  // Whoever asks for a page is sent to ATLogin; whoever asks for JSON is told.
  who: async page => {
    const answer = await page.request.get(url, { headers: { accept: 'application/json' } })
    return answer.text()
  },
  refresh,
  refreshTwice: page => together(page, `${url}/refresh`, refresh),
  works: async page => {
    await page.goto(`${url}/userinfo`)
    assert.match(await page.locator('body').innerText(), /"preferred_username":"alice\.pds\.test"/)
  },
  logout: async page => {
    await page.goto(`${url}/logout`)
    // Through ATLogin it comes back to the site, which sends whom it does not know to ATLogin.
    await page.locator('form#sign-in').waitFor()
  },
})

async function refresh(page) {
  await page.goto(`${url}/refresh`)
  assert.equal(await page.locator('body').innerText(), 'refreshed')
}
