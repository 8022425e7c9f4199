// A site for people of ATLogin alone: what comes after express-openid-connect is for whoever has signed in.
const express = require('express')

const app = express()
app.get('/robots.txt', (request, response) => response.type('text').send('User-agent: *\nDisallow: /\n'))
// Paste here.
app.get('/', (request, response) => response.send(`Here is ${request.oidc.user.preferred_username}.`))
app.get('/userinfo', async (request, response) => response.send(await request.oidc.fetchUserInfo()))
app.get('/refresh', async (request, response) => {
  await request.oidc.accessToken.refresh()
  response.send('refreshed')
})
app.listen(process.env.PORT, 'localhost')
