// The process with the reference PDS and its PLC directory. Started by pds.mjs; its settings come by environment.
import fs from 'node:fs'
import path from 'node:path'
import { part } from './paths.mjs'

const { PDS } = part('@atproto/pds')
const { Database, PlcServer } = part('@did-plc/server')

const { PLC_PORT, PDS_PORT, PDS_HOSTNAME, PDS_DATA } = process.env
const isLocalhost = PDS_HOSTNAME === 'localhost'

const plc = PlcServer.create({ db: Database.mock(), port: Number(PLC_PORT) })
await plc.start()

const blobs = path.join(PDS_DATA, 'blobs')
fs.mkdirSync(blobs, { recursive: true })
const pds = await PDS.fromEnv({
  port: Number(PDS_PORT),
  hostname: PDS_HOSTNAME, // 'localhost' is http with its port, any other name is https without one
  devMode: isLocalhost, // it refuses to be an http issuer otherwise
  disableSsrfProtection: true, // our client metadata is at a name that leads to 127.0.0.1
  dataDirectory: PDS_DATA,
  blobstoreDiskLocation: blobs,
  didPlcUrl: `http://localhost:${PLC_PORT}`,
  serviceHandleDomains: ['.pds.test'],
  inviteRequired: false,
  adminPassword: 'for-tests-only',
  jwtSecret: 'for-tests-only-for-tests-only-32',
  plcRotationKeyK256PrivateKeyHex: '01'.repeat(32), // any number below the order of the curve is a key
})
await pds.start()

process.once('SIGTERM', async () => {
  await pds.destroy()
  await plc.destroy()
  process.exit(0)
})
