// Where the programs are: installed, and on the network.
import assert from 'node:assert/strict'
import fs from 'node:fs'
import path from 'node:path'
import { checkout } from '../../stack/paths.mjs'

const clients = path.resolve(process.env.ATLOGIN_CLIENTS_DIR ?? path.join(checkout, 'target/clients'))

/** Where each program listens. The name differs from ATLogin's 127.0.0.1, as in production: to a browser that is another site. */
const ports = { 'express-openid-connect': 9501, 'oidc-client-ts': 9502, 'auth-js': 9503, 'better-auth': 9504, 'node-red': 9505,
  'meshcentral': 9506, 'openid-client': 9507, 'actual': 9508,
  'mod-auth-openidc': 9511, 'jupyterhub': 9512, 'mozilla-django-oidc': 9513, 'django-allauth': 9514, 'pgadmin': 9515, 'flask-oidc': 9516,
  'oidc-agent': 9517, 'omniauth': 9518,
  'jupyterhub, its hub': 9612, 'jupyterhub, its proxy': 9613, 'oidc-agent, again': 9617 }

export const portOf = name => ports[name]
export const originOf = name => `http://localhost:${ports[name]}`

/** What is ours of a program, and where `install` put what is not. */
export const folderOf = name => path.join(checkout, 'tests/clients', name)
export const installed = name => path.join(clients, name)

/** Where a run says what it saw. */
export const reports = path.join(clients, 'reports')

/** The text of a file of ours. */
export const ours = (name, file) => fs.readFileSync(path.join(folderOf(name), file), 'utf8')

/**
 * A file of ours beside the installed packages, where it finds them. What is `pasted`, as `atlogin client add` printed it, takes
 * the place of its line "// Paste here."
 */
export function placed(name, file, pasted) {
  const place = path.join(installed(name), file)
  const lines = ours(name, file).split(/(?<=\n)/)
  const here = lines.findIndex(line => line.trim() === '// Paste here.')
  assert.equal(here === -1, pasted === undefined, `${file} of ${name} has a place to paste at if there is something to paste`)
  if (pasted !== undefined) lines[here] = pasted
  fs.writeFileSync(place, lines.join(''), { mode: 0o600 })
  return place
}

/** The version of an installed npm package. */
export function npmVersion(name, npmPackage) {
  return JSON.parse(fs.readFileSync(path.join(installed(name), 'node_modules', npmPackage, 'package.json'))).version
}
