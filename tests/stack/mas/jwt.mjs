// Signatures and claims: crates/jose, and crates/oidc-client/src/requests/jose.rs. What goes in is our JWT and our keys.
import { createHash, createPublicKey, verify } from 'node:crypto'
import { demand, refuse } from './refusal.mjs'

/** How far the clocks may be apart, in seconds (crates/jose/src/claims.rs, TimeOptions). */
const LEEWAY = 300

const unpadded = value => typeof value === 'string' && /^[A-Za-z0-9_-]*$/.test(value)

/** The algorithms that a key of this kind is good for (crates/jose/src/jwk/public_parameters.rs). */
function possible({ kty, crv }) {
  if (kty === 'RSA') return ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512']
  return { 'P-256': ['ES256'], 'P-384': ['ES384'], 'P-521': ['ES512'], secp256k1: ['ES256K'], Ed25519: ['EdDSA'] }[crv] ?? []
}

/** The algorithms that MAS has a verifier for (crates/jose/src/jwa/asymmetric.rs). */
export const verified = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES256K']

/** The keys, if all of them can be read: one that cannot spoils the set. */
export function checkJwks(document) {
  demand(Array.isArray(document?.keys), 'keys are a set', JSON.stringify(document))
  for (const key of document.keys) {
    const parameters = { RSA: ['n', 'e'], EC: ['x', 'y'], OKP: ['x'] }[key.kty]
    demand(parameters?.every(name => unpadded(key[name]) && key[name] !== ''), 'each key can be read', JSON.stringify(key))
    demand(key.kty === 'RSA' || typeof key.crv === 'string', 'each key can be read', JSON.stringify(key))
  }
  return document.keys
}

/** Header and claims of a JWT of ours for MAS: signature, issuer, audience, algorithm, in this order. */
export function verifySigned(jwt, { keys, issuer, clientId, algorithm }) {
  const { header, claims, signed, signature } = decode(jwt)
  const fits = key => (header.kid === undefined || key.kid === undefined || key.kid === header.kid)
    && (key.alg === undefined ? possible(key).includes(header.alg) : key.alg === header.alg)
  const isFor = key => verified.includes(header.alg) && possible(key).includes(header.alg)
  const works = key => isFor(key) && isSignature(key, header.alg, signed, signature)
  demand(keys.filter(fits).some(works), 'one key verifies', JSON.stringify(header))
  if (issuer !== undefined) {
    demand(required(claims, 'iss', text) === issuer, 'claim iss is the issuer', claims.iss)
  }
  demand([required(claims, 'aud', oneOrMany)].flat().includes(clientId), 'claim aud has the client', JSON.stringify(claims.aud))
  demand(header.alg === algorithm, 'algorithm is the expected one', `${header.alg}, not ${algorithm}`)
  return { header, claims }
}

function decode(jwt) {
  const parts = typeof jwt === 'string' ? jwt.split('.') : []
  demand(parts.length === 3 && parts.every(unpadded), 'token is a JWT', jwt)
  const [header, claims] = parts.slice(0, 2).map(part => {
    try {
      return JSON.parse(Buffer.from(part, 'base64url').toString())
    } catch {
      return refuse('token is a JWT', part)
    }
  })
  demand(text(header.alg) && [header.kid, header.typ, header.cty].every(optional), 'token is a JWT', JSON.stringify(header))
  return { header, claims, signed: `${parts[0]}.${parts[1]}`, signature: Buffer.from(parts[2], 'base64url') }
}

const text = value => typeof value === 'string'
const optional = value => value == null || text(value)
const oneOrMany = value => text(value) || (Array.isArray(value) && value.every(text))
const seconds = Number.isInteger

function isSignature(jwk, alg, signed, signature) {
  const hash = { ES256K: 'sha256' }[alg] ?? `sha${alg.slice(2)}`
  const key = { key: createPublicKey({ key: jwk, format: 'jwk' }) }
  if (alg.startsWith('ES')) key.dsaEncoding = 'ieee-p1363'
  if (alg.startsWith('PS')) Object.assign(key, { padding: 6, saltLength: -1 })
  return verify(hash, Buffer.from(signed), key, signature)
}

/** A claim that has to be there, of its kind. */
export function required(claims, name, isRight) {
  demand(claims[name] !== undefined, `claim ${name} is there`)
  demand(isRight(claims[name]), `claim ${name} has its type`, JSON.stringify(claims[name]))
  return claims[name]
}

/** `exp` and `iat`, as ID tokens and logout tokens have to have them. */
export function checkTimes(claims, now) {
  demand(now <= required(claims, 'exp', seconds) + LEEWAY, 'claim exp is not over', `${claims.exp}`)
  demand(now >= required(claims, 'iat', seconds) - LEEWAY, 'claim iat is not to come', `${claims.iat}`)
}

/** The claims of an ID token that belongs to this answer and this question. */
export function verifyIdToken(jwt, data, { accessToken, code, nonce, now }) {
  const { header, claims } = verifySigned(jwt, data)
  checkTimes(claims, now)
  required(claims, 'sub', text)
  for (const [name, of] of [['at_hash', accessToken], ['c_hash', code]]) {
    if (claims[name] !== undefined) demand(claims[name] === halfHash(header.alg, of), `claim ${name} fits`, claims[name])
  }
  if (nonce) demand(required(claims, 'nonce', text) === nonce, 'claim nonce is the one of the question', claims.nonce)
  return claims
}

/** The left half of the hash of a token (OpenID Connect Core §3.1.3.6). */
export function halfHash(alg, token) {
  const hash = createHash(alg === 'ES256K' ? 'sha256' : `sha${alg.slice(2)}`).update(token).digest()
  return hash.subarray(0, hash.length / 2).toString('base64url')
}

/** `sub`, `sid` of a logout token (crates/handlers/src/upstream_oauth2/backchannel_logout.rs). */
export function verifyLogoutToken(jwt, data, now) {
  const { claims } = verifySigned(jwt, data)
  checkTimes(claims, now)
  for (const name of ['sub', 'sid']) {
    if (claims[name] !== undefined) required(claims, name, text)
  }
  demand(claims.sub !== undefined || claims.sid !== undefined, 'logout token says whose')
  const event = claims.events?.['http://schemas.openid.net/event/backchannel-logout']
  demand(typeof event === 'object' && event !== null && !Array.isArray(event), 'logout token has its event', JSON.stringify(claims.events))
  demand(claims.nonce === undefined, 'logout token has no nonce')
  return claims
}
