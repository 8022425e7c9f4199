// The table: what the stand-in reads of ATLogin as strictly as MAS 1.22.0. Each row is a demand. `from` names the file of
// element-hq/matrix-authentication-service at v1.22.0 that it was read from, and each of its `breaks` is a change that has to
// be refused for the reason of this row and no other. breaks.mjs tries them all. The kinds of a break:
//   http            where MAS is below a path, as its own configuration says it
//   text, section   the printed section as text, or the provider in it: read and judged
//   discovery       our discovery document, judged for an issuer with https
//   walk            a sign-in from MAS and back: `section` as above, `claims` and `header` of the ID token, `tokens`, `jwks`,
//                   `userinfo` and `discovery` as they came, `on` each address that the browser is sent to
//   logout          `claims` and `header` of a logout token of ours, or `jwt` as a whole
//   visit           a request that a browser makes at MAS
import { imports, providerKeys } from './keys.mjs'

const CONFIG = 'crates/config/src/sections/upstream_oauth2.rs'
const SECRETS = 'crates/config/src/sections/mod.rs'
const HTTP = 'crates/config/src/sections/http.rs'
const ADDRESSES = 'crates/router/src/url_builder.rs'
const JOINED = 'crates/router/src/traits.rs'
const LISTENERS = 'crates/cli/src/server.rs'
const SYNC = 'crates/cli/src/sync.rs'
const METADATA = 'crates/oauth2-types/src/oidc.rs'
const FETCH_METADATA = 'crates/oidc-client/src/requests/discovery.rs'
const AUTHORIZE = 'crates/handlers/src/upstream_oauth2/authorize.rs'
const CALLBACK = 'crates/handlers/src/upstream_oauth2/callback.rs'
const CACHE = 'crates/handlers/src/upstream_oauth2/cache.rs'
const COOKIE = 'crates/handlers/src/upstream_oauth2/cookie.rs'
const LINK = 'crates/handlers/src/upstream_oauth2/link.rs'
const LOGOUT = 'crates/handlers/src/upstream_oauth2/backchannel_logout.rs'
const FINISH = 'crates/handlers/src/views/register/steps/finish.rs'
const CONSENT = 'crates/handlers/src/oauth2/authorization/consent.rs'
const CSRF = 'crates/axum-utils/src/csrf.rs'
const TOKEN = 'crates/oidc-client/src/requests/token.rs'
const TOKENS = 'crates/oauth2-types/src/requests.rs'
const USERINFO = 'crates/oidc-client/src/requests/userinfo.rs'
const VERIFY = 'crates/oidc-client/src/requests/jose.rs'
const CLAIMS = 'crates/jose/src/claims.rs'
const SIGNED = 'crates/jose/src/jwt/signed.rs'
const KEYS = 'crates/jose/src/jwk/public_parameters.rs'
const VERIFIERS = 'crates/jose/src/jwa/asymmetric.rs'
const POLICY = 'policies/register/register.rego'
const HOMESERVER = 'crates/matrix-synapse/src/modern.rs'

/** A change of one member, found by its path; without a value it is taken out. */
const set = (path, value) => object => {
  const copy = structuredClone(object)
  const names = path.split('.')
  const last = names.pop()
  const holder = names.reduce((inner, name) => inner[name] ??= {}, copy)
  if (value === undefined) delete holder[last]
  else holder[last] = value
  return copy
}
const all = (...changes) => object => changes.reduce((changed, change) => change(changed), object)

const row = (from, ...breaks) => ({ from, breaks })
const section = (path, value) => ({ section: set(path, value) })
const sections = (...changes) => ({ section: all(...changes) })
const http = (path, value) => ({ http: set(path, value) })
const discovery = (path, value) => ({ discovery: set(path, value) })
const claim = (name, value) => ({ walk: { claims: set(name, value) } })
const logout = (name, value) => ({ logout: { claims: set(name, value) } })

