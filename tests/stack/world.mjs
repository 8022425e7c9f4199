// The whole world on this machine: people on a PDS, ATLogin, and a Matrix server with its client.
//   on loopback: http everywhere, ATLogin is a localhost client, handles are found by DNS;
//   over TLS:    https by name on port 443, ATLogin is a confidential client, handles are found by HTTPS. This needs the
//                names of `tlsHosts` to lead to 127.0.0.1 and port 443 to be free: `run` makes a namespace for it.
import { randomBytes } from 'node:crypto'
import fs from 'node:fs'
import net from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { Atlogin, ATLOGIN_PORT, OTHER_ATLOGIN_PORT } from './atlogin.mjs'
import { Dns } from './dns.mjs'
import { Hydrogen, HYDROGEN, HYDROGEN_PORT } from './hydrogen.mjs'
import { Mas, MAS, MAS_BELOW_PORT, MAS_PORT } from './mas/server.mjs'
import { left } from './paths.mjs'
import { aliceProfile, OTHER_PDS_PORT, Pds, PDS_PORT, PLC_PORT } from './pds.mjs'
import { Postgres, POSTGRES_PORT } from './postgres.mjs'
import { RP_PORT } from './relying-party.mjs'
import { callbackOf, logoutOf, OTHER_SYNAPSE, OTHER_SYNAPSE_PORT, Synapse, SYNAPSE, SYNAPSE_PORT } from './synapse.mjs'
import { certificates, TlsTerminator } from './tls.mjs'

const DNS_PORT = 2553
const BESIDE_PROXY = 8443
/** What ATLogin is called over TLS; an older PDS knows a client only below a suffix that is listed as public (RFC 8375 has this one). */
const OUR_HOST = 'atlogin.internal'
const LISTED_HOST = 'atlogin.home.arpa'
const tlsPorts = { [OUR_HOST]: ATLOGIN_PORT, [LISTED_HOST]: ATLOGIN_PORT, 'pds.internal': PDS_PORT, 'plc.internal': PLC_PORT,
  'alice.pds.test': PDS_PORT, 'bob.pds.test': PDS_PORT, 'other.internal': OTHER_PDS_PORT, 'rp.internal': RP_PORT, 'onward.internal': RP_PORT }
/** The names that ATLogin never asks for anything: browsers go there. */
const forBrowsersOnly = [OUR_HOST, LISTED_HOST, 'rp.internal', 'onward.internal']

/** Synapse as the configuration file of the world on loopback lists it. Over TLS it is let in by command. */
const synapseInFile = { client_id: 'synapse', client_name: 'Our Matrix server', client_uri: HYDROGEN,
  redirect_uris: [callbackOf(SYNAPSE)], localpart: '{handle}' }
/** And the Matrix server of somebody else. */
const otherInFile = { ...synapseInFile, client_id: 'other', client_name: 'Another Matrix server', redirect_uris: [callbackOf(OTHER_SYNAPSE)] }

/** Makes a Synapse hear of logouts: settings of its client here, and of its provider there. */
const hearing = url => ({
  client: { backchannel_logout_uri: logoutOf(url), backchannel_logout_private: true },
  provider: { backchannel_logout_enabled: true },
})
export const hearsOfLogouts = hearing(SYNAPSE)
export const otherHearsOfLogouts = hearing(OTHER_SYNAPSE)

/** The names that must lead to this machine in the world with TLS. */
export const tlsHosts = Object.keys(tlsPorts)

export class World {
  #parts = []

