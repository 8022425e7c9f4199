// What the preset prints for each kind of client: judged by the stand-in, and signed in with.
import assert from 'node:assert/strict'
import fs from 'node:fs'
import path from 'node:path'
import { test } from 'node:test'
import { checkDiscovery } from './discovery.mjs'
import { judge, judgeDiscovery } from './judge.mjs'
import { lying } from './liar.mjs'
import { attribute } from './link.mjs'
import { readSection } from './section.mjs'
import { MAS } from './server.mjs'
import { Visitor } from './visitor.mjs'

const userinfo = ['--set', 'claims_in_id_token=false']

/** Options of `client add`, and what the section has because of them. */
const variants = {
  'claims in the ID token': [[], { fetch_userinfo: false, id_token_signed_response_alg: 'RS256' }],
  'a confidential client': [[], { token_endpoint_auth_method: 'client_secret_basic' }],
  'claims from userinfo': [userinfo, { fetch_userinfo: true, userinfo_signed_response_alg: undefined }],
  'userinfo signed with RS256': [[...userinfo, '--set', 'userinfo_signed_response_alg=RS256'], { userinfo_signed_response_alg: 'RS256' }],
  'userinfo signed with ES256': [[...userinfo, '--set', 'userinfo_signed_response_alg=ES256'], { userinfo_signed_response_alg: 'ES256' }],
  'ID tokens signed with ES256': [['--set', 'id_token_signed_response_alg=ES256'], { id_token_signed_response_alg: 'ES256' }],
  'a public client': [['--public'], { token_endpoint_auth_method: 'none', client_secret: undefined }],
  'an address for logouts that may be private': [['--set', 'backchannel_logout_private=true'], { on_backchannel_logout: 'logout_browser_only' }],
  'offline_access is not asked for': [['--scope', 'openid', '--scope', 'profile', '--scope', 'offline_access'], { scope: 'openid profile' }],
}

/** `at` as for breaks.mjs, with `atlogin`, and `https`: an ATLogin at https://login.example.org. */
export function variantsOfThePreset(at) {
  /** Signs alice in with this section, in a browser that ATLogin knows; gives what MAS imports of her. `tamper` as in breaks.mjs. */
  async function signIn(section, { tamper = {}, as = 'alice.pds.test' } = {}) {
    const { mas } = at
    await mas.configure(section)
    mas.tamper = tamper
    mas.refusals.length = 0
    const visitor = new Visitor(at.cookies)
    let answer = await visitor.get(`${MAS}/upstream/authorize/${mas.provider.id}`)
    // A public client at a loopback address could be any program of this computer, so ATLogin asks.
    const csrf = /<form id="consent"[^>]*action="([^"]*)"[^]*?name="csrf" value="([^"]*)"/.exec(answer.text)
    if (csrf) answer = await visitor.post(new URL(csrf[1], at.atlogin.url), { csrf: csrf[2] })
    assert.deepEqual(mas.refusals, [])
    assert.ok(answer.text.includes(`You are signed in as ${as}<`), answer.text)
    const { provider } = mas
    const { context } = mas.store.upstreamSessions.at(-1)
    return { localpart: await attribute(provider, 'localpart', context), displayName: await attribute(provider, 'displayname', context) }
  }

  /** The provider that MAS knows already, so that alice keeps her account there. */
  const asBefore = () => ['--id', / id: (\w+)/.exec(at.section)[1]]

  for (const [name, [options, expected]] of Object.entries(variants)) {
    test(`the printed section is right and works: ${name}`, async () => {
      const id = name.replace(/\W+/g, '-')
      const section = at.atlogin.addMas(MAS, { id, options: [...options, ...asBefore()] })
      const provider = await readSection(section)
      await judge(provider)
      for (const [key, value] of Object.entries(expected)) assert.equal(provider[key], value, key)
      assert.equal(provider.discovery_mode, 'insecure')
      assert.deepEqual(await signIn(section), { localpart: 'alice.pds.test', displayName: 'Alice Example' })
    })
  }

  test('the section that is printed again names a file for the secret, and works with it', async () => {
    const { atlogin } = at
    const section = atlogin.command('config', 'mas', 'mas')
    const provider = await readSection(section)
    await judge(provider)
    const first = await readSection(at.section)
    const [{ client_secret_file: placeholder, ...again }, { client_secret: secret, ...before }] = [provider, first]
    assert.deepEqual(again, before)
    const file = path.join(atlogin.folder, 'secret-for-mas')
    fs.writeFileSync(file, `${secret}\n`, { mode: 0o600 })
    await signIn(section.replaceAll(placeholder, file))
  })

  test('without a localpart of its own, MAS takes the handle', async () => {
    const { atlogin } = at
    const id = 'without-localpart'
    const added = await readSection(atlogin.addMas(MAS, { id, options: asBefore() }))
    atlogin.command('client', 'set', id, 'localpart=')
    const section = atlogin.command('config', 'mas', id).replace(/client_secret_file: .*/, `client_secret: ${added.client_secret}`)
    const provider = await readSection(section)
    await judge(provider)
    assert.equal(provider.claims_imports.localpart.template, '{{ user.preferred_username }}')
    assert.equal((await signIn(section)).localpart, 'alice.pds.test')
  })

  test('a MAS that has started without ATLogin says so on a page, and heals by itself', async () => {
    const { atlogin, mas } = at
    await mas.configure(at.section)
    await atlogin.kill()
    const visitor = new Visitor(at.cookies)
    const begin = () => visitor.get(`${MAS}/upstream/authorize/${mas.provider.id}`)
    assert.equal((await begin()).status, 500)
    await atlogin.resume()
    assert.match((await begin()).text, /You are signed in as alice/)
  })

  test('a client that is added anew brings nobody to their account, and one that keeps the ULID does', async () => {
    const { atlogin } = at
    const anew = atlogin.addMas(MAS, { id: 'anew' })
    await assert.rejects(signIn(anew), /User exists/)
    await signIn(atlogin.addMas(MAS, { id: 'kept', options: asBefore() }))
    // The rescue: who has the name of an account that has no link of this provider yet gets that account.
    await signIn(anew.replace('localpart:\n', '$&          on_conflict: set\n'))
  })

  test('at https the section asks for strict discovery, and our discovery document passes it', async () => {
    const section = at.https.addMas('https://account.example.org')
    const provider = await readSection(section)
    await judge(provider)
    assert.equal(provider.discovery_mode, 'oidc')
    judgeDiscovery(checkDiscovery(provider, at.discovery))
  })

  test('an address for logouts that ATLogin may not ask is left out, and so is what MAS does then', async () => {
    await judge(await readSection(at.https.addMas('https://127.0.0.1:8443', { id: 'unheard' })), { hears: false })
  })

  test('a skipped confirmation, as the comment in the section says it, is read and works', async () => {
    const section = at.section.replace('claims_imports:\n', '$&        skip_confirmation: true\n').replace('action: suggest', 'action: force')
    await judge(await readSection(section))
    const claims = said => ({ ...said, sub: 'did:plc:bbbbbbbbbbbbbbbbbbbbbbbb', localpart: 'dora' })
    assert.deepEqual(await signIn(section, { tamper: lying({ claims }), as: 'dora' }), { localpart: 'dora', displayName: 'Alice Example' })
  })

  test('MAS can prove itself by its own key, at its token endpoint only', async () => {
    const options = ['--set', `jwks_uri=${MAS}/oauth2/keys.json`, ...asBefore()]
    const section = at.atlogin.addMas(MAS, { id: 'with-key', options })
    await judge(await readSection(section))
    await signIn(section)
  })
}
