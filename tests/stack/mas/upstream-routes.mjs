// Where a browser comes by on the way to ATLogin and back, and where ATLogin says that somebody has signed out.
import { json, nothing, page, redirect } from './answers.mjs'
import { demand, Refusal, refuse } from './refusal.mjs'
import { importClaims } from './link.mjs'
import { render } from './python.mjs'
import { logOut } from './logout.mjs'
import { next } from './sessions.mjs'

export const upstreamRoutes = [
  ['human', 'GET', /^\/upstream\/authorize\/(\w+)$/, authorize],
  ['human', 'GET|POST', /^\/upstream\/callback\/(\w+)$/, callback],
  ['human', 'GET|POST', /^\/upstream\/link\/(\w+)$/, link],
  ['human', 'GET|POST', /^\/register\/steps\/(\w+)\/finish$/, finish],
  ['human', 'POST', /^\/upstream\/backchannel-logout\/(\w+)$/, backchannelLogout],
]

function checkProvider(mas, id) {
  demand(id === mas.provider.id && mas.provider.enabled, 'provider is known', id)
}

async function authorize(mas, { id, query, browser }) {
  checkProvider(mas, id)
  const known = browser()
  // The parameters of the app's own question; none if nobody came with one.
  const grant = query.kind === 'continue_authorization_grant' ? mas.store.find('grants', query.id) : undefined
  const { url, remembered } = await mas.upstream.question(grant?.params ?? {}, known.loggedOut)
  const session = mas.store.add('upstreamSessions', { ...remembered, provider: mas.provider.id, consumed: false })
  mas.asked(Object.fromEntries(url.searchParams))
  known.upstream.push({ session: session.id, state: remembered.state, next: query })
  return redirect(url)
}

async function callback(mas, { id, method, headers, query, form, browser }) {
  checkProvider(mas, id)
  const params = method === 'GET' ? query : form
  const expected = mas.provider.response_mode
  demand(['state', 'code', 'error', 'error_description', 'error_uri'].some(name => name in params), 'callback has parameters')
  const mode = method === 'GET' ? 'query' : 'form_post'
  demand(expected === undefined || expected === mode, 'callback comes in the expected mode', mode)
  // A form of another site brings no cookies that are Lax, so MAS lets a page of its own send it once more, and sets none.
  if (mode === 'form_post' && headers.cookie === undefined && params.did_mas_repost_to_itself === undefined) {
    return page('Please wait', { forms: [{ button: 'Continue', fields: { ...params, did_mas_repost_to_itself: 'true' } }], submits: true })
  }
  if (params.error !== undefined) refuse('callback without error', `${params.error} ${params.error_description ?? ''}`)
  demand(params.state !== undefined, 'callback has a state')
  const remembered = browser().upstream.find(({ state, link }) => state === params.state && !link)
  demand(remembered, 'state is of this browser', params.state)
  const session = mas.store.find('upstreamSessions', remembered.session)
  demand(params.code !== undefined, 'callback has a code')
  const { subject, claims, context } = await mas.upstream.answer(params, session)
  const tie = mas.store.link(mas.provider, subject) ?? await newLink(mas, subject, context)
  Object.assign(session, { claims, context })
  remembered.link = tie.id
  return redirect(`/upstream/link/${tie.id}`)
}

/** The link belongs to nobody yet. Its name is only shown, so a template that fails does no harm. */
async function newLink(mas, subject, context) {
  const { template } = mas.provider.claims_imports.account_name
  const accountName = template === undefined ? undefined : await render(template, context).catch(() => undefined)
  return mas.store.add('links', { provider: mas.provider.id, subject, accountName, user: undefined })
}

/** Who the person is at MAS, by the session at this browser and the one whom the link belongs to. */
async function link(mas, visit) {
  const browser = visit.browser()
  const remembered = browser.upstream.findLast(({ link }) => link === visit.id)
  demand(remembered, 'link is of this browser')
  const upstream = mas.store.find('upstreamSessions', remembered.session)
  demand(!upstream.consumed, 'answer is used once')
  const known = mas.store.find('links', visit.id)
  const session = mas.store.active(browser.session)
  const at = { mas, browser, upstream, known, session, onward: next(remembered.next) }
  if (visit.method === 'POST') return decided(at, visit.form)
  if (session && known.user === session.user) return proven(at, session)
  if (session && known.user) return page('This upstream account is already linked to another account.', { forms: [signOut(browser)] })
  if (session) {
    const forms = [{ button: 'Link', fields: { csrf: browser.csrf, action: 'link' } }, signOut(browser)]
    return page('Link to your existing account', { forms })
  }
  if (known.user) return signedIn(at, known.user)
  return stranger(at)
}

