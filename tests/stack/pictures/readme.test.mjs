// Makes the pictures of the README, from the real parts: our page, `/account`, and a Matrix client that is signed in.
//   tests/stack/run tests/stack/pictures/readme.test.mjs
// They are small, because they are kept in the tree: a phone's screen each, as WebP.
import assert from 'node:assert/strict'
import fs from 'node:fs'
import path from 'node:path'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { Browser, phone, picture } from '../browser.mjs'
import { allow, arriveInMatrix, openMatrix, sayWho, signInAtPds } from '../person.mjs'
import { SYNAPSE } from '../synapse.mjs'
import { World } from '../world.mjs'

const pictures = path.join(path.dirname(fileURLToPath(import.meta.url)), '../../../docs/pictures')
/** Bytes of a picture: more would be felt by whoever clones or reads. */
const LARGEST = 40_000
const QUALITY = 0.8

let world, browser
before(async () => {
  world = await World.onLoopback({ name: 'pictures', matrix: true })
  browser = await Browser.start()
})
after(async () => {
  await browser?.stop()
  await world?.stop()
})

/** Keeps what the phone shows. Chromium's own encoder is asked, in a page beside, so that no other program is needed. */
async function keepAsWebp(page, name) {
  await page.evaluate(() => document.fonts.ready)
  await picture(page, `readme-${name}`)
  const png = (await page.screenshot({ animations: 'disabled' })).toString('base64')
  const encoder = await page.context().newPage()
  const webp = await encoder.evaluate(async ([png, quality]) => {
    const image = new Image()
    image.src = `data:image/png;base64,${png}`
    await image.decode()
    const canvas = Object.assign(document.createElement('canvas'), { width: image.width, height: image.height })
    canvas.getContext('2d').drawImage(image, 0, 0)
    return canvas.toDataURL('image/webp', quality).split(',')[1]
  }, [png, QUALITY])
  await encoder.close()
  const bytes = Buffer.from(webp, 'base64')
  assert.ok(bytes.length < LARGEST, `${name}: ${bytes.length} bytes`)
  fs.mkdirSync(pictures, { recursive: true })
  fs.writeFileSync(path.join(pictures, `${name}.webp`), bytes)
}

/** A room with something in it. */
async function talk(accessToken) {
  const ask = async (method, address, body) => {
    const answer = await fetch(`${SYNAPSE}/_matrix/client/v3/${address}`,
      { method, headers: { authorization: `Bearer ${accessToken}` }, body: JSON.stringify(body) })
    assert.ok(answer.ok, address)
    return answer.json()
  }
  const { room_id: room } = await ask('POST', 'createRoom', { name: 'Our room' })
  for (const [number, words] of ['Hello everybody!', 'I signed in with my Bluesky account.', 'No new password, no e-mail.'].entries()) {
    await ask('PUT', `rooms/${encodeURIComponent(room)}/send/m.room.message/${number}`, { msgtype: 'm.text', body: words })
  }
}

test('our page, the account, and Matrix, as a phone shows them', async () => {
  const page = await browser.person({ viewport: phone })
  await openMatrix(page)
  await page.locator('#account').fill('alice.pds.test')
  await keepAsWebp(page, 'sign-in')
  await sayWho(page, 'alice.pds.test', world.pds.issuer)
  await signInAtPds(page)
  await allow(page)
  const { accessToken } = await arriveInMatrix(page)
  await talk(accessToken)
  await page.getByText('Our room').click()
  await page.getByText('No new password').waitFor()
  await page.getByText('Loading more messages').waitFor({ state: 'hidden' })
  await keepAsWebp(page, 'matrix')
  await page.goto(`${world.atlogin.url}/account`)
  await page.locator('h1').waitFor()
  await keepAsWebp(page, 'account')
})