/** A claim with a time, in seconds from now. */
const inSeconds = (name, seconds) => said => ({ ...said, [name]: Math.floor(Date.now() / 1000) + seconds })
const times = (name, seconds) => [{ walk: { claims: inSeconds(name, seconds) } }, { logout: { claims: inSeconds(name, seconds) } }]
const OTHER = 'did:plc:aaaaaaaaaaaaaaaaaaaaaaaa'
/** Somebody whom MAS does not know, under this name. */
const stranger = (localpart, section) => ({ walk: { section, claims: all(set('sub', OTHER), set('localpart', localpart)) } })
const templates = name => set(`additional_authorization_parameters.${name}`, undefined)
const prompt = template => section('additional_authorization_parameters.prompt', template)

/** What is changed at the callback, or on the way to ATLogin. */
const atCallback = change => ({ walk: { on: url => url.pathname.startsWith('/upstream/callback/') ? changed(url, change) : url } })
const changed = (url, change) => {
  const other = new URL(url)
  change(other.searchParams)
  return other
}

/** Each key of a provider is of its kind: a list is the kind of none. */
const wrongKinds = Object.keys(providerKeys).map(key => [`key ${key}`, row(CONFIG, section(key, []))])
const wrongImports = Object.entries(imports).flatMap(([name, keys]) => [
  [`key claims_imports.${name}`, row(CONFIG, section(`claims_imports.${name}`, 'x'))],
  ...Object.keys(keys).map(key => [`key claims_imports.${name}.${key}`, row(CONFIG, section(`claims_imports.${name}.${key}`, ['x']))]),
])

const secretless = set('client_secret', undefined)
const method = name => set('token_endpoint_auth_method', name)
const userinfo = { section: set('fetch_userinfo', true) }
const signedUserinfo = { section: all(set('fetch_userinfo', true), set('userinfo_signed_response_alg', 'RS256')) }

const ofSection = {
  'section is YAML': row(CONFIG,
    { text: text => text.replace(/^( *)scope:.*$/m, '$&\n$1scope: openid') },
    { text: text => text.replace('claims_imports:', '- claims_imports:') }),
  'section has one provider': row(CONFIG, { text: text => text.replace('providers:', 'provider:') }),
  'key is required': row(CONFIG, section('id'), section('client_id'), section('token_endpoint_auth_method')),
  ...Object.fromEntries(wrongKinds),
  ...Object.fromEntries(wrongImports),
  'key id': row(CONFIG, section('id', []), section('id', 'atlogin'), section('id', '01M8MZHN6RP0YBNPT01B5XBQDU')),
  'key additional_authorization_parameters': row(CONFIG,
    section('additional_authorization_parameters', []), section('additional_authorization_parameters.max_age', 600)),
  'key claims_imports.skip_confirmation': row(CONFIG, section('claims_imports.skip_confirmation', 'true')),
  'scope is a list of scopes': row(SYNC, section('scope', 'openid "profile"')),
  'discovery needs an issuer': row(CONFIG, section('issuer')),
  'one secret, not two': row(SECRETS, section('client_secret_file', '/etc/mas/atlogin-secret')),
  'method needs its secret': row(CONFIG, section('client_secret')),
  'method has no secret': row(CONFIG, sections(method('none')), sections(method('private_key_jwt'))),
  'method needs its algorithm': row(CONFIG,
    sections(method('client_secret_jwt')), sections(secretless, method('private_key_jwt'))),
  'method has no algorithm': row(CONFIG, section('token_endpoint_auth_signing_alg', 'RS256')),
  'Apple only with its method': row(CONFIG,
    sections(secretless, method('sign_in_with_apple')), section('sign_in_with_apple', {})),
  'without confirmation the localpart is required': row(CONFIG,
    sections(set('claims_imports.skip_confirmation', true), set('claims_imports.localpart.action', 'force'))),
  'without confirmation nothing is suggested': row(CONFIG, section('claims_imports.skip_confirmation', true)),
  'on_conflict needs a forced localpart': row(CONFIG,
    sections(set('claims_imports.localpart.action', 'suggest'), set('claims_imports.localpart.on_conflict', 'add'))),
}

