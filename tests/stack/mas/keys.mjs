// The keys of a provider in the configuration of MAS, and what each has to be (crates/config/src/sections/upstream_oauth2.rs).

const text = value => typeof value === 'string'
export const flag = value => typeof value === 'boolean'
const oneOf = (...values) => value => values.includes(value)
const address = value => text(value) && URL.canParse(value)
const textByText = value => isTable(value) && Object.values(value).every(text)
export const isTable = value => typeof value === 'object' && value !== null && !Array.isArray(value)
/** 26 digits of Crockford's base 32 have room for 130 bits, a ULID has 128. MAS also reads small letters. */
const ulid = value => text(value) && /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/i.test(value)

const action = oneOf('ignore', 'suggest', 'force', 'require')
export const imports = {
  subject: { template: text },
  localpart: { action, template: text, on_conflict: oneOf('fail', 'add', 'replace', 'set') },
  displayname: { action, template: text },
  email: { action, template: text },
  account_name: { template: text },
}

const methods = ['none', 'client_secret_basic', 'client_secret_post', 'client_secret_jwt', 'private_key_jwt', 'sign_in_with_apple']

/** Each key of a provider, and what it has to be. */
export const providerKeys = {
  enabled: flag, id: ulid, synapse_idp_id: text, issuer: text, human_name: text, brand_name: text, client_id: text,
  client_secret: text, client_secret_file: text, token_endpoint_auth_method: oneOf(...methods), sign_in_with_apple: isTable,
  token_endpoint_auth_signing_alg: text, id_token_signed_response_alg: text, scope: text,
  discovery_mode: oneOf('oidc', 'insecure', 'disabled'), pkce_method: oneOf('auto', 'always', 'never'), fetch_userinfo: flag,
  userinfo_signed_response_alg: text, authorization_endpoint: address, userinfo_endpoint: address, token_endpoint: address,
  jwks_uri: address, response_mode: oneOf('query', 'form_post'), claims_imports: isTable,
  additional_authorization_parameters: textByText, forward_login_hint: flag,
  on_backchannel_logout: oneOf('do_nothing', 'logout_browser_only', 'logout_all'), registration_token_required: flag,
}
