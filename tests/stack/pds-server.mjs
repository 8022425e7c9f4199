// The process with the reference PDS and its PLC directory. Started by pds.mjs; its settings come by environment.
import fs from 'node:fs'
import path from 'node:path'
import { olderPart, part } from './paths.mjs'
import { adminPassword, rotationKey } from './pds.mjs'

const { PLC_PORT, PDS_PORT, PDS_HOSTNAME, PDS_DATA, PDS_VERSION, PDS_HANDLES, WITHOUT_PLC } = process.env
const { PDS, envToCfg, envToSecrets } = PDS_VERSION ? olderPart(`pds-${PDS_VERSION}`) : part('@atproto/pds')
const { Database, PlcServer } = part('@did-plc/server')

const isLocalhost = PDS_HOSTNAME === 'localhost'

// The second PDS of a world writes to the directory of the first.
const plc = WITHOUT_PLC ? undefined : PlcServer.create({ db: Database.mock(), port: Number(PLC_PORT) })
await plc?.start()

const blobs = path.join(PDS_DATA, 'blobs')
fs.mkdirSync(blobs, { recursive: true })
const settings = {
  port: Number(PDS_PORT),
  hostname: PDS_HOSTNAME, // 'localhost' is http with its port, any other name is https without one
  devMode: isLocalhost, // it refuses to be an http issuer otherwise
  disableSsrfProtection: true, // our client metadata is at a name that leads to 127.0.0.1
  dataDirectory: PDS_DATA,
  blobstoreDiskLocation: blobs,
  didPlcUrl: `http://localhost:${PLC_PORT}`,
  serviceHandleDomains: [PDS_HANDLES],
  inviteRequired: false,
  adminPassword,
  jwtSecret: 'for-tests-only-for-tests-only-32',
  plcRotationKeyK256PrivateKeyHex: rotationKey,
}
// Until 0.4.217 a PDS reads its settings in two steps.
const pds = await (PDS.fromEnv?.(settings) ?? PDS.create(envToCfg(settings), envToSecrets(settings)))
await pds.start()

process.once('SIGTERM', async () => {
  await pds.destroy()
  await plc?.destroy()
  process.exit(0)
})
