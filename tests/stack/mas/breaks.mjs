// Tries the breaks of the table: each has to be refused by the stand-in, for the reason of its row.
import assert from 'node:assert/strict'
import fs from 'node:fs'
import path from 'node:path'
import { test } from 'node:test'
import { here } from '../paths.mjs'
import { readHttp } from './addresses.mjs'
import { checkDiscovery } from './discovery.mjs'
import { judge, judgeDiscovery } from './judge.mjs'
import { claimsOf, lying, signed, withLiar } from './liar.mjs'
import { readYaml } from './python.mjs'
import { Refusal } from './refusal.mjs'
import { readSection } from './section.mjs'
import { belowAPath, MAS } from './server.mjs'
import { rows } from './table.mjs'
import { Visitor } from './visitor.mjs'

const HTTPS = 'https://login.example.org'

/**
 * One test for each row. `at` has, when they run: `mas`; `section`, as it was printed; `discovery`, of an ATLogin at HTTPS;
 * `logoutToken`, one that ATLogin has sent; `cookies` of a browser that ATLogin knows and whose person has an account at MAS.
 */
export function breaks(at) {
  test('no check of the stand-in is without a row', () => {
    const found = reasons()
    assert.ok(found.length > 60, `${found.length}`)
    assert.deepEqual(found.filter(reason => !(reason in rows)), [])
  })

  for (const [name, { from, breaks: all }] of Object.entries(rows)) {
    test(`refuses a break of: ${name} (${from})`, async () => {
      assert.ok(all.length > 0, 'no row without a break')
      for (const [number, one] of all.entries()) assert.equal(await refused(at, one), name, `break ${number}`)
    })
  }
}

/** What the sources of the stand-in refuse for, as far as it is written there as a text. */
function reasons() {
  const folder = path.join(here, 'mas')
  const lines = fs.readdirSync(folder).flatMap(name => fs.readFileSync(path.join(folder, name), 'utf8').split('\n'))
  const reason = /(?:refuse\(|demand\(.*?, )'([^']* [^']*)'[,)]/
  return lines.map(line => reason.exec(line)?.[1]).filter(Boolean)
}

/** The row for whose reason this break was refused; undefined if it was not. */
async function refused(at, one) {
  if (one.http) return rowOf(Promise.resolve(belowAPath).then(one.http).then(readHttp))
  if (one.text) return rowOf(readAndJudge(one.text(at.section)))
  if (one.section) return rowOf(tampered(at, one.section).then(readAndJudge))
  if (one.discovery) return rowOf(judgeBoth(one.issuer ?? HTTPS, one.discovery(at.discovery)))
  if (one.logout) return atLogout(at, one.logout)
  return atBrowser(at, one)
}

const rowOf = judgement => judgement.then(() => undefined, error => {
  if (error instanceof Refusal) return error.row
  throw error
})

const readAndJudge = async text => judge(await readSection(text))

async function judgeBoth(issuer, document) {
  judgeDiscovery(checkDiscovery({ issuer, discovery_mode: 'oidc' }, document))
}

/** The printed section with another provider in it: JSON is YAML. */
async function tampered({ section }, change) {
  const document = await readYaml(section)
  document.upstream_oauth2.providers = document.upstream_oauth2.providers.map(change)
  return JSON.stringify(document)
}

async function atLogout({ mas, section, logoutToken }, { jwt, claims = said => said, header }) {
  await mas.configure(section)
  const sent = jwt ? jwt(logoutToken) : signed(claims(claimsOf(logoutToken)), header)
  mas.tamper = { jwks: withLiar }
  mas.refusals.length = 0
  const body = new URLSearchParams(sent === undefined ? {} : { logout_token: sent })
  const answer = await fetch(`${MAS}/upstream/backchannel-logout/${mas.provider.id}`, { method: 'POST', body })
  mas.tamper = {}
  assert.equal(answer.status === 200, mas.refusals.length === 0)
  return mas.refusals[0]
}

async function atBrowser({ mas, section, cookies }, { walk = {}, visit, then }) {
  const visitor = new Visitor(cookies)
  await mas.configure(walk.section ? await tampered({ section }, walk.section) : section)
  const { section: _, on, claims, header, ...answers } = walk
  mas.tamper = claims || header ? lying(walk) : answers
  mas.refusals.length = 0
  const get = path => visitor.get(new URL(path, MAS), on)
  const post = (path, form) => visitor.post(new URL(path, MAS), form, on)
  const signIn = () => get(`/upstream/authorize/${mas.provider.id}`)
  const answer = await (visit ? visit({ get, post, signIn, mas }) : signIn())
  if (then) await then({ post, answer, csrf: /name="csrf" value="([^"]*)"/.exec(answer.text)[1] })
  await mas.configure(section)
  return mas.refusals[0]
}
