// People who are not as simple as the first sign-in: at two Matrix servers, with two accounts, with another name than before, and
// at a Matrix server that changes its database. The second Matrix server keeps its state in PostgreSQL from the first day, and
// takes over what people call themselves at each sign-in.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { after, afterEach, before, test } from 'node:test'
import { Browser, keep } from './browser.mjs'
import { blocks } from './guide.mjs'
import { HYDROGEN } from './hydrogen.mjs'
import { arrive, begin } from './matrix-app.mjs'
import { goOverToPostgres } from './move.mjs'
import { python } from './paths.mjs'
import { allow, sayWho, signInAtPds } from './person.mjs'
import { hearsOfLogouts, otherHearsOfLogouts, World } from './world.mjs'

let world, browser
/** The cookies of alice's browser, where she has signed in. */
let known
before(async () => {
  const { client, provider } = hearsOfLogouts
  world = await World.onLoopback({
    name: 'matrix-people',
    matrix: true,
    synapse: { client, provider: { ...provider, passthrough_authorization_parameters: ['prompt'] },
      settings: { background_updates: { sleep_duration_ms: 0 } } }, // else a new database takes a minute
    postgres: true,
    otherSynapse: { ...otherHearsOfLogouts, onPostgres: true,
      settings: { sso: { client_whitelist: [`${HYDROGEN}/`], update_profile_information: true } } },
  })
  browser = await Browser.start()
})
afterEach(test => browser.leave(test))
after(async () => {
  await browser?.stop()
  await world?.stop()
})

/** From the app to the app, in a browser where ATLogin asks who is there. */
async function signIn(page, synapse, account) {
  await begin(page, synapse)
  await signInAs(page, account)
  return arrive(page, synapse)
}

async function signInAs(page, account) {
  await sayWho(page, account, world.pds.issuer)
  await signInAtPds(page)
  await allow(page)
}

/** The same in a browser that ATLogin knows: there is nothing to press. */
async function signInSilently(page, synapse) {
  await begin(page, synapse)
  return arrive(page, synapse)
}

/** ATLogin answers the person first and tells the Matrix server right after. */
async function ends(synapse, { accessToken }) {
  for (const deadline = Date.now() + 10_000; Date.now() < deadline; await new Promise(resolve => setTimeout(resolve, 50))) {
    if ((await synapse.refusal(accessToken)).errcode === 'M_UNKNOWN_TOKEN') return
  }
  assert.fail('the access token of the Matrix server is still good')
}

async function signOut(page) {
  await page.goto(`${world.atlogin.url}/logout`)
  await page.locator('#sign-out').click()
  await page.locator('#signed-out').waitFor()
}

test('one person has an account at each of two Matrix servers, and a token of one is none at the other', async () => {
  const page = await browser.person()
  const here = await signIn(page, world.synapse, 'alice.pds.test')
  const there = await signInSilently(page, world.otherSynapse)
  known = await keep(page)
  assert.equal(await world.synapse.whoami(here.accessToken), '@alice.pds.test:localhost')
  assert.equal(await world.otherSynapse.whoami(there.accessToken), '@alice.pds.test:other.localhost')
  for (const [synapse, { accessToken }] of [[world.synapse, there], [world.otherSynapse, here]]) {
    assert.equal((await synapse.refusal(accessToken)).errcode, 'M_UNKNOWN_TOKEN')
  }
})

test('a sign-out tells each Matrix server of that browser, and none of another browser', async () => {
  const [both, oneOnly] = [await browser.person(), await browser.person()]
  const sessions = [[world.synapse, await signIn(both, world.synapse, 'bob.pds.test')],
    [world.otherSynapse, await signInSilently(both, world.otherSynapse)]]
  const apart = await signIn(oneOnly, world.otherSynapse, 'bob.pds.test')
  await signOut(both)
  for (const [synapse, session] of sessions) await ends(synapse, session)
  assert.equal(await world.otherSynapse.whoami(apart.accessToken), '@bob.pds.test:other.localhost')
  await signOut(oneOnly)
  await ends(world.otherSynapse, apart)
})

test('two ATProto accounts are two Matrix accounts, and the chooser switches between them', async () => {
  const page = await browser.person({ storageState: known })
  const alice = await signInSilently(page, world.synapse)
  await begin(page, world.synapse, { prompt: 'select_account' })
  await signInAs(page, 'bob.pds.test')
  const bob = await arrive(page, world.synapse)
  assert.deepEqual([alice.userId, bob.userId], ['@alice.pds.test:localhost', '@bob.pds.test:localhost'])
  const choose = async handle => {
    await begin(page, world.synapse, { prompt: 'select_account' })
    await page.getByRole('button', { name: handle, exact: true }).click()
  }
  await choose('bob.pds.test')
  assert.equal((await arrive(page, world.synapse)).userId, bob.userId, 'who is signed in presses once')
  // The session of this browser is bob's. So alice's own server is asked for her.
  await choose('alice.pds.test')
  await signInAtPds(page)
  await allow(page)
  assert.equal((await arrive(page, world.synapse)).userId, alice.userId)
  assert.equal(await world.synapse.whoami(bob.accessToken), bob.userId, 'his Matrix session goes on')
  known = await keep(page) // her sign-in gave this browser a new cookie
})

