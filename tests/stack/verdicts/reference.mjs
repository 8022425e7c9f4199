// The reference client (npm @atproto/oauth-client-node) in a small world: where a whole sign-in by it ends.
// It is taken as it comes, but for what has to be said of a world on loopback ports: where its names lead, and whom to trust.
import { createRequire } from 'node:module'
import { Resolver } from 'node:dns/promises'
import fs from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { stack } from '../paths.mjs'

const find = createRequire(path.join(stack, 'verdicts/package.json'))
const load = name => import(pathToFileURL(find.resolve(name)).href)
const [{ NodeOAuthClient }, { AtprotoHandleResolver }, { safeFetchWrap }, { Agent, buildConnector }] =
  await Promise.all(['@atproto/oauth-client-node', '@atproto-labs/handle-resolver', '@atproto-labs/fetch-node', 'undici'].map(load))

const REDIRECT_URI = 'http://127.0.0.1/callback'

/** `world`: `hosts` (name → port), `caFile`, `dnsServer`. Returns the DID of who is signed in. Throws what the client throws. */
export async function signIn(world, typed) {
  const { fetch, close } = fetchIn(world)
  try {
    const client = clientIn(world, fetch)
    const page = await fetch(await client.authorize(typed, { scope: 'atproto' }), { redirect: 'manual' })
    const answer = new URL(page.headers.get('location') ?? 'nowhere:')
    const { session } = await client.callback(answer.searchParams)
    return session.did
  } finally {
    await close()
  }
}

function clientIn(world, fetch) {
  const [states, sessions] = [store(), store()]
  return new NodeOAuthClient({
    clientMetadata: {
      client_id: `http://localhost?${new URLSearchParams({ redirect_uri: REDIRECT_URI, scope: 'atproto' })}`,
      redirect_uris: [REDIRECT_URI],
      response_types: ['code'],
      grant_types: ['authorization_code', 'refresh_token'],
      scope: 'atproto',
      application_type: 'native',
      token_endpoint_auth_method: 'none',
      dpop_bound_access_tokens: true,
    },
    stateStore: states,
    sessionStore: sessions,
    requestLock: (_name, work) => work(),
    fetch,
    handleResolver: handleResolverIn(world, fetch),
    plcDirectoryUrl: 'https://plc.internal',
  })
}

/** As AtprotoHandleResolverNode makes it, with this world's name server for the system's and without its check for loopback. */
function handleResolverIn(world, fetch) {
  const resolver = new Resolver({ timeout: 1000, tries: 2 })
  resolver.setServers([world.dnsServer])
  const resolveTxt = name => resolver.resolveTxt(name).then(records => records.map(chunks => chunks.join('')), error => {
    if (error.code === 'EBADNAME') throw error
    return null
  })
  const careful = safeFetchWrap({ fetch, timeout: 3000, ssrfProtection: false, responseMaxSize: 10 * 1048 })
  return new AtprotoHandleResolver({ fetch: careful, resolveTxt })
}

/** Node's own fetch, whose connections go to the ports of this world and trust its certificate authority. */
function fetchIn({ hosts, caFile }) {
  const connect = buildConnector({ ca: fs.readFileSync(caFile) })
  const dispatcher = new Agent({
    connect: (options, done) => {
      const port = hosts[options.hostname]
      if (!port) return done(new Error(`no such host in this world: ${options.hostname}`), null)
      return connect({ ...options, hostname: '127.0.0.1', host: `127.0.0.1:${port}`, port, servername: options.hostname }, done)
    },
  })
  return { fetch: (request, init) => globalThis.fetch(request, { ...init, dispatcher }), close: () => dispatcher.destroy() }
}

function store() {
  const kept = new Map()
  return { set: async (key, value) => void kept.set(key, value), get: async key => kept.get(key), del: async key => void kept.delete(key) }
}
