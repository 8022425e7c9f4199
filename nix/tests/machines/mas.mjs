// Takes the place of Matrix Authentication Service in a machine: reads its configuration, and is the stand-in of tests/stack/mas
// with it, at the listeners and below the path that are said there.
import fs from 'node:fs'
import { readHttp } from '../../../tests/stack/mas/addresses.mjs'
import { stopPython } from '../../../tests/stack/mas/python.mjs'
import { readSection } from '../../../tests/stack/mas/section.mjs'
import { Mas } from '../../../tests/stack/mas/server.mjs'

const [, , command, what] = process.argv
const argument = name => process.argv[process.argv.indexOf(name) + 1]
const settings = JSON.parse(fs.readFileSync(argument('--config'), 'utf8'))
// Each of them is a credential that the service can read.
for (const secret of [settings.matrix.secret_file, settings.secrets.encryption_file, ...settings.secrets.keys.map(key => key.key_file)]) {
  if (fs.statSync(secret).size < 64) throw new Error(`${secret} is no secret`)
}
const { http, matrix, upstream_oauth2 } = settings
const section = JSON.stringify({ upstream_oauth2 })

const commands = {
  async config() {
    readHttp(http)
    await readSection(section)
    stopPython()
  },
  /** Moving people is written down; what it finds wrong is told by its status. */
  syn2mas() {
    fs.appendFileSync('/var/lib/matrix-authentication-service/moved', `${process.argv.slice(2).join(' ')}\n`)
    console.log(`${what} has read ${fs.readFileSync(argument('--synapse-config'), 'utf8').length} characters`)
    process.exitCode = what === 'check' ? 11 : 0
  },
  async server() {
    const shared = fs.readFileSync(matrix.secret_file, 'utf8').trim()
    await Mas.start({ section, http, synapse: matrix.endpoint, shared, serverName: matrix.homeserver })
  },
}
await commands[command]()
