// A site in Ruby with omniauth and Debian's strategy for OpenID Connect, which is that of GitLab.
import { Child } from '../../stack/child.mjs'
import { walk } from '../lib/client.mjs'
import { folderOf, originOf, portOf } from '../lib/places.mjs'
import { debianVersion, filled } from '../lib/programs.mjs'

const name = 'omniauth'
const url = originOf(name)
const leaves = 'it leaves the tokens to the site'

walk({
  name,
  version: debianVersion('ruby-omniauth-openid-connect'),
  // This version knows no PKCE.
  letIn: ['--redirect-uri', `${url}/auth/openid_connect/callback`, '--no-consent', '--set', 'require_pkce=false'],
  start: ({ state, client }) => {
    const env = { PASTED: filled({ name, folder: state, file: 'atlogin.rb', client }) }
    const command = ['puma', '--bind', `tcp://127.0.0.1:${portOf(name)}`, `${folderOf(name)}/config.ru`]
    return new Child(name, state, command, env).ready(url)
  },
  begin: async page => {
    await page.goto(url)
    await page.getByRole('button', { name: 'Sign in' }).click()
  },
  who: async page => {
    await page.goto(url)
    return page.locator('body').innerText()
  },
  // It tells ATLogin neither an ID token nor its name, so ATLogin asks, and knows no way back.
  logout: async page => {
    await page.goto(`${url}/sign-out`)
    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.getByRole('heading', { name: 'You are signed out' }).waitFor()
  },
  cannot: { refresh: leaves, 'refresh twice at once': leaves },
})
