// Asks the reference client in every situation of tests/it/mishaps, and writes its verdict beside ours into a table.
// Ours is what the situations say, which `cargo test --test it mishaps` holds the daemon to, in the same small world.
//   node verdicts.mjs          measures and writes        node verdicts.mjs --check    fails where the table is not that
import { spawn } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import readline from 'node:readline'
import { smallWorldBinary, mishaps } from '../paths.mjs'
import { signIn } from './reference.mjs'

const AT_A_TIME = 4
const file = path.join(mishaps, 'situations.json')
const table = path.join(mishaps, 'verdicts.md')

/** A world of its own for each situation, and the verdict of the client in it. */
async function verdict({ name, types }) {
  const ports = ['--plc-port', '0', '--pds-port', '0', '--dns-port', '0']
  const world = spawn(smallWorldBinary, ['--tls', ...ports, '--situation', file, name], { stdio: ['ignore', 'pipe', 'inherit'] })
  try {
    const place = await read(world.stdout)
    const typed = types.replace('{handle}', 'alice.pds.test').replace('{did}', place.did)
    const did = await signIn(place, typed).catch(error => ({ error }))
    if (did.error && process.env.VERBOSE) console.error(`${name}:`, did.error)
    return did.error ? 'refused' : did === place.did ? 'signed in' : 'signed in as somebody else'
  } finally {
    world.kill()
  }
}

/** What the program prints of its world. */
async function read(output) {
  const text = []
  for await (const line of readline.createInterface({ input: output })) {
    text.push(line)
    if (line.startsWith('dns_server')) break
  }
  const all = text.join('\n')
  const found = pattern => all.match(pattern)?.[1] ?? (() => { throw new Error(`the small world did not start: ${all}`) })()
  const hosts = [...all.matchAll(/"([^"=]+)=127\.0\.0\.1:(\d+)"/g)].map(([, host, port]) => [host, Number(port)])
  return { did: found(/, (did:\S+)$/m), caFile: found(/ca_file = "([^"]+)"/), dnsServer: found(/dns_server = "([^"]+)"/),
    hosts: Object.fromEntries(hosts) }
}

/** The verdicts in the order of `situations`, a few worlds at a time. */
async function ask(situations) {
  const verdicts = [], waiting = [...situations.entries()]
  const work = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) verdicts[next[0]] = await verdict(next[1])
  }
  await Promise.all(Array.from({ length: AT_A_TIME }, work))
  return verdicts
}

const differs = ({ ends }, measured) => (ends === 'signed in') !== (measured === 'signed in')

function written(situations, verdicts) {
  const differing = situations.filter((situation, at) => differs(situation, verdicts[at])).length
  const cell = text => text.replaceAll('|', '\\|')
  const rows = situations.map(({ name, types, ends, pending, why }, at) => `| ${cell(name)} | \`${cell(types)}\` | ${ends}${pending ? ' (to come)' : ''} | ${verdicts[at]} | ${cell(why ?? '')} |`)
  return ['# Two verdicts on the same servers', '',
    'Written by `tests/stack/verdicts/run`: change `situations.json`, not this. Ours is what the tests hold the daemon to; the reference',
    'client\'s is what `@atproto/oauth-client-node` did in the same small world. What is to come is marked `pending` in the data.', '',
    `${situations.length} situations; in ${differing} of them the two differ, for the reason given.`, '',
    '| situation | typed | ours | the reference client | why they differ |', '| --- | --- | --- | --- | --- |', ...rows, ''].join('\n')
}

const situations = JSON.parse(fs.readFileSync(file, 'utf8'))
const began = performance.now()
const verdicts = await ask(situations)
console.log(`verdicts: asked the reference client ${situations.length} times in ${((performance.now() - began) / 1000).toFixed(1)} s`)

const complaints = situations.flatMap((situation, at) => {
  const { name, reference, why } = situation
  const wrong = []
  if (reference !== verdicts[at]) wrong.push(`${name}: the reference client's verdict is "${verdicts[at]}", the data say "${reference}"`)
  if (differs(situation, verdicts[at]) && !why) wrong.push(`${name}: the verdicts differ, and no reason ("why") is given`)
  if (!differs(situation, verdicts[at]) && why) wrong.push(`${name}: a reason is given, and the verdicts do not differ`)
  return wrong
})
const text = written(situations, verdicts)
if (!process.argv.includes('--check')) fs.writeFileSync(table, text)
else if (fs.readFileSync(table, 'utf8') !== text) complaints.push('verdicts.md is not what was measured: run tests/stack/verdicts/run')
complaints.forEach(complaint => console.error(`verdicts: ${complaint}`))
process.exitCode = complaints.length > 0 ? 1 : 0
