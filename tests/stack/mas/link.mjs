// From our claims to an account at MAS: crates/handlers/src/upstream_oauth2/link.rs.
import { render } from './python.mjs'
import { demand, refuse } from './refusal.mjs'

const defaults = { localpart: '{{ user.preferred_username }}', displayname: '{{ user.name }}', email: '{{ user.email }}' }

/** What the policy of MAS has against a name (policies/register/register.rego), for a server of this name. */
export function checkPolicy(localpart, serverName) {
  demand(/^[a-z0-9.=_/+-]+$/.test(localpart), 'localpart has the characters of the policy', localpart)
  demand(!/^[0-9]+$/.test(localpart), 'localpart is more than a number', localpart)
  demand(`@${localpart}:${serverName}`.length <= 255, 'localpart is short enough', localpart)
}

/** One attribute of an account, as its template makes it of the claims; undefined if it is not imported. */
export async function attribute(provider, name, context) {
  const { action, template = defaults[name] } = provider.claims_imports[name]
  if (action === 'ignore') return undefined
  const needed = action === 'require'
  let value
  try {
    value = await render(template, context)
  } catch (error) {
    return needed ? refuse('required claim can be rendered', error.message) : undefined
  }
  demand(value !== '' || !needed, 'required claim is not empty', template)
  return value || undefined
}

/**
 * What becomes of somebody with a link of nobody who is not signed in at MAS: `user` is signed in, who had the account before,
 * or `localpart` and `displayName` are what a new account gets. A name that is only suggested is dropped instead of refused.
 */
export async function importClaims({ provider, store, homeserver, serverName }, link, context) {
  const displayName = await attribute(provider, 'displayname', context)
  await attribute(provider, 'email', context)
  const localpart = await attribute(provider, 'localpart', context)
  const { action } = provider.claims_imports.localpart
  const forced = ['force', 'require'].includes(action)
  if (localpart === undefined) return { displayName, forced: false }
  const dropped = { displayName, forced: false }
  const user = store.user(localpart)
  if (user && !forced) return dropped
  if (user) return { user: resolveConflict(store, provider, link, user) }
  try {
    checkPolicy(localpart, serverName)
    demand(await homeserver.isAvailable(localpart), 'localpart is free at the homeserver', localpart)
  } catch (error) {
    if (forced || !error.row) throw error
    return dropped
  }
  return { localpart, displayName, forced }
}

/** Ties the link to the account that has the name already, if `on_conflict` lets it. */
function resolveConflict(store, provider, link, user) {
  const { on_conflict: onConflict } = provider.claims_imports.localpart
  demand(onConflict !== 'fail', 'User exists', user.username)
  const links = store.links.filter(other => other.provider === provider.id && other.user === user)
  demand(onConflict !== 'set' || links.length === 0, 'User exists and is linked', user.username)
  if (onConflict === 'replace') store.links = store.links.filter(other => !links.includes(other))
  link.user = user
  return user
}
