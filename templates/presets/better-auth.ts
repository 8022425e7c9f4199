// One of the `plugins` of {{ site.url.remark()? }}. Sign in with the provider "atlogin".
import { genericOAuth } from "better-auth/plugins"

export const atlogin = genericOAuth({
  config: [
    {
      providerId: "atlogin",
      discoveryUrl: {{ atlogin.discovery }},
      clientId: {{ client.id }},
{%- if let Some(secret) = &client.secret %}
      clientSecret: {{ secret }},
{%- else %}
      clientSecret: process.env.ATLOGIN_CLIENT_SECRET,
{%- endif %}
      scopes: {{ client.scope_list }},
      pkce: true,
    },
  ],
})
{%- if !client.email %}
// This client is told no e-mail address, and Better Auth makes no account without one: set `email` for it.
{%- endif %}
