// The newest reference PDS: with the address, silently, asked to sign in anew, and with accounts that are not as they were.
import assert from 'node:assert/strict'
import { after, afterEach, before, test } from 'node:test'
import { picture } from '../browser.mjs'
import { allow, signInAtPds, typePassword } from '../person.mjs'
import { mail, plain, Scene } from './scene.mjs'

let scene
before(async () => {
  scene = await Scene.start({ name: 'pds-newest', otherPds: true })
})
afterEach(test => scene?.browser.leave(test))
after(() => scene?.stop())

const press = (page, name) => page.getByRole('button', { name, exact: true }).click()
const somebody = name => scene.world.pds.createAccount(`${name}.pds.test`)

test('the address is told to who wants it once it is confirmed, and to nobody else', async () => {
  const { alice, pds } = scene.world
  const page = await scene.browser.person()
  assert.equal((await scene.signIn(page, mail, 'alice.pds.test')).email, undefined)
  pds.confirmEmail(alice)
  const claims = await scene.signIn(await scene.browser.person(), mail, 'alice.pds.test')
  assert.deepEqual([claims.sub, claims.email, claims.email_verified], [alice.did, 'alice@example.org', true])
  assert.equal((await scene.signIn(await scene.browser.person(), plain, 'alice.pds.test')).email, undefined)
})

test('silently: a browser that is known here is asked by nobody, at the next relying party too', async () => {
  const page = await scene.browser.person()
  const { auth_time } = await scene.signIn(page, mail, 'alice.pds.test')
  const { answer } = await scene.ask(page, plain, { prompt: 'none' })
  const claims = await answer()
  assert.deepEqual([claims.sub, claims.auth_time], [scene.world.alice.did, auth_time])
})

test('prompt=login: the PDS asks for the password, though it would have let her in without', async () => {
  const page = await scene.browser.person()
  const { auth_time } = await scene.signIn(page, plain, 'alice.pds.test', { remember: true })
  const { answer } = await scene.ask(page, plain, { prompt: 'login' })
  await scene.sayWho(page, 'alice.pds.test')
  await signInAtPds(page)
  await picture(page, 'pds-newest-anew')
  await allow(page)
  const claims = await answer()
  assert.equal(claims.sub, scene.world.alice.did)
  assert.ok(claims.auth_time > auth_time, 'she has signed in anew')
})

test('a deactivated account is signed in once its person has activated it again, and not if they would rather not', async () => {
  const dora = await somebody('dora')
  await scene.world.pds.deactivate(dora)
  const page = await scene.browser.person()
  const { refusal } = await scene.ask(page, plain)
  await scene.sayWho(page, dora.did)
  await typePassword(page)
  await page.getByText('Your account is currently deactivated.').waitFor()
  await picture(page, 'pds-newest-deactivated')
  await press(page, 'Cancel')
  assert.equal(await refusal(), 'access_denied')

  const { answer } = await scene.ask(page, plain)
  await scene.sayWho(page, dora.did)
  await typePassword(page)
  await press(page, 'Yes, reactivate my account')
  await allow(page)
  assert.equal((await answer()).sub, dora.did)
})

test('an account that was taken down gets no further than its own server, and from there back', async () => {
  const mallory = await somebody('mallory')
  await scene.world.pds.takeDown(mallory)
  const page = await scene.browser.person()
  const { refusal } = await scene.ask(page, plain)
  await scene.sayWho(page, mallory.did)
  await typePassword(page)
  await page.getByRole('alert').first().waitFor()
  await picture(page, 'pds-newest-taken-down')
  await press(page, 'Cancel')
  assert.equal(await refusal(), 'access_denied')
})

test('who has moved to another server signs in there, and is still who they were', async () => {
  const { dns, pds, otherPds } = scene.world
  const erin = await somebody('erin')
  dns.publishHandle('erin.pds.test', erin.did)
  const before = await scene.signIn(await scene.browser.person(), plain, 'erin.pds.test')
  await pds.move(erin, otherPds, 'erin.other.test')
  dns.publishHandle('erin.other.test', erin.did)

  const page = await scene.browser.person()
  const after = await scene.signIn(page, plain, 'erin.other.test', { issuer: otherPds.issuer })
  assert.deepEqual([after.sub, after.preferred_username], [before.sub, 'erin.other.test'])
  const byNumber = await scene.signIn(await scene.browser.person(), plain, erin.did, { issuer: otherPds.issuer })
  assert.equal(byNumber.sub, before.sub)

  // The old name still leads to her, and she goes by another one now: our page says which.
  const late = await scene.browser.person()
  await scene.ask(late, plain)
  await late.getByLabel('Your handle').fill('erin.pds.test')
  await press(late, 'Continue')
  await late.locator('#error').waitFor()
  await picture(late, 'pds-newest-moved-old-handle')
  assert.match(await late.locator('main').innerText(), /another handle/)
})
