# For settings.py of the site at {{ site.url.remark()? }}, which has django-allauth with its socialaccount already.
INSTALLED_APPS = [*INSTALLED_APPS, "allauth.socialaccount.providers.openid_connect"]
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "APPS": [
            {
                "provider_id": "atlogin",
                "name": {{ atlogin.name }},
                "client_id": {{ client.id }},
{%- if let Some(secret) = &client.secret %}
                "secret": {{ secret }},
{%- else %}
                "secret": open("/etc/django/atlogin-secret").read().strip(),
{%- endif %}
                "settings": {
                    "server_url": {{ atlogin.issuer }},
                    "scope": {{ client.scope_list }},
                    "oauth_pkce_enabled": True,
                },
            },
        ],
    },
}
# Never SOCIALACCOUNT_EMAIL_AUTHENTICATION: people would get accounts by an e-mail address.
# For urls.py: path("accounts/", include("allauth.urls"))