const signOut = ({ csrf }) => ({ action: '/logout', button: 'Sign out', fields: { csrf } })

function proven({ mas, upstream, onward }, session) {
  mas.store.authenticate(session, upstream)
  return redirect(onward)
}

function signedIn({ mas, browser, upstream, onward }, user) {
  forget(browser, upstream)
  mas.store.signIn(browser, user, upstream)
  return redirect(onward)
}

/** The link that came of it cannot be opened once more. */
function forget(browser, upstream) {
  browser.upstream = browser.upstream.filter(({ session }) => session !== upstream.id)
}

async function stranger(at) {
  const { mas, browser, known, upstream } = at
  const { provider } = mas
  const imported = await importClaims(mas, known, upstream.context)
  if (imported.user) return signedIn(at, imported.user)
  if (provider.claims_imports.skip_confirmation) return register(at, imported.localpart, imported.displayName)
  const forcedName = ['force', 'require'].includes(provider.claims_imports.displayname.action)
  const fields = { csrf: browser.csrf, action: 'register' }
  if (imported.forced) fields.mxid = { label: 'Matrix ID', value: `@${imported.localpart}:${mas.serverName}`, readonly: true }
  else fields.username = { label: 'Username', value: imported.localpart }
  if (imported.displayName && !forcedName) {
    fields.import_display_name = { label: `Use ${imported.displayName}`, type: 'checkbox', value: 'on', checked: true }
  }
  const lines = [known.accountName, imported.displayName].filter(Boolean)
  return page(imported.forced ? 'Import your data' : 'Choose username', { lines, forms: [{ button: 'Create Account', fields }] })
}

/** One of the two forms of `link` was sent. */
async function decided(at, form) {
  const { mas, browser, known, session, upstream } = at
  demand(form.csrf === browser.csrf, 'form is of this browser')
  if (session && !known.user && form.action === 'link') {
    known.user = session.user
    forget(browser, upstream)
    return proven(at, session)
  }
  demand(!session && !known.user && form.action === 'register', 'form fits who is there')
  const { provider } = mas
  const imported = await importClaims(mas, known, upstream.context)
  const suggested = provider.claims_imports.displayname.action === 'suggest'
  const displayName = suggested && form.import_display_name === undefined ? undefined : imported.displayName
  return register(at, imported.forced ? imported.localpart : form.username, displayName)
}

function register({ mas, browser, upstream, known, onward }, username, displayName) {
  const registration = mas.store.add('registrations', { username, displayName, upstream, link: known, onward, completed: false })
  browser.registrations.push(registration.id)
  forget(browser, upstream)
  return redirect(`/register/steps/${registration.id}/finish`)
}

async function finish(mas, { id, form, browser }) {
  const registration = mas.store.find('registrations', id)
  const known = browser()
  if (registration.completed) return redirect(registration.onward)
  demand(known.registrations.includes(id), 'registration is of this browser')
  demand(!mas.store.user(registration.username), 'User exists', registration.username)
  demand(await mas.homeserver.isAvailable(registration.username), 'localpart is free at the homeserver', registration.username)
  demand(!registration.upstream.consumed && !registration.link.user, 'answer is used once')
  registration.displayName ??= form.display_name
  if (!registration.displayName) {
    return page('Choose your display name', { forms: [{ button: 'Continue', fields: { display_name: { label: 'Display Name' } } }] })
  }
  registration.completed = true
  const user = mas.store.add('users', { username: registration.username })
  registration.link.user = user
  mas.store.signIn(known, user, registration.upstream)
  await mas.homeserver.provision(user.username, registration.displayName)
  return redirect(registration.onward)
}

async function backchannelLogout(mas, { id, form }) {
  try {
    checkProvider(mas, id)
    demand(typeof form.logout_token === 'string', 'logout token is there')
    const { sub, sid } = await mas.upstream.logout(form.logout_token)
    await logOut(mas, { sub, sid })
    mas.heard(form.logout_token)
    return nothing()
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    mas.refusals.push(error.row)
    const status = error.row === 'provider is known' ? 404 : 400
    return json({ error: 'invalid_request', error_description: error.message }, status)
  }
}