  /**
   * `matrix`: with Synapse and Hydrogen. `synapse`: what its operator adds to the usual on both sides: settings of the
   * `client`, of the `provider`, and of Synapse; `onPostgres`: its database is there. `otherSynapse`: a second one, likewise.
   * `postgres`: with PostgreSQL. `mas`: with the stand-in for MAS, and Synapse on PostgreSQL behind it. `clients`: relying parties
   * besides Synapse. `name`: of its folder, for state and logs.
   */
  static async onLoopback({ name, matrix = false, synapse = {}, otherSynapse, mas = false, postgres = mas, clients = [] }) {
    const world = new World(name)
    await world.#building(async () => {
      world.dns = await world.#add(Dns.start(DNS_PORT))
      world.pds = await world.#add(Pds.start({ state: world.state }))
      await world.#people()
      world.dns.publishHandle(world.alice.handle, world.alice.did)
      world.dns.publishHandle(world.bob.handle, world.bob.did)
      const settings = { network: 'loopback', plc_url: `http://localhost:${PLC_PORT}`, dns_server: world.dns.address }
      const other = otherSynapse ? [{ ...otherInFile, ...otherSynapse.client }] : []
      await world.#atlogin(`http://127.0.0.1:${ATLOGIN_PORT}`, settings, [{ ...synapseInFile, ...synapse.client }, ...other, ...clients])
      if (postgres) world.postgres = await world.#add(Postgres.start({ state: world.state }))
      if (matrix) await world.#matrix(synapse)
      if (mas) await world.#mas()
      if (otherSynapse) world.otherSynapse = await world.#synapse('other', { ...otherSynapse, other: true })
    })
    return world
  }

  /**
   * `proxy` starts what stands before ATLogin on the ports 80 and 443, as in production; the other names are then served on
   * another port, where `pinned` says that they are. `pdsVersion`: an older one. `otherPds`: a second one, of the newest
   * version, that people can move to.
   */
  static async overTls({ name, matrix = false, clients = [], proxy, pdsVersion, otherPds = false }) {
    const world = new World(name)
    await world.#building(async () => {
      world.tls = certificates(path.join(world.state, 'tls'), tlsHosts)
      await world.#add(TlsTerminator.start({ ...world.tls, ports: tlsPorts, listen: proxy ? BESIDE_PROXY : 443 }))
      if (proxy) await world.#add(proxy({ state: world.state, tls: world.tls, host: OUR_HOST }))
      world.dns = await world.#add(Dns.start(DNS_PORT)) // knows nobody: every handle has to be found by HTTPS
      world.pds = await world.#add(Pds.start({ state: world.state, hostname: 'pds.internal', extraCa: world.tls.bundle, version: pdsVersion }))
      if (otherPds) world.otherPds = await world.#add(Pds.start({ state: world.state, hostname: 'other.internal', extraCa: world.tls.bundle, other: true }))
      await world.#people()
      const hosts = tlsHosts.filter(host => !forBrowsersOnly.includes(host))
      const beside = `127.0.0.1:${BESIDE_PROXY}`
      world.pinned = Object.fromEntries(proxy ? hosts.map(host => [host, beside]) : [])
      const found = hosts.map(host => proxy ? `${host}=${beside}` : host)
      const settings = { network: { hosts: found, ca_file: world.tls.ca }, plc_url: 'https://plc.internal',
        dns_server: world.dns.address, trusted_proxies: ['127.0.0.1'], try_it: true }
      for (const host of hosts) world.dns.publishHost(host)
      await world.#atlogin(`https://${pdsVersion ? LISTED_HOST : OUR_HOST}`, settings, clients)
      if (matrix) await world.#matrix({ block: world.atlogin.addSynapse(SYNAPSE) })
    })
    return world
  }

  constructor(name) {
    this.state = path.join(left, 'worlds', name)
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
      process.once(signal, () => this.stop().finally(() => process.exit(128 + os.constants.signals[signal])))
    }
  }

  /** Stops every part, the last one first. */
  async stop() {
    for (const part of this.#parts.splice(0).reverse()) await part.stop()
  }

  async #add(starting) {
    const part = await starting
    this.#parts.push(part)
    return part
  }

  /** A world that cannot be completed leaves nothing running. */
  async #building(build) {
    try {
      const ports = [PLC_PORT, PDS_PORT, OTHER_PDS_PORT, ATLOGIN_PORT, POSTGRES_PORT, SYNAPSE_PORT, OTHER_SYNAPSE_PORT, HYDROGEN_PORT, MAS_PORT, MAS_BELOW_PORT, OTHER_ATLOGIN_PORT]
      await Promise.all(ports.map(refuseIfTaken))
      fs.rmSync(this.state, { recursive: true, force: true })
      fs.mkdirSync(this.state, { recursive: true })
      await build()
    } catch (error) {
      await this.stop()
      throw error
    }
  }

  /** alice has a name and a picture, bob has neither, and carol's handle is published nowhere. */
  async #people() {
    this.alice = await this.pds.createAccount('alice.pds.test')
    await this.pds.writeProfile(this.alice, aliceProfile)
    this.bob = await this.pds.createAccount('bob.pds.test')
    this.carol = await this.pds.createAccount('carol.pds.test')
  }

  async #atlogin(publicUrl, settings, clients) {
    this.atlogin = await this.#add(Atlogin.start({ state: this.state, publicUrl, settings, clients }))
  }

  async #matrix(options) {
    this.synapse = await this.#synapse('synapse', options)
    this.hydrogen = await this.#add(Hydrogen.start())
  }

  /** A second ATLogin, at an address with https that only its proxy would know; nobody signs in there. */
  atloginAtHttps(publicUrl) {
    return this.#add(Atlogin.start({ state: this.state, publicUrl, other: true }))
  }

  /** `block` is what Synapse is configured with; without it, what the README shows. `provider` adds lines to it. */
  #synapse(clientId, { block, provider, settings, onPostgres = false, other }) {
    const database = onPostgres ? this.postgres.createDatabase(clientId) : undefined
    return this.#add(Synapse.start({ state: this.state, issuer: this.atlogin.url, block, provider, settings, database, other,
      clientId, secretFile: this.atlogin.secretFile(clientId), client: HYDROGEN, extraCa: this.tls?.bundle }))
  }

  /** MAS is let in by command; what that prints is its configuration. */
  async #mas() {
    this.masSection = this.atlogin.addMas(MAS)
    const mas = { endpoint: MAS, secret: randomBytes(16).toString('hex') }
    this.mas = await this.#add(Mas.start({ section: this.masSection, synapse: SYNAPSE, shared: mas.secret }))
    const database = this.postgres.createDatabase('synapse')
    this.synapse = await this.#add(Synapse.start({ state: this.state, client: HYDROGEN, database, mas }))
  }
}

/** Else the health check of a part that cannot start is answered by whoever was there before. */
function refuseIfTaken(port) {
  return new Promise((resolve, reject) => {
    const probe = net.connect(port, '127.0.0.1')
    probe.once('connect', () => { probe.destroy(); reject(new Error(`port ${port} is taken: is another world still up?`)) })
    probe.once('error', resolve)
  })
}
