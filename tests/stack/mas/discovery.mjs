// What MAS demands of our discovery document: crates/oidc-client/src/requests/discovery.rs, crates/oauth2-types/src/oidc.rs.
import { demand, refuse } from './refusal.mjs'

const text = value => typeof value === 'string'
const flag = value => typeof value === 'boolean'
const address = value => text(value) && URL.canParse(value)
const texts = value => Array.isArray(value) && value.every(text)
const language = value => texts(value) && value.every(tag => /^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$/.test(tag))

/** The members that MAS reads and their kinds. What it does not know it leaves alone. */
const members = {
  issuer: text, authorization_endpoint: address, token_endpoint: address, jwks_uri: address, registration_endpoint: address,
  scopes_supported: texts, response_types_supported: texts, response_modes_supported: texts, grant_types_supported: texts,
  token_endpoint_auth_methods_supported: texts, token_endpoint_auth_signing_alg_values_supported: texts,
  service_documentation: address, ui_locales_supported: language, op_policy_uri: address, op_tos_uri: address,
  revocation_endpoint: address, revocation_endpoint_auth_methods_supported: texts,
  revocation_endpoint_auth_signing_alg_values_supported: texts, introspection_endpoint: address,
  introspection_endpoint_auth_methods_supported: texts, introspection_endpoint_auth_signing_alg_values_supported: texts,
  code_challenge_methods_supported: texts, userinfo_endpoint: address, acr_values_supported: texts, subject_types_supported: texts,
  id_token_signing_alg_values_supported: texts, userinfo_signing_alg_values_supported: texts, display_values_supported: texts,
  claim_types_supported: texts, claims_supported: texts, claims_locales_supported: language, claims_parameter_supported: flag,
  request_parameter_supported: flag, request_uri_parameter_supported: flag, require_request_uri_registration: flag,
  require_signed_request_object: flag, pushed_authorization_request_endpoint: address, require_pushed_authorization_requests: flag,
  prompt_values_supported: texts, device_authorization_endpoint: address, end_session_endpoint: address,
}

/** The members that it needs in both modes. */
const needed = ['issuer', 'authorization_endpoint', 'token_endpoint', 'jwks_uri', 'response_types_supported',
  'subject_types_supported', 'id_token_signing_alg_values_supported']

const endpoints = { authorization_endpoint: 'no fragment', token_endpoint: 'no fragment', revocation_endpoint: 'no fragment',
  jwks_uri: '', registration_endpoint: '', introspection_endpoint: '', userinfo_endpoint: '',
  pushed_authorization_request_endpoint: '', end_session_endpoint: '' }

/** Where MAS looks: below the issuer, whether that ends in a slash or not. */
export function discoveryAddress(issuer) {
  demand(URL.canParse(issuer), 'issuer is an address', issuer)
  return new URL('.well-known/openid-configuration', issuer.endsWith('/') ? issuer : `${issuer}/`)
}

/** The document, if it is good for the provider's `discovery_mode`. */
export function checkDiscovery({ issuer, discovery_mode }, document) {
  for (const [member, isRight] of Object.entries(members)) {
    // serde takes null for an absent option.
    demand(document[member] == null || isRight(document[member]), 'discovery has its types', `${member}: ${JSON.stringify(document[member])}`)
  }
  for (const member of needed) demand(document[member] != null, 'discovery has what is needed', member)
  if (discovery_mode === 'oidc') checkStrictly(issuer, document)
  return document
}

function checkStrictly(issuer, document) {
  if (document.issuer !== issuer) refuse('discovery is of this issuer', `${document.issuer}, not ${issuer}`)
  demand(address(document.issuer) && new URL(document.issuer).protocol === 'https:', 'issuer is https', document.issuer)
  demand(!/[?#]/.test(document.issuer), 'issuer has no query', document.issuer)
  for (const [member, limit] of Object.entries(endpoints)) {
    if (document[member] == null) continue
    const url = new URL(document[member])
    demand(url.protocol === 'https:', 'endpoint is https', url.href)
    demand(limit === '' || !url.hash, 'endpoint has no fragment', url.href)
  }
  demand(document.scopes_supported == null || document.scopes_supported.includes('openid'), 'discovery offers openid')
  for (const place of ['token', 'revocation', 'introspection']) {
    const algorithms = document[`${place}_endpoint_auth_signing_alg_values_supported`] ?? []
    demand(!algorithms.includes('none'), 'no proof without signature', place)
  }
}
