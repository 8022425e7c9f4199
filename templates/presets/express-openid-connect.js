// For the app at {{ site.url.remark()? }}, after `const app = express()`. req.oidc.user.sub is the DID.
app.use(require('express-openid-connect').auth({
  issuerBaseURL: {{ atlogin.issuer }},
  baseURL: {{ site.url }},
  clientID: {{ client.id }},
{%- if let Some(secret) = &client.secret %}
  clientSecret: {{ secret }},
{%- else %}
  clientSecret: require('node:fs').readFileSync('/etc/express/atlogin-secret', 'utf8').trim(),
{%- endif %}
  idTokenSigningAlg: {{ client.algorithm }},
  // Seals the cookie. A new one at each start: people sign in again then.
  secret: require('node:crypto').randomBytes(32).toString('hex'),
  authorizationParams: { response_type: 'code', scope: {{ client.scopes }} },
  idpLogout: true,
}))
