// Answers of ATLogin, changed on their way to the stand-in: one lie at a time, signed by a key that the changed key set has.
import { generateKeyPairSync, sign } from 'node:crypto'

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const kid = 'liar'
const ours = { ...publicKey.export({ format: 'jwk' }), kid, alg: 'RS256', use: 'sig' }

const encode = value => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url')

/** What a JWT says. */
export const claimsOf = jwt => JSON.parse(Buffer.from(jwt.split('.')[1], 'base64url').toString())

/** A JWT with these claims by the liar's key. */
export function signed(claims, header = {}) {
  const start = `${encode({ alg: 'RS256', kid, ...header })}.${encode(claims)}`
  return `${start}.${sign('sha256', Buffer.from(start), privateKey).toString('base64url')}`
}

/** How the stand-in's answers are tampered with so that only the claims, or the header, of the ID token are other ones. */
export function lying({ claims = said => said, header } = {}) {
  return {
    jwks: withLiar,
    tokens: tokens => tokens.id_token ? { ...tokens, id_token: signed(claims(claimsOf(tokens.id_token), tokens), header) } : tokens,
  }
}

/** Our key set with the liar's key in it. */
export const withLiar = ({ keys }) => ({ keys: [...keys, ours] })
