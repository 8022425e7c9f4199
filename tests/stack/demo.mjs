// The world on loopback, kept up for a person until Ctrl-C.
import { HYDROGEN } from './hydrogen.mjs'
import { password } from './pds.mjs'
import { SYNAPSE } from './synapse.mjs'
import { World } from './world.mjs'

console.log('Starting PLC, PDS, ATLogin, Synapse and Hydrogen …')
const world = await World.onLoopback({ name: 'demo', matrix: true }).catch(error => {
  console.error(error.message)
  process.exit(1)
})
console.log(`
Open ${HYDROGEN} and press "Log in with SSO".

  Your handle    alice.pds.test, or bob.pds.test
  Password       ${password}

carol's handle is published nowhere, so that she has to say who she is by her DID: ${world.carol.did}

  Matrix client  ${HYDROGEN}
  Matrix server  ${SYNAPSE}
  ATLogin        ${world.atlogin.url}   (has a "Try it" of its own)
  PDS            ${world.pds.issuer}
  Logs           ${world.state}/*.log

Ctrl-C ends it all; nothing is kept.`)
