# Synapse itself sends people to ATLogin.
{
  services.atlogin.matrix-synapse = {
    enable = true;
    url = "http://localhost:8008";
  };

  # Element Web is let back in without a question whether it is the right one.
  services.matrix-synapse.settings.sso.client_whitelist = [ "http://localhost:8080/" ];
}
