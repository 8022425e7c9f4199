// A page without a server behind it, with oidc-client-ts.
import assert from 'node:assert/strict'
import fs from 'node:fs'
import http from 'node:http'
import path from 'node:path'
import { together, walk } from '../lib/client.mjs'
import { folderOf, installed, npmVersion, originOf, portOf } from '../lib/places.mjs'

const name = 'oidc-client-ts'
const url = originOf(name)

const settings = ({ issuer, client_id }) => ({
  authority: issuer,
  client_id,
  redirect_uri: `${url}/`,
  post_logout_redirect_uri: `${url}/`,
  scope: 'openid profile offline_access',
})

walk({
  name,
  version: npmVersion(name, name),
  letIn: ['--public', '--redirect-uri', `${url}/`, '--post-logout-redirect-uri', `${url}/`,
    '--scope', 'openid', '--scope', 'profile', '--scope', 'offline_access'],
  asksEachTime: true,
  start: ({ client }) => serve({
    '/': ['text/html', fs.readFileSync(path.join(folderOf(name), 'page.html'))],
    '/settings.js': ['text/javascript', `export default ${JSON.stringify(settings(client), null, 2)}\n`],
    '/oidc-client-ts.min.js': ['text/javascript', fs.readFileSync(path.join(installed(name), 'node_modules', name, 'dist/browser', `${name}.min.js`))],
  }),
  begin: async page => {
    await open(page)
    await page.locator('#sign-in').click()
  },
  who: async page => {
    await open(page)
    return page.locator('#who').innerText()
  },
  refresh,
  refreshTwice: page => together(page, '**/token', refresh),
  logout: async page => {
    await open(page)
    await page.locator('#sign-out').click()
    await page.waitForURL(`${url}/`)
    await page.locator('#who:not(:empty)').waitFor()
  },
})

async function open(page) {
  await page.goto(url)
  await page.locator('#who:not(:empty)').waitFor()
}

async function refresh(page) {
  await open(page)
  await page.locator('#refresh').click()
  await page.locator('#refreshed:not(:empty)').waitFor()
  assert.equal(await page.locator('#refreshed').innerText(), 'refreshed')
}

/** A server that has nothing but files. */
async function serve(files) {
  const server = http.createServer((request, response) => {
    const file = files[new URL(request.url, url).pathname]
    if (!file) return response.writeHead(404).end()
    return response.writeHead(200, { 'content-type': file[0] }).end(file[1])
  })
  await new Promise((resolve, reject) => server.once('error', reject).listen(portOf(name), 'localhost', resolve))
  return { stop: () => { server.closeAllConnections(); return new Promise(resolve => server.close(resolve)) } }
}
