// Signing in and out at MAS itself: /login, /register, /logout and the page of somebody who is signed in.
import { page, redirect } from './answers.mjs'
import { demand } from './refusal.mjs'

export const sessionRoutes = [
  ['human', 'GET', /^\/$/, index],
  ['human', 'GET', /^\/(login|register)$/, start],
  ['human', 'POST', /^\/login$/, withPassword],
  ['human', 'POST', /^\/logout$/, logout],
]

/** Where to after a sign-in: what the person wanted at first (`PostAuthAction`). */
export function next({ kind, id } = {}) {
  if (kind === 'continue_authorization_grant') return `/consent/${id}`
  if (kind === 'continue_compat_sso_login') return `/complete-compat-sso/${id}`
  return '/'
}

/** The session at this browser, or the page that says that it was ended from elsewhere. */
export function sessionOrPage(mas, browser, action = {}) {
  const session = mas.store.active(browser.session)
  if (session) return { session }
  if (browser.session === undefined) return {}
  const fields = { csrf: browser.csrf, ...action }
  return { fallback: page('You have been signed out', { forms: [{ action: '/logout', button: 'Sign out', fields }] }) }
}

function index(mas, { browser }) {
  const known = browser()
  const { session, fallback } = sessionOrPage(mas, known)
  if (fallback) return fallback
  if (!session) return page('Matrix Authentication Service', { links: { 'Sign in': '/login' } })
  const forms = [{ action: '/logout', button: 'Sign out', fields: { csrf: known.csrf } }]
  return page(`You are signed in as ${session.user.username}`, { forms })
}

/** With one provider and no passwords, MAS sends people there without a page. */
function start(mas, { query, browser }) {
  const known = browser()
  const { session, fallback } = sessionOrPage(mas, known, query)
  if (fallback) return fallback
  if (session) return redirect(next(query))
  const authorize = `/upstream/authorize/${mas.provider.id}?${new URLSearchParams(query)}`
  if (Object.keys(mas.passwords).length === 0) return redirect(authorize)
  const fields = { csrf: known.csrf, username: { label: 'Username' }, password: { label: 'Password', type: 'password' } }
  const forms = [{ action: `/login?${new URLSearchParams(query)}`, button: 'Continue', fields }]
  return page('Sign in', { forms, links: { [`Continue with ${mas.provider.human_name}`]: authorize } })
}

function withPassword(mas, { query, form, browser }) {
  const known = browser()
  demand(form.csrf === known.csrf, 'form is of this browser')
  const user = mas.store.user(form.username)
  if (!user || mas.passwords[form.username] !== form.password) return page('Invalid credentials', { status: 200 })
  mas.store.signIn(known, user)
  return redirect(next(query))
}

function logout(mas, { form, browser }) {
  const known = browser()
  demand(form.csrf === known.csrf, 'form is of this browser')
  const session = mas.store.active(known.session)
  if (session) session.finished = true
  Object.assign(known, { session: undefined, loggedOut: true })
  return redirect(form.kind ? next(form) : '/login')
}
