# For config_local.py of the pgAdmin at {{ site.url.remark()? }}
AUTHENTICATION_SOURCES = ["oauth2", "internal"]
OAUTH2_AUTO_CREATE_USER = True
OAUTH2_CONFIG = [
    {
        "OAUTH2_NAME": "atlogin",
        "OAUTH2_DISPLAY_NAME": {{ atlogin.name }},
        "OAUTH2_CLIENT_ID": {{ client.id }},
{%- if let Some(secret) = &client.secret %}
        "OAUTH2_CLIENT_SECRET": {{ secret }},
{%- else %}
        "OAUTH2_CLIENT_SECRET": open("/etc/pgadmin/atlogin-secret").read().strip(),
{%- endif %}
        "OAUTH2_SERVER_METADATA_URL": {{ atlogin.discovery }},
        "OAUTH2_SCOPE": {{ client.scopes }},
        # The DID. Without this line people are known by an e-mail address.
        "OAUTH2_USERNAME_CLAIM": "sub",
        "OAUTH2_CHALLENGE_METHOD": "S256",
        "OAUTH2_RESPONSE_TYPE": "code",
        "OAUTH2_LOGOUT_URL": {{ atlogin.logout }} + "?post_logout_redirect_uri={redirect_uri}&id_token_hint={id_token}",
    },
]
