// A site whose people are known by express-openid-connect. Its settings come from the environment.
import express from 'express'
import openid from 'express-openid-connect'
import settings from './settings.mjs'

const site = express()
site.use(openid.auth(settings))
site.get('/', (request, response) => response.send(request.oidc.isAuthenticated() ? `Here is ${request.oidc.user.preferred_username}.` : 'Nobody is here.'))
site.get('/userinfo', async (request, response) => response.send(await request.oidc.fetchUserInfo()))
site.get('/refresh', async (request, response) => {
  await request.oidc.accessToken.refresh()
  response.send('refreshed')
})
site.listen(process.env.PORT, 'localhost')
