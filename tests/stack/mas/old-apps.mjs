// The way of apps that know only `m.login.sso`: what a proxy sends to MAS instead of to Synapse (crates/handlers/src/compat).
import { json, page, redirect } from './answers.mjs'
import { demand } from './refusal.mjs'
import { syncDevices } from './logout.mjs'
import { sessionOrPage } from './sessions.mjs'
import { random } from './store.mjs'

const CLIENT = String.raw`^\/_matrix\/client\/[^/]+`

export const oldRoutes = [
  ['compat', 'GET', new RegExp(String.raw`${CLIENT}\/login$`), flows],
  ['compat', 'POST', new RegExp(String.raw`${CLIENT}\/login$`), login],
  ['compat', 'GET', new RegExp(String.raw`${CLIENT}\/login\/sso\/redirect(?:\/.*)?$`), begin],
  ['human', 'GET|POST', /^\/complete-compat-sso\/(\w+)$/, complete],
  ['compat', 'POST', new RegExp(String.raw`${CLIENT}\/logout$`), logout],
]

function flows() {
  return json({ flows: [{ type: 'm.login.sso', oauth_aware_preferred: true }, { type: 'm.login.token' }] })
}

function begin(mas, { query }) {
  if (!URL.canParse(query.redirectUrl)) return page('invalid redirectUrl', { status: 400 })
  const started = mas.store.add('ssoLogins', { redirectUrl: query.redirectUrl, token: random(), session: undefined, used: false })
  // With everything, for the app has asked at the address of the homeserver (login_sso_redirect.rs).
  return redirect(mas.at.absolute(`/complete-compat-sso/${started.id}`))
}

function complete(mas, { id, method, form, browser }) {
  const known = browser()
  const action = { kind: 'continue_compat_sso_login', id }
  const { session, fallback } = sessionOrPage(mas, known, action)
  if (fallback) return fallback
  if (!session) return redirect(`/login?${new URLSearchParams(action)}`)
  const started = mas.store.find('ssoLogins', id)
  if (method === 'GET') {
    const forms = [{ button: 'Continue', fields: { csrf: known.csrf } }]
    return page('Allow access to your account?', { lines: [`@${session.user.username}:${mas.serverName}`], forms })
  }
  demand(form.csrf === known.csrf, 'form is of this browser')
  started.session = session
  const back = new URL(started.redirectUrl)
  back.searchParams.append('loginToken', started.token)
  return redirect(back)
}

async function login(mas, { form }) {
  const started = mas.store.ssoLogins.find(({ token, session, used }) => token === form.token && session && !used)
  if (form.type !== 'm.login.token' || !started) return json({ errcode: 'M_FORBIDDEN', error: 'Invalid login token' }, 403)
  started.used = true
  const { user } = started.session
  const app = mas.store.startApp(started.session, form.device_id ?? random().slice(0, 10), { token: `mct_${random()}`, isOld: true })
  await mas.homeserver.device(user.username, app.device)
  return json({ user_id: `@${user.username}:${mas.serverName}`, access_token: app.token, device_id: app.device })
}

async function logout(mas, { headers }) {
  const app = mas.store.appSessions.find(({ token }) => headers.authorization === `Bearer ${token}`)
  if (!app || app.finished) return json({ errcode: 'M_UNKNOWN_TOKEN', error: 'Invalid access token' }, 401)
  app.finished = true
  await syncDevices(mas, app.user)
  return json({})
}
