// The key that MAS proves itself with where it has no secret (crates/oidc-client/src/types/client_credentials.rs).
import { generateKeyPairSync, randomUUID, sign } from 'node:crypto'

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const kid = 'mas'

/** What MAS serves at /oauth2/keys.json. */
export const publicKeys = { keys: [{ ...publicKey.export({ format: 'jwk' }), kid, alg: 'RS256', use: 'sig' }] }

const encode = value => Buffer.from(JSON.stringify(value)).toString('base64url')

/** The proof for the token endpoint: five minutes long, for this endpoint, once. */
export function clientAssertion(clientId, endpoint, now) {
  const claims = { iss: clientId, sub: clientId, aud: endpoint, iat: now, exp: now + 300, jti: randomUUID() }
  const start = `${encode({ alg: 'RS256', kid })}.${encode(claims)}`
  return `${start}.${sign('sha256', Buffer.from(start), privateKey).toString('base64url')}`
}
