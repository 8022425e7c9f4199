// What a reader of the README pastes into Synapse is what the tests beside this file have run with.
import assert from 'node:assert/strict'
import fs from 'node:fs'
import path from 'node:path'
import { test } from 'node:test'
import { docs, readme } from './paths.mjs'
import { readmeBlock } from './synapse.mjs'

test('the README shows the tested oidc_providers block', () => {
  const blocks = [...fs.readFileSync(readme, 'utf8').matchAll(/^```ya?ml\n(oidc_providers:\n.*?)^```$/gms)].map(([, block]) => block)
  assert.deepEqual(blocks, [readmeBlock()])
})

/** What a heading is called in an address. */
const anchor = heading => heading.toLowerCase().replace(/[^\p{L}\p{N} _-]/gu, '').replaceAll(' ', '-')
const headings = file => [...fs.readFileSync(file, 'utf8').matchAll(/^#+ (.*)$/gm)].map(([, heading]) => anchor(heading))

test('every link between the README and the guides leads somewhere', () => {
  const guides = fs.readdirSync(docs, { recursive: true }).filter(name => name.endsWith('.md')).map(name => path.join(docs, name))
  assert.ok(guides.length > 5)
  const lost = [readme, ...guides].flatMap(file => {
    const text = fs.readFileSync(file, 'utf8').replace(/^```.*?^```/gms, '')
    const targets = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => target).filter(target => !/^[a-z]+:/.test(target))
    return targets.filter(target => {
      const [name, section] = target.split('#')
      const there = name === '' ? file : path.join(path.dirname(file), name)
      return !fs.existsSync(there) || (section !== undefined && !headings(there).includes(section))
    }).map(target => `${path.relative(docs, file)}: ${target}`)
  })
  assert.deepEqual(lost, [])
})

test('every guide is in their index', () => {
  const index = fs.readFileSync(path.join(docs, 'README.md'), 'utf8')
  for (const name of fs.readdirSync(docs)) assert.ok(name === 'README.md' || index.includes(`(${name}`), name)
})
