// A site whose people are known by openid-client's strategy for Passport. It pushes its requests.
import express from 'express'
import session from 'express-session'
import * as openid from 'openid-client'
import { Strategy } from 'openid-client/passport'
import passport from 'passport'

const { ISSUER, CLIENT_ID, CLIENT_SECRET, URL: url, PORT } = process.env
const onLoopback = { execute: [openid.allowInsecureRequests] }
const config = await openid.discovery(new URL(ISSUER), CLIENT_ID, CLIENT_SECRET, undefined, onLoopback)
const options = { name: 'atlogin', config, callbackURL: `${url}/callback`, scope: 'openid profile offline_access', usePAR: true }
passport.use(new Strategy(options, (tokens, done) => {
  const { sub, preferred_username } = tokens.claims()
  const { access_token, refresh_token, id_token } = tokens
  done(null, { sub, preferred_username, access_token, refresh_token, id_token })
}))
passport.serializeUser((user, done) => done(null, user))
passport.deserializeUser((user, done) => done(null, user))

const site = express()
site.use(session({ secret: 'a secret of the site, for its cookies', resave: false, saveUninitialized: false }))
site.use(passport.session())
site.get('/login', passport.authenticate('atlogin'))
site.get('/callback', passport.authenticate('atlogin', { successRedirect: '/' }))
site.get('/', ({ user }, response) => response.send(user ? `Here is ${user.preferred_username}.` : 'Nobody is here.'))
site.get('/userinfo', async ({ user }, response) => response.send(await openid.fetchUserInfo(config, user.access_token, user.sub)))
site.get('/refresh', async ({ session, user }, response) => {
  const { access_token, refresh_token } = await openid.refreshTokenGrant(config, user.refresh_token)
  session.passport.user = { ...user, access_token, refresh_token }
  response.send('refreshed')
})
site.get('/logout', (request, response) => {
  const { id_token } = request.user
  const end = openid.buildEndSessionUrl(config, { id_token_hint: id_token, post_logout_redirect_uri: `${url}/` })
  request.session.destroy(() => response.redirect(end.href))
})
site.listen(PORT, 'localhost')
