// What ends when ATLogin says that somebody has signed out (crates/handlers/src/upstream_oauth2/backchannel_logout.rs).

/** Ends what `on_backchannel_logout` names of all that came from sign-ins with this `sub` and this `sid`. */
export async function logOut(mas, { sub, sid }) {
  const { on_backchannel_logout: what } = mas.provider
  if (what === 'do_nothing') return
  const says = (claim, value) => value === undefined || claim === value
  const isMeant = ({ provider, claims }) => provider === mas.provider.id && says(claims?.sub, sub) && says(claims?.sid, sid)
  const sessions = mas.store.browserSessions.filter(session => session.upstream.some(isMeant))
  for (const session of sessions) session.finished = true
  if (what === 'logout_browser_only') return
  for (const app of mas.store.appSessions) {
    if (sessions.includes(app.browserSession)) app.finished = true
  }
  for (const user of new Set(sessions.map(({ user }) => user))) await syncDevices(mas, user)
}

/** Leaves at the homeserver the devices whose sessions go on. */
export function syncDevices(mas, user) {
  const left = mas.store.appSessions.filter(app => app.user === user && !app.finished)
  return mas.homeserver.devices(user.username, left.map(({ device }) => device))
}
