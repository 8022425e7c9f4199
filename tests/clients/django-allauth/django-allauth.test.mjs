// A Django site with django-allauth.
import { walk } from '../lib/client.mjs'
import { originOf } from '../lib/places.mjs'
import { startDjango, pythonVersion } from '../lib/programs.mjs'

const name = 'django-allauth'
const url = originOf(name)

walk({
  name,
  version: pythonVersion(name, name),
  letIn: ['--preset', name, '--url', url, '--no-consent'],
  start: given => startDjango(name, given),
  begin: async page => {
    await page.goto(`${url}/accounts/login/`)
    await page.getByRole('link', { name: 'Bluesky' }).click()
    await page.getByRole('button', { name: 'Continue' }).click()
  },
  arrived: address => address.href === `${url}/`,
  who: async page => {
    await page.goto(url)
    return page.locator('body').innerText()
  },
  logout: async page => {
    await page.goto(`${url}/accounts/logout/`)
    await page.getByRole('button', { name: 'Sign Out' }).click()
    await page.waitForURL(`${url}/`)
  },
  logsOutHereOnly: true,
  cannot: {
    refresh: 'it uses the tokens at the sign-in and never again',
    'refresh twice at once': 'likewise',
  },
})
