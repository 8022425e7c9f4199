{
  issuer: '{issuer}',
  discovery: true,
  scope: %i[openid profile],
  client_options: {
    identifier: '{client_id}',
    secret: '{client_secret}',
    redirect_uri: 'http://localhost:9518/auth/openid_connect/callback'
  }
}
