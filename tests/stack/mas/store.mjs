// What MAS keeps in its database, as lists in memory; one object each for one row there.
import { randomBytes } from 'node:crypto'

const DIGITS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** A ULID of this moment. */
export function ulid() {
  let all = (BigInt(Date.now()) << 80n) | BigInt(`0x${randomBytes(10).toString('hex')}`)
  let digits = ''
  for (let place = 0; place < 26; place += 1, all >>= 5n) digits = DIGITS[Number(all & 31n)] + digits
  return digits
}

export const random = () => randomBytes(24).toString('base64url')

export class Store {
  users = []
  links = []
  browserSessions = []
  upstreamSessions = []
  registrations = []
  grants = []
  appSessions = []
  ssoLogins = []

  /** Adds a row to a list; returns it with its identifier. */
  add(list, row) {
    const added = { id: ulid(), ...row }
    this[list].push(added)
    return added
  }

  /** The row of a list with this identifier. */
  find(list, id) {
    return this[list].find(row => row.id === id)
  }

  user(username) {
    return this.users.find(user => user.username === username)
  }

  /** What ties a subject of this provider to somebody, or will. */
  link(provider, subject) {
    return this.links.find(link => link.provider === provider.id && link.subject === subject)
  }

  /** A session at a browser that has not ended. */
  active(id) {
    const session = this.find('browserSessions', id)
    return session?.finished ? undefined : session
  }

  /** A new session at a browser, which came about by this answer of ours if there is one. */
  signIn(browser, user, upstream) {
    const session = this.add('browserSessions', { user, finished: false, upstream: [] })
    this.authenticate(session, upstream)
    browser.session = session.id
    browser.loggedOut = false
    return session
  }

  /** A session of an app, which came from this one at a browser. */
  startApp(browserSession, device, more) {
    return this.add('appSessions', { user: browserSession.user, browserSession, device, finished: false, ...more })
  }

  /** The session has been proven by this answer of ours, which is used up by that. */
  authenticate(session, upstream) {
    if (!upstream) return
    upstream.consumed = true
    session.upstream.push(upstream)
  }
}
