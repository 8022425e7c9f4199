// The settings.js of a Node-RED whose editor is for people of ATLogin.
const { ISSUER, CLIENT_ID, CLIENT_SECRET, URL, PORT, EDITORS } = process.env

module.exports = {
  uiHost: 'localhost',
  uiPort: PORT,
  adminAuth: {
    type: 'strategy',
    strategy: {
      name: 'openidconnect',
      label: 'Sign in with ATLogin',
      strategy: require('passport-openidconnect').Strategy,
      options: {
        issuer: ISSUER,
        authorizationURL: `${ISSUER}/authorize`,
        tokenURL: `${ISSUER}/token`,
        userInfoURL: `${ISSUER}/userinfo`,
        clientID: CLIENT_ID,
        clientSecret: CLIENT_SECRET,
        callbackURL: `${URL}/auth/strategy/callback`,
        scope: 'profile',
        // People are known by their DID: a handle may have another owner tomorrow.
        verify: (issuer, profile, done) => done(null, { ...profile, username: profile.id }),
      },
    },
    users: EDITORS.split(' ').map(username => ({ username, permissions: '*' })),
  },
  editorTheme: {
    tours: false,
    logout: { redirect: `${ISSUER}/logout?client_id=${CLIENT_ID}&post_logout_redirect_uri=${encodeURIComponent(`${URL}/`)}` },
  },
  telemetry: { enabled: false, updateNotification: false },
}
