// What the tests of programs of Python and of Debian share: versions, configuration, and looking at many pages at once.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { ATLOGIN_PORT } from '../../stack/atlogin.mjs'
import { Child } from '../../stack/child.mjs'
import { folderOf, installed, originOf, ours, portOf } from './places.mjs'

const ATLOGIN = `http://127.0.0.1:${ATLOGIN_PORT}`

/** A program of the virtual environment that `install` made. */
export const pythonProgram = (name, program = 'python') => path.join(installed(name), 'python/bin', program)

/** The version that requirements.txt pins: nothing else was installed. */
export function pythonVersion(name, pythonPackage) {
  const pinned = fs.readFileSync(path.join(folderOf(name), 'requirements.txt'), 'utf8')
  return pinned.split('\n').find(line => line.startsWith(`${pythonPackage}==`)).split('==')[1]
}

/** The version of an installed Debian package, without what is Debian's of it. */
export function debianVersion(debianPackage) {
  const version = execFileSync('dpkg-query', ['-W', '-f', '${source:Upstream-Version}', debianPackage], { encoding: 'utf8' })
  return version.trim()
}

/** The file that a program reads: ours, `file`, with what `atlogin client add` printed pasted at its end. It lies in `folder`. */
export function pasted({ name, folder, file, client }) {
  return write(folder, file, `${ours(name, file)}\n${client.printed}`)
}

/** A file of ours in `folder`, with the values put in that stand in braces there: for a program that has no preset. */
export function filled({ name, folder, file, client }) {
  return write(folder, file, ours(name, file).replace(/\{(issuer|client_id|client_secret)\}/g, (_, key) => client[key]))
}

function write(folder, file, text) {
  fs.mkdirSync(folder, { recursive: true })
  const place = path.join(folder, file)
  fs.writeFileSync(place, text, { mode: 0o600 })
  return place
}

/**
 * What the pages at `url` say that a page of the same site loads at the same moment. ATLogin answers nothing until all have
 * been asked for, so that none of them has new tokens before another begins.
 */
export async function atOnce({ atlogin }, page, url, count = 8) {
  const load = ([where, many]) => Promise.all(Array.from({ length: many }, async (_, index) => {
    const answer = await fetch(`${where}?${index}`)
    return answer.text()
  }))
  atlogin.process.signal('SIGSTOP')
  const loading = page.evaluate(load, [url, count])
  await Promise.race([loading, pause(1500)]).finally(() => atlogin.process.signal('SIGCONT'))
  return loading
}

/** The answer of userinfo to an access token. */
export const userinfo = accessToken => fetch(`${ATLOGIN}/userinfo`, { headers: { authorization: `Bearer ${accessToken}` } })

/** Fails unless `accessToken` opens userinfo, and that tells of alice. */
export async function opensUserinfo(accessToken) {
  const answer = await userinfo(accessToken)
  assert.equal(answer.status, 200, 'the access token opens userinfo')
  assert.equal((await answer.json()).preferred_username, 'alice.pds.test')
}

/** Starts a site of Django: our settings.py with what is pasted there, and our urls.py. */
export function startDjango(name, { state, client }) {
  const folder = path.join(state, 'site')
  pasted({ name, folder, file: 'settings.py', client })
  fs.copyFileSync(path.join(folderOf(name), 'urls.py'), path.join(folder, 'urls.py'))
  const env = { DATABASE: path.join(folder, 'db.sqlite3'), PYTHONPATH: folder, DJANGO_SETTINGS_MODULE: 'settings' }
  const django = [pythonProgram(name), '-m', 'django']
  execFileSync(django[0], [...django.slice(1), 'migrate', '--verbosity=0'], { env: { ...process.env, ...env } })
  return new Child(name, state, [...django, 'runserver', '--noreload', `127.0.0.1:${portOf(name)}`], env).ready(originOf(name))
}

/** Revokes an access token, so that its program has to refresh before it has grown old. */
export async function revoke({ client_id, printed }, token) {
  const [, client_secret] = printed.match(/client_secret = "([^"]+)"/)
  const body = new URLSearchParams({ client_id, client_secret, token, token_type_hint: 'access_token' })
  const answer = await fetch(`${ATLOGIN}/revoke`, { method: 'POST', body })
  assert.equal(answer.status, 200, 'the access token is revoked')
}
