// For settings.js of the Node-RED at {{ site.url.remark()? }}; first: npm install passport-openidconnect
adminAuth: {
  type: "strategy",
  strategy: {
    name: "openidconnect",
    label: {{ atlogin.name }},
    icon: "fa-sign-in",
    strategy: require("passport-openidconnect").Strategy,
    options: {
      issuer: {{ atlogin.issuer }},
      authorizationURL: {{ atlogin.authorize }},
      tokenURL: {{ atlogin.token }},
      userInfoURL: {{ atlogin.userinfo }},
      clientID: {{ client.id }},
{%- if let Some(secret) = &client.secret %}
      clientSecret: {{ secret }},
{%- else %}
      clientSecret: require("fs").readFileSync("/etc/node-red/atlogin-secret", "utf8").trim(),
{%- endif %}
      callbackURL: {{ client.redirect_uri }},
      scope: {{ client.other_scopes }},
      verify: (issuer, profile, done) => done(null, { username: profile.id }),
    },
  },
  // Anyone who is listed here can run programs on that machine: name people by their DID, not by a handle.
  users: [{ username: "did:plc:who-may-work-here", permissions: "*" }],
},
