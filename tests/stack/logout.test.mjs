// A logout at ATLogin is a logout at the Matrix server, if its operator asked for that. All parts are real.
import assert from 'node:assert/strict'
import { after, afterEach, before, test } from 'node:test'
import { Browser } from './browser.mjs'
import { allow, arriveInMatrix, openMatrix, sayWho, signInAtPds } from './person.mjs'
import { hearsOfLogouts, World } from './world.mjs'

let world, browser
before(async () => {
  world = await World.onLoopback({ name: 'logout', matrix: true, synapse: hearsOfLogouts })
  browser = await Browser.start()
})
afterEach(test => browser.leave(test))
after(async () => {
  await browser?.stop()
  await world?.stop()
})

async function signIn(account) {
  const page = await browser.person()
  await openMatrix(page)
  await sayWho(page, account, world.pds.issuer)
  await signInAtPds(page)
  await allow(page)
  const { accessToken } = await arriveInMatrix(page)
  assert.equal(await world.synapse.whoami(accessToken), `@${account}:localhost`)
  return { page, accessToken }
}

/** ATLogin answers the person first and tells the Matrix server right after. */
async function ends(accessToken) {
  const deadline = Date.now() + 10_000
  while (Date.now() < deadline) {
    const { status, errcode } = await world.synapse.refusal(accessToken)
    if (status === 401) return assert.equal(errcode, 'M_UNKNOWN_TOKEN')
    await new Promise(resolve => setTimeout(resolve, 50))
  }
  assert.fail('the access token of the Matrix server is still good')
}

test('who signs out at ATLogin is signed out of Matrix, and nobody else is', async () => {
  const alice = await signIn('alice.pds.test')
  const elsewhere = await signIn('alice.pds.test')
  const bob = await signIn('bob.pds.test')
  await alice.page.goto(`${world.atlogin.url}/logout`)
  await alice.page.locator('#sign-out').click()
  await alice.page.locator('#signed-out').waitFor()
  await ends(alice.accessToken)
  assert.equal(await world.synapse.whoami(elsewhere.accessToken), '@alice.pds.test:localhost', 'another browser of hers')
  assert.equal(await world.synapse.whoami(bob.accessToken), '@bob.pds.test:localhost')
})

test('who signs out everywhere at ATLogin is signed out of Matrix in each browser', async () => {
  const [here, there] = [await signIn('alice.pds.test'), await signIn('alice.pds.test')]
  await here.page.goto(`${world.atlogin.url}/account`)
  await here.page.locator('#to-everywhere').click()
  await here.page.locator('#answer button').click()
  await ends(here.accessToken)
  await ends(there.accessToken)
})
