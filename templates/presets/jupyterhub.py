# For jupyterhub_config.py of the hub at {{ site.url.remark()? }}; it needs the package oauthenticator.
c.JupyterHub.authenticator_class = "generic-oauth"
c.GenericOAuthenticator.login_service = {{ atlogin.name }}
c.GenericOAuthenticator.client_id = {{ client.id }}
{%- if let Some(secret) = &client.secret %}
c.GenericOAuthenticator.client_secret = {{ secret }}
{%- else %}
c.GenericOAuthenticator.client_secret = open("/etc/jupyterhub/atlogin-secret").read().strip()
{%- endif %}
c.GenericOAuthenticator.oauth_callback_url = {{ client.redirect_uri }}
c.GenericOAuthenticator.authorize_url = {{ atlogin.authorize }}
c.GenericOAuthenticator.token_url = {{ atlogin.token }}
c.GenericOAuthenticator.userdata_url = {{ atlogin.userinfo }}
c.GenericOAuthenticator.scope = {{ client.scope_list }}
{%- if client.localpart %}
# Never preferred_username: a handle can change hands, a localpart cannot.
c.GenericOAuthenticator.username_claim = "localpart"
{%- else %}
c.GenericOAuthenticator.username_claim = "sub"
{%- endif %}
# Anyone who gets in can run programs there. With False nobody does but allowed_users and allowed_groups; with True
# everybody whom the client's `allow` in ATLogin lets in.
c.GenericOAuthenticator.allow_all = False
