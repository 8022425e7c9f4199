# For the Jellyfin at {{ site.url.remark()? }}, which has the plugin SSO-Auth. Let JELLYFIN_KEY be an API key of it.
# People sign in at /sso/OID/start/atlogin.
# Each run replaces all of this provider, and forgets which account belongs to whom: people are matched by name again.
{%- if !client.localpart %}
# This client is told no localpart, and Jellyfin allows no colon in a name, as a DID has: set `localpart` for it.
{%- endif %}
curl --fail --header "Authorization: MediaBrowser Token=\"$JELLYFIN_KEY\"" --json @- {{ site.url }}/sso/OID/Add/atlogin <<'END'
{
  "oidEndpoint": {{ atlogin.issuer.json()? }},
  "oidClientId": {{ client.id.json()? }},
{%- if let Some(secret) = &client.secret %}
  "oidSecret": {{ secret.json()? }},
{%- else %}
  "oidSecret": "the secret that was shown when it was made",
{%- endif %}
  "oidScopes": [],
  "defaultUsernameClaim": "localpart",
  "schemeOverride": {{ site.scheme.json()? }},
  "enabled": true,
  "enableAuthorization": false,
  "enableAllFolders": true
}
END