/** What MAS lets pass: see judge.mjs. */
const ofJudge = {
  'no key is ignored': row(CONFIG,
    section('on_backchannel_logouts', 'logout_all'), section('claims_imports.picture', {}),
    section('claims_imports.localpart.required', true)),
  'scope has openid': row(AUTHORIZE, section('scope', 'profile')),
  'PKCE is not switched off': row(CACHE, section('pkce_method', 'never')),
  'PKCE is offered': row(CACHE,
    discovery('code_challenge_methods_supported'), { walk: { discovery: set('code_challenge_methods_supported', ['plain']) } }),
  'algorithm can be verified': row(VERIFIERS,
    section('id_token_signed_response_alg', 'EdDSA'), section('userinfo_signed_response_alg', 'ES512')),
  'syn2mas finds its provider': row('crates/syn2mas/src/synapse_reader/checks.rs', section('synapse_idp_id')),
  'logout ends browsers only': row(LOGOUT, section('on_backchannel_logout'), section('on_backchannel_logout', 'logout_all')),
  'subject is sub': row(CALLBACK, section('claims_imports.subject.template', '{{ user.preferred_username }}')),
  'localpart is required': row(LINK, section('claims_imports.localpart.action', 'suggest'), section('claims_imports.localpart')),
  'a name never brings an account': row(LINK,
    section('claims_imports.localpart.on_conflict', 'set'), section('claims_imports.localpart.on_conflict', 'replace')),
  'no address is imported': row(LINK, section('claims_imports.email.action', 'suggest')),
  'parameters can be rendered': row(AUTHORIZE,
    prompt('{% if logged_out %}select_account'), section('additional_authorization_parameters.ui_locales', '{{ locale.tag }}')),
  'no parameter comes twice': row(AUTHORIZE, section('additional_authorization_parameters.scope', 'openid')),
  'hint goes along': row(AUTHORIZE,
    { section: templates('login_hint') }, section('additional_authorization_parameters.login_hint', '{{ login_hint }}')),
  'who has signed out may choose': row(AUTHORIZE,
    { section: templates('prompt') }, prompt('{{ params.prompt }}'),
    prompt("{% if params.prompt in ['login', 'create', 'none'] %}{{ params.prompt }}{% elif logged_out %}select_account{% endif %}")),
  'prompt goes along': row(AUTHORIZE, prompt('{% if logged_out %}select_account{% endif %}')),
  'nothing is sent without a reason': row(AUTHORIZE,
    prompt("{% if logged_out %}select_account{% else %}{{ params.prompt or 'login' }}{% endif %}")),
  'no other prompt goes along': row(AUTHORIZE,
    prompt('{% if logged_out %}select_account{% else %}{{ params.prompt }}{% endif %}')),
}

const ofAddresses = {
  'public_base is an address': row(HTTP, http('public_base'), http('public_base', '/auth/')),
  'public_base is of the web': row(ADDRESSES, http('public_base', 'ftp://localhost:8091/auth/'), http('public_base', 'localhost:8091/auth/')),
  'public_base has no more than a path': row(ADDRESSES,
    ...['http://localhost:8091/auth/?x', 'http://localhost:8091/auth/#x', 'http://me@localhost:8091/auth/', 'http://:pw@localhost:8091/auth/']
      .map(address => http('public_base', address))),
  'public_base ends in a slash': row(JOINED, http('public_base', 'http://localhost:8091/auth')),
  'prefix begins with a slash': row(LISTENERS, http('listeners.1.prefix', 'auth/')),
  'listener knows its resources': row(HTTP, http('listeners.1.resources.0.name', 'humans')),
  'public_base leads to a listener': row(LISTENERS,
    http('public_base', 'http://localhost:8091/other/'), http('listeners.1.prefix'), http('listeners.1.prefix', '/auth/x/'),
    ...['discovery', 'human', 'oauth'].map((_, place) => http(`listeners.1.resources.${place}.name`, 'health'))),
}

