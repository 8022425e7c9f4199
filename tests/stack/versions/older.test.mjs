// Older versions of the reference PDS, which people's servers still run: a whole sign-in at each, with its own page.
import assert from 'node:assert/strict'
import { after, afterEach, before, describe, test } from 'node:test'
import { picture } from '../browser.mjs'
import { deny, signInAtPds } from '../person.mjs'
import { mail, plain, Scene } from './scene.mjs'

/** Whether it has a scope for the address. The ones that have none refuse every client whose metadata names it. */
const versions = { '0.4.73': false, '0.4.123': false, '0.4.176': true, '0.4.217': true }

for (const [pdsVersion, knowsTheAddress] of Object.entries(versions)) {
  describe(`at a PDS ${pdsVersion}`, () => {
    let scene
    before(async () => {
      scene = await Scene.start({ name: `pds-${pdsVersion}`, pdsVersion })
      scene.world.pds.confirmEmail(scene.world.alice)
    })
    afterEach(test => scene?.browser.leave(test))
    after(() => scene?.stop())

    test(`${pdsVersion}: who says no is back at the relying party, refused`, async () => {
      const page = await scene.browser.person()
      const { refusal } = await scene.ask(page, plain)
      await scene.sayWho(page, 'alice.pds.test')
      await signInAtPds(page)
      await picture(page, `pds-${pdsVersion}-consent`)
      await deny(page)
      assert.equal(await refusal(), 'access_denied')
    })

    test(`${pdsVersion}: alice signs in, though another relying party wants addresses`, async () => {
      const page = await scene.browser.person()
      const claims = await scene.signIn(page, plain, 'alice.pds.test')
      assert.equal(claims.sub, scene.world.alice.did)
      assert.equal(claims.preferred_username, 'alice.pds.test')
      assert.equal(claims.name, 'Alice Example')
    })

    test(`${pdsVersion}: who wants her address gets ${knowsTheAddress ? 'it' : 'her without it, for her server has no scope for that'}`, async () => {
      const page = await scene.browser.person()
      const claims = await scene.signIn(page, mail, 'alice.pds.test')
      assert.equal(claims.sub, scene.world.alice.did)
      assert.equal(claims.email, knowsTheAddress ? 'alice@example.org' : undefined)
    })

    test(`${pdsVersion}: who is known there and not here presses one button, and sees no page there`, async () => {
      const page = await scene.browser.person()
      await scene.signIn(page, plain, 'alice.pds.test', { remember: true })
      await page.context().clearCookies({ domain: /^atlogin\./ })
      const { answer } = await scene.ask(page, plain)
      await page.getByLabel('Your handle').fill('alice.pds.test')
      await page.getByRole('button', { name: 'Continue', exact: true }).click()
      assert.equal((await answer()).sub, scene.world.alice.did)
    })
  })
}
