// A site whose people are known by Auth.js. Its session is a cookie that holds the tokens too.
import { ExpressAuth, getSession } from '@auth/express'
import { getToken } from '@auth/core/jwt'
import express from 'express'

// Paste here.

const { AUTH_SECRET: secret, PORT } = process.env

/** Auth.js leaves refreshing to the site: this is what its guide shows. */
async function refreshed(token) {
  const discovery = await (await fetch(`${atlogin.issuer}/.well-known/openid-configuration`)).json()
  const { clientId: client_id, clientSecret: client_secret } = atlogin
  const body = new URLSearchParams({ grant_type: 'refresh_token', refresh_token: token.refresh_token, client_id, client_secret })
  const answer = await fetch(discovery.token_endpoint, { method: 'POST', body })
  const { access_token, refresh_token = token.refresh_token, error_description } = await answer.json()
  return answer.ok ? { ...token, access_token, refresh_token, refreshed: 'refreshed' } : { ...token, refreshed: error_description }
}

const settings = {
  providers: [atlogin],
  secret,
  trustHost: true,
  callbacks: {
    jwt: async ({ token, account, profile, trigger }) => {
      if (account) {
        const { access_token, refresh_token } = account
        return { ...token, access_token, refresh_token, handle: profile.preferred_username }
      }
      return trigger === 'update' ? refreshed(token) : token
    },
    session: ({ session, token: { handle, refreshed } }) => ({ ...session, handle, refreshed }),
  },
}

const refreshButton = `<button>Refresh</button><p id="refreshed"></p><script type="module">
  document.querySelector('button').onclick = async () => {
    const { csrfToken } = await (await fetch('/auth/csrf')).json()
    const headers = { 'content-type': 'application/json' }
    const session = await (await fetch('/auth/session', { method: 'POST', headers, body: JSON.stringify({ csrfToken }) })).json()
    document.getElementById('refreshed').textContent = session.refreshed
  }
</script>`

const site = express()
site.use('/auth', ExpressAuth(settings))
site.get('/', async (request, response) => {
  const session = await getSession(request, { ...settings, basePath: '/auth' })
  response.send(session ? `<p>Here is ${session.handle}.</p>${refreshButton}` : 'Nobody is here.')
})
site.get('/userinfo', async (request, response) => {
  const token = await getToken({ req: { headers: new Headers(request.headers) }, secret })
  const answer = await fetch(`${atlogin.issuer}/userinfo`, { headers: { authorization: `Bearer ${token.access_token}` } })
  response.status(answer.status).send(await answer.text())
})
site.listen(PORT, 'localhost')
