# For the Jellyfin at {{ site.url.remark()? }}, which has the plugin SSO-Auth. Let JELLYFIN_KEY be an API key of it.
# People sign in at /sso/OID/start/atlogin.
curl --fail --json @- {{ site.url }}"/sso/OID/Add/atlogin?api_key=$JELLYFIN_KEY" <<'END'
{
  "oidEndpoint": {{ atlogin.issuer.json()? }},
  "oidClientId": {{ client.id.json()? }},
{%- if let Some(secret) = &client.secret %}
  "oidSecret": {{ secret.json()? }},
{%- else %}
  "oidSecret": "the secret that was shown when it was made",
{%- endif %}
  "oidScopes": [],
{%- if client.localpart %}
  "defaultUsernameClaim": "localpart",
{%- else %}
  "defaultUsernameClaim": "sub",
{%- endif %}
  "enabled": true,
  "enableAuthorization": false,
  "enableAllFolders": true
}
END
