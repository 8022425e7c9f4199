// The config.json of a MeshCentral whose people come from ATLogin. A proxy speaks TLS before it, as at most operators.
export const config = ({ url, port, issuer, client_id, client_secret }) => ({
  settings: { cert: 'localhost', port, redirPort: 0, mpsPort: 0, tlsOffload: '127.0.0.1', selfUpdate: false, autoBackup: false },
  domains: {
    '': {
      newAccounts: false,
      authStrategies: {
        oidc: {
          issuer,
          client: { client_id, client_secret, redirect_uri: `${url}/auth-oidc-callback`, post_logout_redirect_uri: `${url}/login` },
          custom: { scope: 'openid profile', claims: { uuid: 'sub', name: 'preferred_username' } },
          newAccounts: true,
        },
      },
    },
  },
})
