// Apache, whose mod_auth_openidc lets people in before any page of it is read.
import assert from 'node:assert/strict'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { Child } from '../../stack/child.mjs'
import { walk } from '../lib/client.mjs'
import { folderOf, originOf, portOf } from '../lib/places.mjs'
import { atOnce, debianVersion, opensUserinfo, pasted } from '../lib/programs.mjs'

const name = 'mod-auth-openidc'
const url = originOf(name)
const callback = `${url}/private/oidc/callback`
let world

walk({
  name,
  version: debianVersion('libapache2-mod-auth-openidc'),
  letIn: ['--preset', name, '--url', `${url}/private`, '--post-logout-redirect-uri', `${url}/goodbye.html`, '--no-consent',
    '--scope', 'openid', '--scope', 'profile', '--scope', 'offline_access', '--set', 'access_token_lifetime=60'],
  start: async given => {
    const { state, client } = given
    world = given.world
    const folder = path.join(state, 'apache')
    const config = pasted({ name, folder, file: 'apache.conf', client })
    const env = { FOLDER: folder, SITE: path.join(folderOf(name), 'site'), PORT: portOf(name) }
    const apache = new Child(name, state, ['/usr/sbin/apache2', '-f', config, '-DFOREGROUND'], env)
    return apache.ready(`${url}/goodbye.html`)
  },
  begin: page => page.goto(`${url}/private/`),
  arrived: address => address.href === `${url}/private/`,
  who: async page => {
    await page.goto(`${url}/who/`)
    return page.locator('body').innerText()
  },
  refresh: async page => {
    await growsOld()
    await page.goto(`${url}/private/`)
  },
  refreshTwice: async page => {
    await page.goto(`${url}/private/`)
    await growsOld()
    for (const text of await atOnce(world, page, `${url}/private/`)) assert.match(text, /called alice\.pds\.test\./)
  },
  works: async page => {
    await page.goto(`${url}/private/`)
    await opensUserinfo(await page.locator('#token').innerText())
  },
  logout: async page => {
    await page.goto(`${callback}?logout=${encodeURIComponent(`${url}/goodbye.html`)}`)
    assert.equal(page.url(), `${url}/goodbye.html`)
  },
})

/** Until its access token has to be refreshed, as apache.conf wants it. */
const growsOld = () => pause(6000)
