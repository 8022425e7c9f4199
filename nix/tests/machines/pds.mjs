// The reference PDS, told everything by its environment as nixpkgs' service does.
import { part } from '../../../tests/stack/paths.mjs'

const { PDS } = part('@atproto/pds')
const pds = await PDS.fromEnv()
await pds.start()
process.once('SIGTERM', async () => {
  await pds.destroy()
  process.exit(0)
})
