// Matrix as Element X knows it: a stand-in for Matrix Authentication Service, as strict as its source in what it reads of ATLogin,
// before a real Synapse on PostgreSQL that has handed sign-in over to it. What MAS is configured with is what the preset prints.
import assert from 'node:assert/strict'
import { after, afterEach, before, describe, test } from 'node:test'
import { Browser } from './browser.mjs'
import { belowPath } from './mas/below-a-path.mjs'
import { breaks } from './mas/breaks.mjs'
import { variantsOfThePreset } from './mas/variants.mjs'
import { walks } from './mas/walks.mjs'
import { RelyingParty } from './relying-party.mjs'
import { World } from './world.mjs'

const at = { questions: [] }

before(async () => {
  at.world = await World.onLoopback({ name: 'mas', mas: true })
  at.browser = await Browser.start()
  at.world.mas.asked = question => at.questions.push(question)
  at.app = await RelyingParty.start(at.world)
  at.mas = at.world.mas
  at.atlogin = at.world.atlogin
  at.section = at.world.masSection
  at.https = await at.world.atloginAtHttps('https://login.example.org')
  at.discovery = await at.https.discovery()
})
afterEach(test => at.browser?.leave(test))
after(async () => {
  await at.app?.stop()
  await at.browser?.stop()
  await at.world?.stop()
})

/** Signs out at ATLogin, and waits until MAS has heard of it and has answered. */
at.signOut = async page => {
  const heard = new Promise(resolve => { at.world.mas.heard = resolve })
  await page.goto(`${at.world.atlogin.url}/logout`)
  await page.locator('#sign-out').click()
  await page.locator('#signed-out').waitFor()
  at.logoutToken = await heard
}

describe('people', () => walks(at))

describe('what the stand-in reads', () => {
  before(async () => {
    assert.ok(at.cookies && at.logoutToken, 'alice has an account, and ATLogin has told of a logout')
    // Somebody at Synapse whom MAS does not know.
    await at.mas.homeserver.provision('only-at-synapse')
  })
  describe('of each kind of client', () => variantsOfThePreset(at))
  describe('refuses', () => breaks(at))
})

describe('people, where MAS is below a path', () => belowPath(at))
