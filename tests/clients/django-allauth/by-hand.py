INSTALLED_APPS = [*INSTALLED_APPS, "allauth.socialaccount.providers.openid_connect"]
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "APPS": [
            {
                "provider_id": "atlogin",
                "name": "Bluesky",
                "client_id": "{client_id}",
                "secret": "{client_secret}",
                "settings": {"server_url": "{issuer}", "oauth_pkce_enabled": True},
            },
        ],
    },
}