const ofDiscovery = {
  'issuer is an address': row(FETCH_METADATA, { walk: { section: set('issuer', 'atlogin') } }),
  'discovery is there': row(FETCH_METADATA, { walk: { section: set('issuer', 'http://127.0.0.1:9411/nowhere') } },
    { walk: { section: set('issuer', 'http://127.0.0.1:9410') } }),
  'discovery has its types': row(METADATA,
    discovery('jwks_uri', '/jwks'), discovery('ui_locales_supported', ['en_US']), discovery('scopes_supported', 'openid'),
    discovery('claims_parameter_supported', 'yes')),
  'discovery has what is needed': row(METADATA,
    ...['issuer', 'authorization_endpoint', 'token_endpoint', 'jwks_uri'].map(member => discovery(member)),
    discovery('response_types_supported'), discovery('subject_types_supported'), discovery('id_token_signing_alg_values_supported')),
  'discovery is of this issuer': row(METADATA,
    discovery('issuer', 'https://login.example.org/'), discovery('issuer', 'https://other.example.org')),
  'issuer is https': row(METADATA, { discovery: set('issuer', 'http://login.example.org'), issuer: 'http://login.example.org' }),
  'issuer has no query': row(METADATA,
    { discovery: set('issuer', 'https://login.example.org?'), issuer: 'https://login.example.org?' }),
  'endpoint is https': row(METADATA,
    ...['authorization', 'token', 'userinfo', 'end_session', 'revocation', 'pushed_authorization_request']
      .map(name => discovery(`${name}_endpoint`, 'http://login.example.org/x')), discovery('jwks_uri', 'http://login.example.org/jwks')),
  'endpoint has no fragment': row(METADATA,
    discovery('authorization_endpoint', 'https://login.example.org/authorize#x'),
    discovery('token_endpoint', 'https://login.example.org/token#x')),
  'discovery offers openid': row(METADATA, discovery('scopes_supported', ['profile'])),
  'no proof without signature': row(METADATA, discovery('token_endpoint_auth_signing_alg_values_supported', ['none', 'ES256'])),
}

const ofCallback = {
  'callback has parameters': row(CALLBACK, atCallback(params => [...params.keys()].forEach(name => params.delete(name)))),
  'callback comes in the expected mode': row(CALLBACK,
    { walk: { section: set('response_mode', 'form_post'), on: url => changed(url, params => params.delete('response_mode')) } }),
  'callback without error': row(CALLBACK, atCallback(params => { params.delete('code'); params.set('error', 'access_denied') })),
  'callback has a state': row(CALLBACK, atCallback(params => params.delete('state'))),
  'state is of this browser': row(COOKIE, atCallback(params => params.set('state', 'foreign'))),
  'callback has a code': row(CALLBACK, atCallback(params => params.delete('code'))),
  'code is redeemed': row(TOKEN,
    atCallback(params => params.set('code', 'foreign')), { walk: { section: set('client_secret', 'wrong') } },
    { walk: { section: all(secretless, method('none')) } }),
  'tokens have their types': row(TOKENS,
    ...[set('access_token'), set('token_type'), set('expires_in', '300'), set('id_token', 1), set('scope', ['openid'])]
      .map(tokens => ({ walk: { tokens } }))),
  'userinfo answers': row(USERINFO, { walk: { ...userinfo, tokens: all(set('access_token', 'foreign'), set('id_token')) } }),
  'userinfo has the expected type': row(USERINFO, { walk: signedUserinfo }),
}

