// oidc-agent, which keeps the tokens of people who work in a terminal, as ssh-agent keeps their keys.
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'
import { Child } from '../../stack/child.mjs'
import { walk } from '../lib/client.mjs'
import { originOf } from '../lib/places.mjs'
import { debianVersion, opensUserinfo, userinfo } from '../lib/programs.mjs'

const name = 'oidc-agent'
const url = originOf(name)
/** Where it is answered; the second one if it has just been answered at the first. */
const addresses = [url, originOf(`${name}, again`)]
const account = 'alice'
let state, env, configuration, generating

walk({
  name,
  version: debianVersion('oidc-agent-cli'),
  // Any port of the device matches that address.
  letIn: ['--public', '--redirect-uri', 'http://localhost/', '--scope', 'openid', '--scope', 'profile', '--scope', 'offline_access'],
  start: async given => {
    state = given.state
    const socket = path.join(state, 'agent.sock')
    const folder = path.join(state, 'accounts')
    fs.mkdirSync(folder)
    env = { OIDC_SOCK: socket, OIDC_CONFIG_DIR: folder, OIDC_ENCRYPTION_PW: 'of the file with the tokens', HOME: state }
    configuration = ['--issuer', given.client.issuer, '--client-id', given.client.client_id, '--client-secret', '',
      '--redirect-uri', addresses.join(' '), '--scope', 'openid profile offline_access', '--flow', 'code']
    const agent = new Child(name, state, ['oidc-agent', '--console', '--socket-path', socket], env)
    return agent.until(socket, () => fs.existsSync(socket))
  },
  begin: async page => page.goto(await addressPrinted()),
  arrived: address => addresses.includes(address.origin),
  who: async () => {
    await generating.ended
    const got = await run('oidc-token', account).catch(error => error)
    return got.stdout ? (await userinfo(got.stdout.trim())).text() : got.stderr
  },
  refresh: () => newToken(),
  refreshTwice: async () => {
    const tokens = await Promise.all(Array.from({ length: 8 }, newToken))
    assert.equal(new Set(tokens).size, 8)
    for (const token of tokens) await opensUserinfo(token)
  },
  takesTurns: true,
  logout: async () => {
    const token = (await run('oidc-token', account)).stdout.trim()
    await opensUserinfo(token)
    await run('oidc-gen', '--delete', account, '--pw-env', '--confirm-yes')
    assert.equal((await userinfo(token)).status, 401, 'it has revoked its tokens')
  },
  logsOutHereOnly: true,
  asksEachTime: true,
  cannot: { 'silent again': 'it keeps its tokens beside the browser, which loses nothing of them' },
})

/** What a command of it prints, asked as a person in a terminal who is away. */
const run = (command, ...args) => {
  const running = promisify(execFile)(command, args, { env: { ...process.env, ...env } })
  running.child.stdin.end()
  return running
}

/** An access token that is good for longer than any: it has to be refreshed for that. */
const newToken = async () => (await run('oidc-token', '--time', '999999', account)).stdout.trim()

/** Begins to set up the account; gives the address that is to be opened in a browser. */
async function addressPrinted() {
  const command = ['oidc-gen', account, ...configuration, '--no-url-call', '--no-scheme', '--pw-env', '--confirm-default']
  generating = new Child(`oidc-gen-${Date.now()}`, state, command, env)
  const printed = () => fs.readFileSync(generating.log, 'utf8').match(/^http\S+\/authorize\?\S+$/m)?.[0]
  await generating.until('its log', printed)
  return printed()
}
