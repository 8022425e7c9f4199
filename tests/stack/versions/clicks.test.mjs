// How little a person has to do whose server still knows them when ATLogin does not: buttons and pages, counted.
// The newest PDS skips its pages if the request has no `prompt` and a `login_hint` that is the handle or DID of exactly one
// session of that browser, whose person ticked "Remember" within seven days and has allowed this client these scopes.
// A public client is asked about each time, so this is for an ATLogin at an https address: it is confidential.
import assert from 'node:assert/strict'
import { after, afterEach, before, test } from 'node:test'
import { keep } from '../browser.mjs'
import { signInAndAllow } from '../person.mjs'
import { mail, plain, Scene } from './scene.mjs'

const OURS = 'atlogin.internal', THEIRS = 'pds.internal', RP = 'rp.internal'

/** The cookies of a browser that has none. */
const nobody = { cookies: [], origins: [] }

let scene, remembered
before(async () => {
  scene = await Scene.start({ name: 'clicks' })
  const page = await scene.browser.person()
  await scene.signIn(page, plain, 'alice.pds.test', { remember: true })
  remembered = await known(page)
})
afterEach(test => scene?.browser.leave(test))
after(() => scene?.stop())

/**
 * The cookies of a browser that ATLogin does not know any more: its session was too old. The PDS gives out new ones now and
 * then, and takes who shows the old ones afterwards for a thief: each walk begins with those that the last one ended with.
 */
async function known(page) {
  await page.context().clearCookies({ domain: OURS })
  return keep(page)
}

/** A sign-in as it is walked: the buttons pressed, and the hosts whose pages were shown, one after the other. */
class Walk {
  buttons = []
  pages = []

  /** `storageState`: of a browser other than the one that is remembered at the PDS. */
  static async begin({ storageState, client = plain, ...parameters } = {}) {
    const walk = new Walk()
    walk.isRemembered = !storageState
    walk.page = await scene.browser.person({ storageState: storageState ?? remembered })
    walk.page.on('response', response => {
      const isPage = response.request().resourceType() === 'document' && response.status() === 200
      if (isPage) walk.pages.push(new URL(response.url()).host)
    })
    walk.answer = (await scene.ask(walk.page, client, parameters)).answer
    return walk
  }

  async press(name) {
    this.buttons.push(name)
    await this.page.getByRole('button', { name, exact: true }).click()
    return this
  }

  say(account) {
    return this.page.getByLabel('Your handle').fill(account)
  }

  /** Where it ended, and what it took to get there. */
  async took(buttons, pages) {
    const { sub } = await this.answer()
    if (this.isRemembered) remembered = await known(this.page)
    assert.equal(sub, scene.world.alice.did)
    assert.deepEqual([this.buttons, this.pages], [buttons, pages])
  }
}

test('the first time takes three buttons and the password', async () => {
  const walk = await Walk.begin({ storageState: nobody })
  await walk.say('alice.pds.test')
  await walk.press('Continue')
  await walk.page.getByRole('textbox', { name: 'Password' }).fill('correct-horse-battery')
  await walk.press('Sign in')
  await walk.press('Authorize')
  await walk.took(['Continue', 'Sign in', 'Authorize'], [OURS, THEIRS, RP])
})

test('who ticked "Remember" at their server says who they are, and that is all', async () => {
  for (const account of ['alice.pds.test', '@Alice.PDS.test', scene.world.alice.did]) {
    const walk = await Walk.begin()
    await walk.say(account)
    await walk.press('Continue')
    await walk.took(['Continue'], [OURS, RP])
  }
})

test('where the relying party says who is coming, nothing is typed', async () => {
  const walk = await Walk.begin({ login_hint: 'alice.pds.test' })
  await walk.press('Continue')
  await walk.took(['Continue'], [OURS, RP])
})

test('another account remembered at the same server does not get in the way', async () => {
  const first = await scene.browser.person({ storageState: remembered })
  await scene.ask(first, plain)
  await scene.sayWho(first, scene.world.bob.did)
  await signInAndAllow(first, url => url.host === RP, { remember: true })
  remembered = await known(first)
  const walk = await Walk.begin({ login_hint: 'alice.pds.test' })
  await walk.press('Continue')
  await walk.took(['Continue'], [OURS, RP])
})

test('who did not tick it does all of it again', async () => {
  const page = await scene.browser.person()
  await scene.signIn(page, plain, 'alice.pds.test')
  const walk = await Walk.begin({ storageState: await known(page), login_hint: 'alice.pds.test' })
  await walk.press('Continue')
  await walk.page.getByRole('textbox', { name: 'Password' }).fill('correct-horse-battery')
  await walk.press('Sign in')
  await walk.press('Authorize')
  await walk.took(['Continue', 'Sign in', 'Authorize'], [OURS, THEIRS, RP])
})

test('who names only the server chooses there, and is asked, but for no password', async () => {
  const walk = await Walk.begin()
  await walk.say(THEIRS)
  await walk.press('Continue')
  await walk.press('Sign in as Alice Example')
  await walk.press('Authorize')
  await walk.took(['Continue', 'Sign in as Alice Example', 'Authorize'], [OURS, THEIRS, RP])
})

test('who is asked for the address for the first time is asked once, and then no more', async () => {
  const first = await Walk.begin({ client: mail, login_hint: 'alice.pds.test' })
  await first.press('Continue')
  await first.press('Authorize')
  await first.took(['Continue', 'Authorize'], [OURS, THEIRS, RP])
  const second = await Walk.begin({ client: mail, login_hint: 'alice.pds.test' })
  await second.press('Continue')
  await second.took(['Continue'], [OURS, RP])
})
