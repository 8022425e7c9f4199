// What MAS lets pass in a section and people would suffer from: keys that it does not know, templates that it drops, prompts and
// hints that get lost. MAS says nothing about these, so the stand-in is stricter here than its source.
import { verified } from './jwt.mjs'
import { demand, refuse } from './refusal.mjs'
import { additional } from './upstream.mjs'

/** The parameters that MAS itself sends: one that comes twice is refused by ATLogin (RFC 6749 §3.1). */
const own = ['response_type', 'client_id', 'redirect_uri', 'scope', 'state', 'response_mode', 'nonce', 'code_challenge',
  'code_challenge_method']

/** Refuses a section that MAS takes and that is not what a server with ATLogin needs. `hears`: whether it is told of logouts. */
export async function judge(provider, { hears = true } = {}) {
  const { claims_imports: claims } = provider
  demand(provider.ignored.length === 0, 'no key is ignored', provider.ignored.join(' '))
  demand(provider.scope.split(' ').includes('openid'), 'scope has openid', provider.scope)
  demand(provider.pkce_method !== 'never', 'PKCE is not switched off')
  for (const key of ['id_token_signed_response_alg', 'userinfo_signed_response_alg']) {
    demand(provider[key] === undefined || verified.includes(provider[key]), 'algorithm can be verified', provider[key])
  }
  demand(provider.synapse_idp_id?.startsWith('oidc-'), 'syn2mas finds its provider', provider.synapse_idp_id)
  const { on_backchannel_logout: logout } = provider
  demand(logout === (hears ? 'logout_browser_only' : 'do_nothing'), 'logout ends browsers only', logout)
  demand([undefined, '{{ user.sub }}'].includes(claims.subject.template), 'subject is sub', claims.subject.template)
  demand(claims.localpart.action === 'require', 'localpart is required', claims.localpart.action)
  demand(claims.localpart.on_conflict === 'fail', 'a name never brings an account', claims.localpart.on_conflict)
  demand(claims.email.action === 'ignore', 'no address is imported', claims.email.action)
  await judgeParameters(provider)
}

/** Refuses a discovery document with which MAS would go without PKCE. */
export function judgeDiscovery({ code_challenge_methods_supported: methods = [] }) {
  demand(methods.includes('S256'), 'PKCE is offered', methods.join(' '))
}

async function judgeParameters(provider) {
  const failed = (name, error) => refuse('parameters can be rendered', `${name}: ${error.message}`)
  const sent = async (params, logged_out = false) => Object.fromEntries(await additional(provider, { params, logged_out }, failed))
  const all = await sent({ prompt: 'login', login_hint: 'alice.pds.test' })
  const twice = Object.keys(all).filter(name => own.includes(name))
  demand(twice.length === 0, 'no parameter comes twice', twice.join(' '))
  demand(all.login_hint === 'alice.pds.test', 'hint goes along', all.login_hint)
  demand((await sent({}, true)).prompt === 'select_account', 'who has signed out may choose')
  demand((await sent({ prompt: 'none' }, true)).prompt === 'select_account', 'who has signed out may choose')
  for (const prompt of ['login', 'create', 'select_account']) {
    demand((await sent({ prompt })).prompt === prompt, 'prompt goes along', prompt)
  }
  const nothing = await sent({})
  demand(Object.keys(nothing).length === 0, 'nothing is sent without a reason', JSON.stringify(nothing))
  for (const prompt of ['none', 'consent', 'login consent', 'x']) {
    demand((await sent({ prompt })).prompt === undefined, 'no other prompt goes along', prompt)
  }
}
