// MAS as the provider of Matrix apps, in its own small shape: discovery, /authorize, consent, tokens, and what Synapse asks.
import { createHash } from 'node:crypto'
import { json, page, redirect } from './answers.mjs'
import { publicKeys } from './keystore.mjs'
import { demand } from './refusal.mjs'
import { sessionOrPage } from './sessions.mjs'
import { random } from './store.mjs'

export const appRoutes = [
  ['discovery', 'GET', /^\/\.well-known\/openid-configuration$/, discovery],
  ['oauth', 'GET', /^\/oauth2\/keys\.json$/, () => json(publicKeys)],
  ['human', 'GET', /^\/authorize$/, authorize],
  ['human', 'GET|POST', /^\/consent\/(\w+)$/, consent],
  ['oauth', 'POST', /^\/oauth2\/token$/, token],
  ['oauth', 'POST', /^\/oauth2\/introspect$/, introspect],
]

const API = ['urn:matrix:client:api:*', 'urn:matrix:org.matrix.msc2967.client:api:*']
const DEVICE = 'urn:matrix:client:device:'

function discovery(mas) {
  const at = path => mas.at.absolute(path)
  return json({ issuer: at(''), authorization_endpoint: at('authorize'), token_endpoint: at('oauth2/token'),
    introspection_endpoint: at('oauth2/introspect'), account_management_uri: at(''), prompt_values_supported: ['none', 'login', 'create'] })
}

/** `prompt=none` is always refused, `create` leads to /register, all else to /login (oauth2/authorization/mod.rs). */
function authorize(mas, { query, browser }) {
  const back = error => redirect(`${query.redirect_uri}?${new URLSearchParams({ state: query.state, error })}`)
  const prompts = (query.prompt ?? '').split(' ')
  if (prompts.includes('none')) return back('login_required')
  const grant = mas.store.add('grants', { params: query, fulfilled: false })
  const action = new URLSearchParams({ kind: 'continue_authorization_grant', id: grant.id })
  const session = mas.store.active(browser().session)
  if (session) return redirect(`/consent/${grant.id}`)
  if (prompts.includes('create')) return redirect(`/register?${action}`)
  return redirect(`/login?${action}`)
}

function consent(mas, { id, method, form, browser }) {
  const known = browser()
  const action = { kind: 'continue_authorization_grant', id }
  const { session, fallback } = sessionOrPage(mas, known, action)
  if (fallback) return fallback
  if (!session) return redirect(`/login?${new URLSearchParams(action)}`)
  const grant = mas.store.find('grants', id)
  demand(grant && !grant.fulfilled, 'grant is used once')
  if (method === 'GET') {
    return page('Allow access to your account?', { lines: [`@${session.user.username}:${mas.serverName}`], forms: [
      { button: 'Continue', fields: { csrf: known.csrf } },
      { action: '/logout', button: 'Use another account', fields: { csrf: known.csrf, ...action } }] })
  }
  demand(form.csrf === known.csrf, 'form is of this browser')
  Object.assign(grant, { fulfilled: true, code: random(), session })
  return redirect(`${grant.params.redirect_uri}?${new URLSearchParams({ state: grant.params.state, code: grant.code })}`)
}

async function token(mas, { form }) {
  const grant = mas.store.grants.find(({ code }) => code === form.code)
  const challenge = createHash('sha256').update(form.code_verifier ?? '').digest('base64url')
  if (!grant || grant.params.code_challenge !== challenge) return json({ error: 'invalid_grant' }, 400)
  grant.code = undefined
  const scopes = grant.params.scope.split(' ')
  const device = scopes.find(scope => scope.startsWith(DEVICE))?.slice(DEVICE.length)
  const app = mas.store.startApp(grant.session, device, { token: `mat_${random()}` })
  if (device) await mas.homeserver.device(app.user.username, device)
  return json({ access_token: app.token, token_type: 'Bearer', expires_in: 300, scope: grant.params.scope })
}

/** Only the homeserver may ask, with the secret that it shares with MAS (oauth2/introspection.rs). */
function introspect(mas, { form, headers }) {
  const secret = /^Bearer (.*)$/.exec(headers.authorization ?? '')?.[1]
  if (!mas.homeserver.isIt(secret)) return json({ error: 'invalid_client' }, 401)
  const app = mas.store.appSessions.find(({ token }) => token === form.token)
  if (!app || app.finished) return json({ active: false })
  const scope = [...API, ...(app.device && !app.isOld ? [`${DEVICE}${app.device}`] : [])].join(' ')
  return json({ active: true, scope, username: app.user.username, sub: app.user.id, token_type: 'access_token',
    client_id: app.isOld ? 'legacy' : 'app', ...(app.isOld ? { device_id: app.device } : { expires_in: 300 }) })
}
