// A site built with express-openid-connect.
import assert from 'node:assert/strict'
import fs from 'node:fs'
import path from 'node:path'
import { Child } from '../../stack/child.mjs'
import { together, walk } from '../lib/client.mjs'
import { installed, npmVersion, originOf, placed, portOf } from '../lib/places.mjs'

const name = 'express-openid-connect'
const url = originOf(name)

const settings = ({ issuer, client_id, client_secret }) => ({
  issuerBaseURL: issuer,
  baseURL: url,
  clientID: client_id,
  clientSecret: client_secret,
  secret: 'a secret of the site, for its cookies',
  authorizationParams: { response_type: 'code', scope: 'openid profile offline_access' },
  authRequired: false,
  idpLogout: true,
})

walk({
  name,
  version: npmVersion(name, name),
  letIn: ['--redirect-uri', `${url}/callback`, '--post-logout-redirect-uri', url, '--no-consent',
    '--scope', 'openid', '--scope', 'profile', '--scope', 'offline_access'],
  start: async ({ state, client }) => {
    fs.writeFileSync(path.join(installed(name), 'settings.mjs'), `export default ${JSON.stringify(settings(client), null, 2)}\n`)
    const site = new Child(name, state, [process.execPath, placed(name, 'app.mjs')], { PORT: portOf(name) })
    return site.ready(url)
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
