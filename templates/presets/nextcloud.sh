# Run this in the folder of the Nextcloud at {{ site.url.remark()? }}, which has the app user_oidc.
# If others have a shell on that machine, who can see a command line, write the same values into
# Administration settings > OpenID Connect instead.
sudo -u www-data php occ user_oidc:provider atlogin \
  --clientid={{ client.id }} \
{%- if let Some(secret) = &client.secret %}
  --clientsecret={{ secret }} \
{%- else %}
  --clientsecret="$(cat /etc/nextcloud/atlogin-secret)" \
{%- endif %}
  --discoveryuri={{ atlogin.discovery }} \
  --scope={{ client.scopes }} \
  --mapping-uid=sub \
  --mapping-display-name=name \
  --unique-uid=1 \
  --send-id-token-hint=1
# unique-uid makes the name of the account a hash of the DID. Never 0 with sub: a DID has colons, which Nextcloud
# allows in no name.
