// As in production: https by name, ATLogin is a confidential client, the handle is found by HTTPS. All parts are real.
import assert from 'node:assert/strict'
import { after, afterEach, before, test } from 'node:test'
import { Browser, picture } from './browser.mjs'
import { allow, arriveInMatrix, openMatrix, sayWho, sayWhoAtPds, signInAtPds } from './person.mjs'
import { World } from './world.mjs'

let world, browser
before(async () => {
  world = await World.overTls({ name: 'tls', matrix: true })
  browser = await Browser.start()
})
afterEach(test => browser.leave(test))
after(async () => {
  await browser?.stop()
  await world?.stop()
})

test('alice signs in to Matrix over TLS', async () => {
  const page = await browser.person()
  await openMatrix(page)
  await picture(page, 'tls-1-atlogin')
  const cookie = (await page.context().cookies()).find(({ domain }) => domain === 'atlogin.internal')
  assert.equal(cookie?.name, '__Host-atlogin')
  assert.ok(cookie.secure && cookie.httpOnly, 'the cookie is Secure and HttpOnly')

  await sayWho(page, 'alice.pds.test', world.pds.issuer)
  await signInAtPds(page)
  await picture(page, 'tls-2-pds-consent')
  // A public client would be shown as http://localhost: this is the address of the metadata the PDS has read.
  assert.match(await page.locator('body').innerText(), /https:\/\/atlogin\.internal/)
  await allow(page)

  const session = await arriveInMatrix(page)
  const userId = await world.synapse.whoami(session.accessToken)
  assert.equal(userId, '@alice.pds.test:localhost')
  const profile = await world.synapse.profile(userId, session.accessToken)
  assert.equal(profile.displayname, 'Alice Example')
  assert.match(profile.avatar_url, /^mxc:\/\/localhost\//)
})

test('the key that the PDS knows us by outlives kill -9 in the middle of a login', async () => {
  const page = await browser.person()
  await openMatrix(page)
  await sayWho(page, 'alice.pds.test', world.pds.issuer)
  await signInAtPds(page)
  await world.atlogin.kill()
  await world.atlogin.resume()
  await allow(page)
  const session = await arriveInMatrix(page)
  assert.equal(await world.synapse.whoami(session.accessToken), '@alice.pds.test:localhost')
})

test('who knows only where their account is says that, and is asked by the PDS', async () => {
  const page = await browser.person()
  await openMatrix(page)
  await sayWho(page, 'pds.internal', world.pds.issuer)
  await sayWhoAtPds(page, 'alice.pds.test')
  await signInAtPds(page)
  await allow(page)
  const session = await arriveInMatrix(page)
  assert.equal(await world.synapse.whoami(session.accessToken), '@alice.pds.test:localhost')
})
