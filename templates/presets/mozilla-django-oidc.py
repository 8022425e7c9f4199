# For settings.py of the site at {{ site.url.remark()? }}, after INSTALLED_APPS.
INSTALLED_APPS = [*INSTALLED_APPS, "mozilla_django_oidc"]
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "mozilla_django_oidc.auth.OIDCAuthenticationBackend",
]
OIDC_RP_CLIENT_ID = {{ client.id }}
{%- if let Some(secret) = &client.secret %}
OIDC_RP_CLIENT_SECRET = {{ secret }}
{%- else %}
OIDC_RP_CLIENT_SECRET = open("/etc/django/atlogin-secret").read().strip()
{%- endif %}
OIDC_RP_SCOPES = {{ client.scopes }}
OIDC_RP_SIGN_ALGO = {{ client.algorithm }}
OIDC_USE_PKCE = True
OIDC_OP_AUTHORIZATION_ENDPOINT = {{ atlogin.authorize }}
OIDC_OP_TOKEN_ENDPOINT = {{ atlogin.token }}
OIDC_OP_USER_ENDPOINT = {{ atlogin.userinfo }}
OIDC_OP_JWKS_ENDPOINT = {{ atlogin.jwks }}
LOGIN_URL = "oidc_authentication_init"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"
{%- if !client.email %}
# This client is told no e-mail address, and this library knows people by nothing else: set `email` for it.
{%- endif %}
# For urls.py: path("oidc/", include("mozilla_django_oidc.urls"))
