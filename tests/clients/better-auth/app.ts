// A site whose people are known by better-auth. Its accounts, and the tokens of each, are in memory.
import http from 'node:http'
import { betterAuth } from 'better-auth'
import { memoryAdapter } from 'better-auth/adapters/memory'
import { fromNodeHeaders, toNodeHandler } from 'better-auth/node'

// Paste here.

const { ISSUER, BASE_URL, SECRET, PORT } = process.env
const auth = betterAuth({
  baseURL: BASE_URL,
  secret: SECRET,
  database: memoryAdapter({ user: [], session: [], account: [], verification: [] }),
  telemetry: { enabled: false },
  plugins: [atlogin],
})

/** Buttons that ask better-auth as its own client library does. */
const script = `<p id="refreshed"></p><script type="module">
  const ask = async (path, body) => {
    const answer = await fetch('/api/auth' + path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })
    return { ok: answer.ok, ...await answer.json() }
  }
  const press = (id, action) => document.getElementById(id)?.addEventListener('click', action)
  press('sign-in', async () => { location = (await ask('/sign-in/social', { provider: 'atlogin', callbackURL: '/' })).url })
  press('sign-out', async () => { location = (await ask('/sign-out', { callbackURL: '/' })).url })
  press('refresh', async () => {
    const { ok, message } = await ask('/refresh-token', { accountId: document.getElementById('refresh').value })
    document.getElementById('refreshed').textContent = ok ? 'refreshed' : message
  })
</script>`

async function front(headers) {
  if (!await auth.api.getSession({ headers })) return '<p>Nobody is here.</p><button id="sign-in">Sign in</button>'
  const [account] = await auth.api.listUserAccounts({ headers })
  return `<p>Here is ${account.accountId}.</p><button id="refresh" value="${account.id}">Refresh</button><button id="sign-out">Sign out</button>`
}

async function userinfo(headers) {
  const [{ id: accountId }] = await auth.api.listUserAccounts({ headers })
  const { accessToken } = await auth.api.getAccessToken({ headers, body: { accountId } })
  const { userinfo_endpoint } = await (await fetch(`${ISSUER}/.well-known/openid-configuration`)).json()
  return (await fetch(userinfo_endpoint, { headers: { authorization: `Bearer ${accessToken}` } })).text()
}

const authRoutes = toNodeHandler(auth)
http.createServer(async (request, response) => {
  if (request.url.startsWith('/api/auth/')) return authRoutes(request, response)
  const headers = fromNodeHeaders(request.headers)
  const page = request.url === '/userinfo' ? await userinfo(headers) : await front(headers) + script
  return response.writeHead(200, { 'content-type': 'text/html' }).end(page)
}).listen(PORT, 'localhost')
