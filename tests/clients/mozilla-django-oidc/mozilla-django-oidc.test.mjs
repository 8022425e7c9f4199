// A Django site with mozilla-django-oidc, which keeps no refresh token: it asks again without a page (prompt=none).
import { setTimeout as pause } from 'node:timers/promises'
import { walk } from '../lib/client.mjs'
import { originOf } from '../lib/places.mjs'
import { startDjango, pythonVersion } from '../lib/programs.mjs'

const name = 'mozilla-django-oidc'
const url = originOf(name)

walk({
  name,
  version: pythonVersion(name, name),
  letIn: ['--preset', name, '--url', url, '--post-logout-redirect-uri', `${url}/`, '--no-consent'],
  start: given => startDjango(name, given),
  begin: page => page.goto(`${url}/oidc/authenticate/`),
  arrived: address => address.href === `${url}/`,
  who: async page => {
    await page.goto(url)
    return page.locator('body').innerText()
  },
  refreshesBy: 'code redeemed',
  refresh: async page => {
    await pause(6000)
    await page.goto(`${url}/`)
  },
  logout: async page => {
    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.waitForURL(`${url}/`)
  },
  cannot: {
    'refresh twice at once': 'it keeps no refresh token, and of several pages that ask again at once it knows the answer of the last only',
  },
})