test('another handle and display name: the same Matrix account, whose name follows where the server takes it over', async () => {
  const before = await browser.person({ storageState: known })
  const here = await signInSilently(before, world.synapse)
  const there = await signInSilently(before, world.otherSynapse)
  await world.pds.changeHandle(world.alice, 'alicia.pds.test')
  world.dns.publishHandle('alicia.pds.test', world.alice.did)
  await world.pds.writeProfile(world.alice, { displayName: 'Alicia Example' })

  const page = await browser.person()
  const again = await signIn(page, world.synapse, 'alicia.pds.test')
  assert.equal(again.userId, here.userId)
  assert.equal((await world.synapse.profile(here.userId, again.accessToken)).displayname, 'Alice Example')
  const followed = await signInSilently(page, world.otherSynapse)
  assert.equal(followed.userId, there.userId)
  assert.equal((await world.otherSynapse.profile(there.userId, followed.accessToken)).displayname, 'Alicia Example')
})

/** A room of both, with a message of each. */
async function talk(synapse, alice, bob) {
  const call = (who, method, url, body) => synapse.call(method, `/_matrix/client/v3/${url}`, who.accessToken, body)
  const { room_id } = await call(alice, 'POST', 'createRoom', { name: 'Garden', invite: [bob.userId] })
  await call(bob, 'POST', `join/${room_id}`, {})
  await call(alice, 'PUT', `rooms/${room_id}/send/m.room.message/1`, { msgtype: 'm.text', body: 'Shall we move?' })
  await call(bob, 'PUT', `rooms/${room_id}/send/m.room.message/2`, { msgtype: 'm.text', body: 'Yes' })
  return room_id
}

/** What two people find at a Matrix server: `who` they are, their `profiles` and rooms, and the messages of one `room`. */
async function found(synapse, people, room) {
  const get = (url, { accessToken }) => synapse.call('GET', `/_matrix/client/v3/${url}`, accessToken)
  const each = question => Promise.all(people.map(question))
  const { chunk } = await get(`rooms/${room}/messages?dir=f&limit=100`, people[0])
  return {
    who: await each(({ accessToken }) => synapse.whoami(accessToken)),
    profiles: await each(({ userId, accessToken }) => synapse.profile(userId, accessToken)),
    rooms: (await each(person => get('joined_rooms', person))).map(({ joined_rooms }) => joined_rooms),
    messages: chunk.filter(({ type }) => type === 'm.room.message').map(({ sender, content }) => [sender, content.body]),
  }
}

test('the guide moves a Synapse from SQLite to PostgreSQL: tokens, rooms and names are kept, and people come back to them', async () => {
  const { synapse, postgres } = world
  const [hers, his] = [await browser.person({ storageState: known }), await browser.person()]
  const [alice, bob] = [await signInSilently(hers, synapse), await signIn(his, synapse, 'bob.pds.test')]
  const room = await talk(synapse, alice, bob)
  const before = await found(synapse, [alice, bob], room)
  assert.deepEqual(before.messages, [[alice.userId, 'Shall we move?'], [bob.userId, 'Yes']])

  await goOverToPostgres(world)
  assert.deepEqual(await found(synapse, [alice, bob], room), before)
  for (const [page, { userId }] of [[hers, alice], [his, bob]]) assert.equal((await signInSilently(page, synapse)).userId, userId)
  assert.deepEqual(postgres.query('SELECT name FROM users ORDER BY name', 'synapse'), [alice.userId, bob.userId])
})

/** Prints what Synapse makes of each of its arguments, a list of configuration files: that MAS is enabled, or the refusal. */
const judge = `
import sys
from synapse.config._base import ConfigError
from synapse.config.homeserver import HomeServerConfig
for files in sys.argv[1:]:
    try:
        arguments = [word for file in files.split(":") for word in ("-c", file)]
        print("enabled" if HomeServerConfig.load_config("", arguments).mas.enabled else "not enabled")
    except ConfigError as error:
        print(error)
`

test('Synapse reads the section of the guide that hands sign-in over to MAS, and refuses it beside its own providers', () => {
  const { configFile, providersFile } = world.synapse
  const handedOver = path.join(world.state, 'mas.yaml')
  const [section] = blocks('mas-move.md', '5. Switch over').filter(({ language }) => language === 'yaml')
  fs.writeFileSync(handedOver, section.text)
  const lists = [[configFile, handedOver], [configFile, providersFile, handedOver]].map(files => files.join(':'))
  const judged = execFileSync(python, ['-c', judge, ...lists], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
  assert.deepEqual(judged.trimEnd().split('\n'), ['enabled', 'SSO cannot be enabled when OAuth delegation is enabled'])
})

/** What ATLogin answers to a command of a guide. */
function commanded(text) {
  const [program, config, , ...words] = text.trim().match(/"[^"]*"|'[^']*'|\S+/g).map(word => word.replace(/^(["'])(.*)\1$/, '$2'))
  assert.deepEqual([program, config], ['atlogin', '--config'])
  return world.atlogin.command(...words)
}

test('what the guides of MAS have ATLogin told is understood: a client, the same one again with its ULID, another name for people', () => {
  const [command, ...more] = ['Elsewhere', 'Changing it later', 'What to know']
    .flatMap(heading => blocks('mas.md', heading)).map(({ text }) => text).filter(text => text.startsWith('atlogin '))
  assert.ok(blocks('mas-move.md', '3. MAS gets its configuration').some(({ text }) => text === command), 'both guides begin alike')
  const printed = commanded(command)
  assert.match(printed, /^ {6}synapse_idp_id: oidc-atlogin$/m)
  const [rescue, rename] = more
  const ulid = '01KATPR0T00000000000000000'
  assert.match(commanded(rescue.replace('01ABC…', ulid).replace('client add mas ', 'client add rescued ')), new RegExp(`^ {4}- id: ${ulid}$`, 'm'))
  commanded(rename)
  assert.match(world.atlogin.command('client', 'show', 'mas'), /bsky_\{handle\}/)
})
