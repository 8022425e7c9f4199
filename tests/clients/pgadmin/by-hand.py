AUTHENTICATION_SOURCES = ["oauth2", "internal"]
OAUTH2_AUTO_CREATE_USER = True
OAUTH2_CONFIG = [
    {
        "OAUTH2_NAME": "atlogin",
        "OAUTH2_DISPLAY_NAME": "Bluesky",
        "OAUTH2_CLIENT_ID": "{client_id}",
        "OAUTH2_CLIENT_SECRET": "{client_secret}",
        "OAUTH2_SERVER_METADATA_URL": "{issuer}/.well-known/openid-configuration",
        "OAUTH2_SCOPE": "openid profile",
        "OAUTH2_USERNAME_CLAIM": "sub",
        "OAUTH2_CHALLENGE_METHOD": "S256",
        "OAUTH2_RESPONSE_TYPE": "code",
        "OAUTH2_LOGOUT_URL": "{issuer}/logout?id_token_hint={id_token}&post_logout_redirect_uri={redirect_uri}",
    },
]
