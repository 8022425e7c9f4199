// Where MAS is for others: `http` of its configuration, as crates/config/src/sections/http.rs reads it, and the addresses that
// crates/router/src/url_builder.rs makes of it. Below a path, as in `http://localhost:8090/auth/`, each of them has that path.
import { demand } from './refusal.mjs'

/** The addresses of one MAS, by its `public_base`. */
export class Addresses {
  #base

  constructor(publicBase) {
    demand(URL.canParse(publicBase), 'public_base is an address', publicBase)
    this.#base = new URL(publicBase)
    const { protocol, search, hash, username, password } = this.#base
    demand(['http:', 'https:'].includes(protocol), 'public_base is of the web', publicBase)
    demand(`${search}${hash}${username}${password}` === '', 'public_base has no more than a path', publicBase)
    // MAS joins its addresses to it, which takes the place of what stands behind the last slash; it says nothing of that.
    demand(this.#base.pathname.endsWith('/'), 'public_base ends in a slash', publicBase)
  }

  /** For others than browsers: with everything. */
  absolute(path) {
    return new URL(path.replace(/^\/+/, ''), this.#base).href
  }

  /** For a browser that is here: without scheme and name. Whatever leads elsewhere is left as it is. */
  relative(place) {
    return place.startsWith('/') ? `${this.path.replace(/\/$/, '')}${place}` : place
  }

  /** The path of everything, with its slash; it is that of the cookies as well (crates/axum-utils/src/cookies.rs). */
  get path() {
    return this.#base.pathname
  }
}

/** What each part of MAS answers is in crates/handlers/src/lib.rs; these are the parts that there are here. */
export const resources = ['discovery', 'human', 'oauth', 'compat']
const known = [...resources, 'graphql', 'assets', 'health', 'prometheus', 'adminapi', 'connection-info']

/** The addresses, and the listeners: `name`, `prefix` with its slash, `resources`, and the `host` and `port` where each listens. */
export function readHttp({ public_base, listeners }) {
  const at = new Addresses(public_base)
  const read = listeners.flatMap(({ name, prefix = '/', resources: parts, binds }) => {
    demand(prefix.startsWith('/'), 'prefix begins with a slash', prefix)
    const names = parts.map(part => part.name)
    demand(names.every(part => known.includes(part)), 'listener knows its resources', names.join(' '))
    return binds.map(({ host, port }) => ({ name, prefix: `${prefix.replace(/\/+$/, '')}/`, resources: names, host, port }))
  })
  // MAS would lead people where nobody answers, and say nothing.
  const leads = part => read.some(({ prefix, resources: parts }) => prefix === at.path && parts.includes(part))
  for (const part of ['discovery', 'human', 'oauth']) demand(leads(part), 'public_base leads to a listener', `${public_base}: ${part}`)
  return { at, listeners: read }
}
