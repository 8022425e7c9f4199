// nginx and Caddy in front of ATLogin over TLS, with the files that the docs show. All parts are real.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { after, afterEach, before, describe, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { Atlogin } from './atlogin.mjs'
import { Browser, picture } from './browser.mjs'
import { left } from './paths.mjs'
import { allow, arriveInMatrix, openMatrix, sayWho, signInAtPds } from './person.mjs'
import { ask, Proxy } from './proxies.mjs'
import { certificates } from './tls.mjs'
import { World } from './world.mjs'

/** Where the browser finds ATLogin, and therefore also where its visits come from: no other part has this address. */
const VISITOR = '192.0.2.10'

before(() => execFileSync('ip', ['address', 'add', `${VISITOR}/32`, 'dev', 'lo']))
after(() => execFileSync('ip', ['address', 'del', `${VISITOR}/32`, 'dev', 'lo']))

for (const [name, start] of Object.entries({ nginx: Proxy.nginx, Caddy: Proxy.caddy })) {
  describe(`behind ${name}`, () => {
    let world, browser
    before(async () => {
      world = await World.overTls({ name: `proxy-${name.toLowerCase()}`, matrix: true, proxy: start })
      browser = await Browser.start({ 'atlogin.internal': VISITOR, ...world.pinned })
    })
    afterEach(test => browser.leave(test))
    after(async () => {
      await browser?.stop()
      await world?.stop()
    })
    const log = () => fs.readFileSync(world.atlogin.process.log, 'utf8')

    test('alice signs in to Matrix', async () => {
      const page = await browser.person()
      await openMatrix(page)
      assert.equal(new URL(page.url()).origin, 'https://atlogin.internal')
      const cookies = await page.context().cookies()
      assert.ok(cookies.some(cookie => cookie.name === '__Host-atlogin' && cookie.secure), 'the cookie comes through')
      await sayWho(page, 'alice.pds.test', world.pds.issuer)
      await signInAtPds(page)
      await picture(page, `proxy-${name.toLowerCase()}-consent`)
      await allow(page)
      const session = await arriveInMatrix(page)
      assert.equal(await world.synapse.whoami(session.accessToken), '@alice.pds.test:localhost')
    })

    test('the log tells the address of the browser, and not one that a visitor makes up', async () => {
      const callback = log().split('\n').filter(line => line.includes('/atproto/callback'))
      assert.ok(callback.length > 0 && callback.every(line => line.includes(`client=${VISITOR} `)), callback.join('\n'))

      const before = log().length
      await ask('https://atlogin.internal/privacy', { tls: world.tls, headers: { 'x-forwarded-for': '198.51.100.7' } })
      const since = () => log().slice(before)
      for (let waited = 0; !since().includes('answered') && waited < 5000; waited += 20) await pause(20)
      assert.match(since(), /client=127\.0\.0\.1 /)
      assert.doesNotMatch(since(), /198\.51\.100\.7/)
    })

    test('another name than ours is answered 421', async () => {
      const answer = await ask('https://atlogin.internal/', { tls: world.tls, headers: { host: 'evil.example' } })
      assert.equal(answer.status, 421)
    })

    test('http leads to https, to the same page', async () => {
      const answer = await fetch('http://atlogin.internal/authorize?a=b', { redirect: 'manual' })
      assert.ok([301, 308].includes(answer.status), `${answer.status}`)
      assert.equal(answer.headers.get('location'), 'https://atlogin.internal/authorize?a=b')
    })

    test('what ATLogin says to browsers comes through, and that they come by https only', async () => {
      const through = await ask('https://atlogin.internal/', { tls: world.tls })
      const direct = await ask('http://127.0.0.1:9411/', { headers: { host: 'atlogin.internal' } })
      assert.deepEqual([through.status, direct.status], [200, 200])
      assert.equal(through.headers['strict-transport-security'], 'max-age=63072000')
      const ofTheAnswer = ['connection', 'keep-alive', 'transfer-encoding', 'date', 'x-request-id']
      for (const [header, value] of Object.entries(direct.headers)) {
        if (!ofTheAnswer.includes(header)) assert.equal(through.headers[header], value, header)
      }
      assert.ok(direct.headers['content-security-policy'], 'there was something to lose')
    })
  })
}

for (const [name, start] of Object.entries({ nginx: Proxy.nginx, Caddy: Proxy.caddy })) {
  test(`below a path behind ${name}, as docs/production.md has it`, async () => {
    const state = path.join(left, 'worlds', `proxy-path-${name.toLowerCase()}`)
    const tls = certificates(path.join(state, 'tls'), ['atlogin.internal'])
    const atlogin = await Atlogin.start({ state, publicUrl: 'https://atlogin.internal/atlogin', settings: {}, clients: [] })
    const proxy = await start({ state, tls, host: 'atlogin.internal', path: '/atlogin' })
    try {
      for (const place of ['', '/', '/.well-known/openid-configuration', '/client-metadata.json']) {
        let url = `https://atlogin.internal/atlogin${place}`
        let answer = await ask(url, { tls })
        // A proxy may lead to the address with or without the stroke, but not in circles.
        if (answer.headers.location) answer = await ask(url = new URL(answer.headers.location, url), { tls })
        assert.equal(answer.status, 200, `${url}`)
      }
    } finally {
      await proxy.stop()
      await atlogin.stop()
    }
  })
}

for (const [name, start] of Object.entries({ nginx: Proxy.nginx, Caddy: Proxy.caddy })) {
  test(`a state of 8 KiB comes through ${name} and back, however much escaping makes of it`, async () => {
    const state = path.join(left, 'worlds', `proxy-state-${name.toLowerCase()}`)
    const tls = certificates(path.join(state, 'tls'), ['atlogin.internal'])
    const client = { client_id: 'app', public: true, redirect_uris: ['https://app.example/cb'] }
    const atlogin = await Atlogin.start({ state, publicUrl: 'https://atlogin.internal', settings: {}, clients: [client] })
    const proxy = await start({ state, tls, host: 'atlogin.internal' })
    try {
      for (const letter of ['s', '/', '%']) {
        const sent = letter.repeat(8192)
        const query = new URLSearchParams({
          client_id: 'app', redirect_uri: 'https://app.example/cb', response_type: 'code', scope: 'openid', prompt: 'none',
          code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM', code_challenge_method: 'S256', state: sent,
        })
        const answer = await ask(`https://atlogin.internal/authorize?${query}`, { tls })
        assert.equal(answer.status, 303, letter)
        const back = new URL(answer.headers.location)
        assert.equal(back.searchParams.get('error'), 'login_required')
        assert.equal(back.searchParams.get('state'), sent)
      }
    } finally {
      await proxy.stop()
      await atlogin.stop()
    }
  })
}

test('nginx still shows Let\'s Encrypt what it asks for', async () => {
  const world = { tls: certificates(path.join(left, 'worlds', 'proxy-acme'), ['atlogin.internal']) }
  const proxy = await Proxy.nginx({ state: path.join(left, 'worlds', 'proxy-acme'), tls: world.tls, host: 'atlogin.internal' })
  try {
    const proof = await fetch('http://atlogin.internal/.well-known/acme-challenge/proof')
    assert.equal(await proof.text(), 'this name is mine')
  } finally {
    await proxy.stop()
  }
})
