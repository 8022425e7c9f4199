// Takes the Synapse of a world from SQLite to PostgreSQL as docs/mas-move.md says, command by command.
import fs from 'node:fs'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { blocks, Shell } from './guide.mjs'
import { postgresPrograms, pythonPrograms } from './paths.mjs'

const PASSWORD = 'chosen-by-the-operator'

export async function goOverToPostgres({ state, synapse, postgres }) {
  const kept = path.join(state, 'root')
  fs.mkdirSync(kept)
  const shell = new Shell({ state, programs: [postgresPrograms, pythonPrograms], environment: postgres.environment,
    answers: `${PASSWORD}\n${PASSWORD}\n` })
  const run = commands => shell.run(commands.replaceAll(/\/(etc|var\/lib)\/matrix-synapse/g, synapse.folder).replaceAll('/root/', `${kept}/`))
  for (const { language, text } of blocks('mas-move.md', '2. From SQLite to PostgreSQL')) {
    if (language === 'yaml') {
      const database = text.replace('the new password', PASSWORD).replace('host: 127.0.0.1', `$&\n    port: ${postgres.environment.PGPORT}`)
      fs.writeFileSync(synapse.configFile, fs.readFileSync(synapse.configFile, 'utf8').replace(/^database: .*\n/m, database))
      continue
    }
    // The service is a part of the world. What the operator waits for, too, is asked until nothing is left.
    for (const commands of text.split(/^((?:systemctl|sqlite3) .*\n)/m)) {
      if (commands === 'systemctl stop matrix-synapse\n') await synapse.stop()
      else if (commands === 'systemctl start matrix-synapse\n') await synapse.resume()
      else if (commands.startsWith('sqlite3 ')) await nothing(() => run(commands))
      else run(commands)
    }
  }
}

async function nothing(ask) {
  for (const end = Date.now() + 30_000; Date.now() < end; await pause(100)) if (ask() === '') return
  throw new Error(`there is still something left: ${ask()}`)
}
