// One of the `providers` of {{ site.url.remark()? }}. Tie accounts to account.providerAccountId, the DID.
export const atlogin = {
  id: "atlogin",
  name: {{ atlogin.name }},
  type: "oidc" as const,
  issuer: {{ atlogin.issuer }},
  clientId: {{ client.id }},
{%- if let Some(secret) = &client.secret %}
  clientSecret: {{ secret }},
{%- else %}
  clientSecret: process.env.AUTH_ATLOGIN_SECRET,
{%- endif %}
  authorization: { params: { scope: {{ client.scopes }} } },
  checks: ["pkce" as const, "state" as const],
}
