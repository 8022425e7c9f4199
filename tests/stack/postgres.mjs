// A real PostgreSQL, as a Synapse needs one that is to stand behind Matrix Authentication Service. It listens on loopback only.
import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { Child } from './child.mjs'
import { postgresPrograms } from './paths.mjs'

export const POSTGRES_PORT = 5433
/** Who may do everything in it. */
const SUPERUSER = 'postgres'
/** Nothing of it outlives its world, so it need not survive a power cut. */
const careless = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off']

export class Postgres {
  #password = randomBytes(16).toString('hex')

  /** Starts one that is empty, in a folder of the world. */
  static async start({ state }) {
    const postgres = new Postgres()
    const folder = path.join(state, 'postgres')
    fs.mkdirSync(folder, { mode: 0o700 })
    const secret = path.join(folder, 'password')
    fs.writeFileSync(secret, postgres.#password, { mode: 0o600 })
    const cluster = path.join(folder, 'cluster')
    const someone = asSomeoneElse(folder, secret)
    const [initdb, ...args] = [...someone, program('initdb'), '--pgdata', cluster, '--username', SUPERUSER,
      '--auth', 'scram-sha-256', '--pwfile', secret, '--encoding', 'UTF8', '--locale', 'C', '--no-sync']
    execFileSync(initdb, args, { stdio: ['ignore', 'ignore', 'pipe'], cwd: '/' })
    const settings = [`port=${POSTGRES_PORT}`, 'listen_addresses=127.0.0.1', 'unix_socket_directories=', ...careless]
    postgres.process = new Child('postgres', state, [...someone, program('postgres'), '-D', cluster, ...settings.flatMap(one => ['-c', one])])
    await postgres.process.until(`port ${POSTGRES_PORT}`, () => postgres.#isReady())
    return postgres
  }

  stop() {
    this.process.signal('SIGINT') // the stop that waits for no client
    return this.process.stop()
  }

  /** What PostgreSQL's own programs read to connect as the one who may do everything. */
  get environment() {
    return { PGHOST: '127.0.0.1', PGPORT: `${POSTGRES_PORT}`, PGUSER: SUPERUSER, PGPASSWORD: this.#password }
  }

  /** Makes a database as Synapse demands it, ordered by bytes, and its owner; returns what a client connects with. */
  createDatabase(name) {
    const password = randomBytes(16).toString('hex')
    this.query(`CREATE ROLE ${name} LOGIN PASSWORD '${password}'`)
    this.query(`CREATE DATABASE ${name} OWNER ${name} ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0`)
    return { user: name, password, dbname: name, host: '127.0.0.1', port: POSTGRES_PORT }
  }

  /** What a statement answers: its lines as comma-separated values. */
  query(statement, database = SUPERUSER) {
    const answer = this.#run('psql', ['--no-psqlrc', '--quiet', '--csv', '--tuples-only', '--set', 'ON_ERROR_STOP=1',
      '--dbname', database, '--command', statement])
    return answer.split('\n').filter(line => line !== '')
  }

  #isReady() {
    try {
      this.#run('pg_isready', [])
      return true
    } catch {
      return false
    }
  }

  #run(name, args) {
    return execFileSync(program(name), args, { env: { ...process.env, ...this.environment }, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
  }
}

const program = name => path.join(postgresPrograms, name)

/**
 * PostgreSQL refuses to run as root, which the tests are in their namespace. In a user namespace of its own it has another
 * number, and still owns our files. Where there are none, it is Debian's user for it, who then owns `files`.
 */
function asSomeoneElse(...files) {
  if (process.getuid() !== 0) return []
  const renumbered = ['unshare', '--user', '--map-user=1000', '--']
  try {
    execFileSync(renumbered[0], [...renumbered.slice(1), 'true'], { stdio: 'ignore' })
    return renumbered
  } catch {
    execFileSync('chown', [SUPERUSER, ...files])
    return ['setpriv', `--reuid=${SUPERUSER}`, `--regid=${SUPERUSER}`, '--clear-groups', '--']
  }
}
