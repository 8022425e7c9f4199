// `upstream_oauth2` of the configuration of MAS, read as crates/config/src/sections/upstream_oauth2.rs reads it.
import { flag, imports, isTable, providerKeys } from './keys.mjs'
import { readYaml } from './python.mjs'
import { demand, refuse } from './refusal.mjs'

const defaults = { enabled: true, id_token_signed_response_alg: 'RS256', scope: 'openid', discovery_mode: 'oidc', pkce_method: 'auto',
  fetch_userinfo: false, additional_authorization_parameters: {}, forward_login_hint: false, on_backchannel_logout: 'do_nothing',
  registration_token_required: false }

/**
 * The one provider of a printed section, with MAS's defaults; `ignored` lists the keys that MAS does not know and silently
 * leaves out.
 */
export async function readSection(printed) {
  const document = await readYaml(printed).catch(error => refuse('section is YAML', error.message))
  const providers = document?.upstream_oauth2?.providers
  demand(Array.isArray(providers) && providers.length === 1, 'section has one provider', JSON.stringify(document))
  return readProvider(providers[0])
}

function readProvider(written) {
  demand(isTable(written), 'section has one provider', JSON.stringify(written))
  for (const key of ['id', 'client_id', 'token_endpoint_auth_method']) demand(key in written, 'key is required', key)
  const ignored = checkKeys(written, providerKeys, '')
  const claims = written.claims_imports ?? {}
  for (const [key, value] of Object.entries(claims)) {
    if (key === 'skip_confirmation') demand(flag(value), 'key claims_imports.skip_confirmation', JSON.stringify(value))
    else if (!(key in imports)) ignored.push(`claims_imports.${key}`)
    else ignored.push(...checkKeys(value, imports[key], `claims_imports.${key}.`))
  }
  const provider = { ...defaults, ...written, claims_imports: withDefaults(claims), ignored }
  demand(provider.scope.split(' ').every(token => /^[\x21\x23-\x5b\x5d-\x7e]+$/.test(token)), 'scope is a list of scopes', provider.scope)
  checkCombinations(provider)
  return provider
}

/** Refuses values of the wrong kind; returns the keys that are not known. */
function checkKeys(table, known, where) {
  demand(isTable(table), `key ${where.replace(/\.$/, '')}`, JSON.stringify(table))
  const ignored = []
  for (const [key, value] of Object.entries(table)) {
    if (!(key in known)) ignored.push(where + key)
    else demand(known[key](value), `key ${where}${key}`, JSON.stringify(value))
  }
  return ignored
}

function withDefaults(claims) {
  const importing = name => ({ action: 'ignore', ...claims[name] })
  return { skip_confirmation: false, subject: {}, account_name: {}, ...claims, localpart: { on_conflict: 'fail', ...importing('localpart') },
    displayname: importing('displayname'), email: importing('email') }
}

/** What `validate` says of keys that go together, in its order. */
function checkCombinations(provider) {
  const { token_endpoint_auth_method: method, claims_imports: claims } = provider
  demand(provider.discovery_mode === 'disabled' || provider.issuer, 'discovery needs an issuer')
  demand(!(provider.client_secret && provider.client_secret_file), 'one secret, not two')
  const hasSecret = provider.client_secret !== undefined || provider.client_secret_file !== undefined
  const needsSecret = method.startsWith('client_secret_')
  if (needsSecret) demand(hasSecret, 'method needs its secret', method)
  else demand(!hasSecret, 'method has no secret', method)
  const signs = ['client_secret_jwt', 'private_key_jwt'].includes(method)
  if (signs) demand(provider.token_endpoint_auth_signing_alg, 'method needs its algorithm', method)
  else demand(!provider.token_endpoint_auth_signing_alg, 'method has no algorithm', method)
  demand((method === 'sign_in_with_apple') === Boolean(provider.sign_in_with_apple), 'Apple only with its method')
  if (claims.skip_confirmation) {
    demand(claims.localpart.action === 'require', 'without confirmation the localpart is required')
    for (const name of ['email', 'displayname']) {
      demand(claims[name].action !== 'suggest', 'without confirmation nothing is suggested', name)
    }
  }
  const links = claims.localpart.on_conflict !== 'fail'
  demand(!links || ['force', 'require'].includes(claims.localpart.action), 'on_conflict needs a forced localpart')
}
