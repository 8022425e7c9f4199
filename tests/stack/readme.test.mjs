// What a reader of the README pastes into Synapse is what the tests beside this file have run with.
import assert from 'node:assert/strict'
import fs from 'node:fs'
import { test } from 'node:test'
import { readme } from './paths.mjs'
import { readmeBlock } from './synapse.mjs'

test('the README shows the tested oidc_providers block', () => {
  const blocks = [...fs.readFileSync(readme, 'utf8').matchAll(/^```ya?ml\n(oidc_providers:\n.*?)^```$/gms)].map(([, block]) => block)
  assert.deepEqual(blocks, [readmeBlock()])
})
