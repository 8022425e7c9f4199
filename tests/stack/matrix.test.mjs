// The main job, on loopback: a person signs in to Matrix with an ATProto account. All parts are real.
import assert from 'node:assert/strict'
import { after, afterEach, before, test } from 'node:test'
import { Browser, phone, picture } from './browser.mjs'
import { allow, arriveInMatrix, deny, openMatrix, sayWho, signInAtPds } from './person.mjs'
import { aliceProfile } from './pds.mjs'
import { World } from './world.mjs'

let world, browser
before(async () => {
  world = await World.onLoopback({ name: 'matrix', matrix: true })
  browser = await Browser.start()
})
afterEach(test => browser.leave(test))
after(async () => {
  await browser?.stop()
  await world?.stop()
})

/** From the Matrix client to the Matrix client, saying `account` on the way. */
async function signIn(page, account) {
  await openMatrix(page)
  await sayWho(page, account, world.pds.issuer)
  await signInAtPds(page)
  await allow(page)
  return arriveInMatrix(page)
}

test('alice arrives with her handle, her name and her picture', async () => {
  const page = await browser.person()
  await page.goto('http://localhost:8080/')
  await picture(page, 'matrix-1-client')
  await openMatrix(page)
  await picture(page, 'matrix-2-atlogin')
  await sayWho(page, 'alice.pds.test', world.pds.issuer)
  await page.getByRole('textbox', { name: 'Password' }).waitFor()
  await picture(page, 'matrix-3-pds-password')
  await signInAtPds(page)
  await picture(page, 'matrix-4-pds-consent')
  await allow(page)
  const session = await arriveInMatrix(page)
  await picture(page, 'matrix-5-signed-in')

  const userId = await world.synapse.whoami(session.accessToken)
  assert.equal(userId, '@alice.pds.test:localhost')
  const profile = await world.synapse.profile(userId, session.accessToken)
  assert.equal(profile.displayname, 'Alice Example')
  assert.match(profile.avatar_url, /^mxc:\/\/localhost\//)
  assert.deepEqual(await world.synapse.media(profile.avatar_url, session.accessToken), aliceProfile.picture)
})

test('alice comes back to the same account from another browser', async () => {
  const session = await signIn(await browser.person({ viewport: phone }), '@Alice.PDS.test')
  assert.equal(await world.synapse.whoami(session.accessToken), '@alice.pds.test:localhost')
})

test('bob, who has no profile record, is called by his handle', async () => {
  const session = await signIn(await browser.person(), 'bob.pds.test')
  const userId = await world.synapse.whoami(session.accessToken)
  assert.equal(userId, '@bob.pds.test:localhost')
  const profile = await world.synapse.profile(userId, session.accessToken)
  assert.equal(profile.displayname, 'bob.pds.test')
  assert.equal(profile.avatar_url, undefined)
})

test('carol, whose handle cannot be verified, gets an account named after her DID', async () => {
  const session = await signIn(await browser.person(), world.carol.did)
  const userId = await world.synapse.whoami(session.accessToken)
  assert.equal(userId, `@${world.carol.did.split(':').at(-1)}:localhost`)
  const profile = await world.synapse.profile(userId, session.accessToken)
  assert.equal(profile.displayname, world.carol.did)
})

test('who says no at the PDS is back at the Matrix server and is told', async () => {
  const page = await browser.person()
  await openMatrix(page)
  await sayWho(page, 'bob.pds.test', world.pds.issuer)
  await signInAtPds(page)
  await deny(page)
  await page.waitForURL(url => url.pathname === '/_synapse/client/oidc/callback')
  await picture(page, 'matrix-refused')
  assert.match(await page.locator('body').innerText(), /access_denied/)
})

test('kill -9 while the person reads our page: the login goes on', async () => {
  const page = await browser.person()
  await openMatrix(page)
  await world.atlogin.kill()
  await world.atlogin.resume()
  await sayWho(page, 'bob.pds.test', world.pds.issuer)
  await signInAtPds(page)
  await allow(page)
  const session = await arriveInMatrix(page)
  assert.equal(await world.synapse.whoami(session.accessToken), '@bob.pds.test:localhost')
})

test('kill -9 while the person is at the PDS: the login goes on', async () => {
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