const ofTokens = {
  'keys are a set': row(VERIFY, { walk: { jwks: set('keys') } }, { walk: { jwks: () => [] } }),
  'each key can be read': row(KEYS,
    { walk: { jwks: set('keys.0.kty', 'oct') } }, { walk: { jwks: set('keys.0', { kty: 'RSA', n: 'AQ==', e: 'AQAB' }) } }),
  'token is a JWT': row(SIGNED,
    { walk: { tokens: set('id_token', 'a.b') } }, { walk: { tokens: set('id_token', 'e30=.e30=.') } },
    { logout: { jwt: () => 'x' } }),
  'one key verifies': row(SIGNED, { walk: { jwks: set('keys', []) } },
    ...[{ kid: 'foreign' }, { alg: 'none' }, { alg: 'EdDSA' }].map(header => ({ walk: { header } })), { logout: { header: { alg: 'HS256' } } },
    { logout: { jwt: jwt => `${jwt.slice(0, -8)}AAAAAAAA` } }),
  'claim iss is the issuer': row(VERIFY, claim('iss', 'http://127.0.0.1:9411/'), logout('iss', 'https://other.example.org')),
  'claim aud has the client': row(VERIFY, claim('aud', 'other'), claim('aud', ['other']), logout('aud', 'other')),
  'algorithm is the expected one': row(VERIFY, { walk: { section: set('id_token_signed_response_alg', 'ES256') } }),
  'claim exp is not over': row(CLAIMS, ...times('exp', -310)),
  'claim iat is not to come': row(CLAIMS, ...times('iat', 310)),
  'claim at_hash fits': row(CALLBACK, claim('at_hash', 'x')),
  'claim c_hash fits': row(CALLBACK, claim('c_hash', 'x')),
  'claim nonce is the one of the question': row(CALLBACK, claim('nonce', 'foreign')),
  ...Object.fromEntries(['iss', 'aud', 'exp', 'iat'].map(name => [`claim ${name} is there`, row(VERIFY, claim(name), logout(name))])),
  'claim sub is there': row(VERIFY, claim('sub')),
  'claim nonce is there': row(CALLBACK, claim('nonce')),
  ...Object.fromEntries(['iss', 'aud', 'exp', 'iat', 'sub'].map(name => [`claim ${name} has its type`,
    row(CLAIMS, claim(name, { x: 1 }), logout(name, [1]))])),
  'claim nonce has its type': row(CLAIMS, claim('nonce', { x: 1 })),
  'claim sid has its type': row(CLAIMS, logout('sid', 7)),
  'logout token is there': row(LOGOUT, { logout: { jwt: () => undefined } }),
  'logout token says whose': row(LOGOUT, { logout: { claims: all(set('sub'), set('sid')) } }),
  'logout token has its event': row(LOGOUT,
    logout('events'), logout('events', {}), logout('events', ['http://schemas.openid.net/event/backchannel-logout'])),
  'logout token has no nonce': row(LOGOUT, logout('nonce', 'x')),
}

const ofAccounts = {
  'subject can be rendered': row(CALLBACK, { walk: { tokens: set('id_token') } }),
  'subject is not empty': row(CALLBACK, claim('sub', '')),
  'required claim can be rendered': row(LINK,
    stranger('nora', set('claims_imports.localpart.template', '{{ user.name.first.letter }}'))),
  'required claim is not empty': row(LINK, stranger(''), stranger(undefined)),
  'User exists': row(LINK, stranger('alice.pds.test')),
  'User exists and is linked': row(LINK, stranger('alice.pds.test', set('claims_imports.localpart.on_conflict', 'set'))),
  'localpart has the characters of the policy': row(POLICY, stranger('Dora'), stranger('døra'), stranger('do ra')),
  'localpart is more than a number': row(POLICY, stranger('12345')),
  'localpart is short enough': row(POLICY, stranger('d'.repeat(250))),
  'localpart is free at the homeserver': row(HOMESERVER, stranger('only-at-synapse'), stranger('_dora')),
}

const ofBrowsers = {
  'provider is known': row(AUTHORIZE, { visit: ({ get }) => get('/upstream/authorize/01J0000000000000000000000X') }),
  'link is of this browser': row(COOKIE, { visit: ({ get, mas }) => get(`/upstream/link/${mas.store.links[0].id}`) }),
  'answer is used once': row(LINK, { visit: async ({ get, mas, signIn }) => {
    await signIn()
    await signIn()
    return get(`/upstream/link/${mas.store.link(mas.provider, mas.store.upstreamSessions.at(-1).claims.sub).id}`)
  } }),
  'form is of this browser': row(CSRF, { visit: ({ post }) => post('/logout', { csrf: 'foreign' }) }),
  'form fits who is there': row(LINK,
    { ...stranger('nora'), then: ({ post, answer, csrf }) => post(new URL(answer.url).pathname, { csrf, action: 'link' }) }),
  'registration is of this browser': row(FINISH, { visit: ({ get, mas }) => {
    mas.store.add('registrations', { id: '01J0000000000000000000000R', completed: false })
    return get('/register/steps/01J0000000000000000000000R/finish')
  } }),
  'grant is used once': row(CONSENT, { visit: async ({ get, mas, signIn }) => {
    await signIn()
    return get(`/consent/${mas.store.grants.find(({ fulfilled }) => fulfilled).id}`)
  } }),
}

/** Name of the demand, and its row. */
export const rows = { ...ofAddresses, ...ofSection, ...ofJudge, ...ofDiscovery, ...ofCallback, ...ofTokens, ...ofAccounts, ...ofBrowsers }
