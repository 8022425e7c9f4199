# The PDS of an offline world, as its environment: all of it on this machine, and nobody else asked. Plain data, so that
# nix/tests/worlds.sh can start a PDS with the very same.
{
  PDS_HOSTNAME = "localhost";
  PDS_PORT = 2583;
  # It would not be an http issuer else; and the metadata of ATLogin is on this machine.
  PDS_DEV_MODE = "true";
  PDS_DISABLE_SSRF_PROTECTION = "true";
  PDS_DID_PLC_URL = "http://localhost:2582";
  PDS_SERVICE_HANDLE_DOMAINS = ".pds.test";
  PDS_INVITE_REQUIRED = "false";
  # Empty is as good as absent.
  PDS_BSKY_APP_VIEW_URL = "";
  PDS_BSKY_APP_VIEW_DID = "";
  PDS_REPORT_SERVICE_URL = "";
  PDS_REPORT_SERVICE_DID = "";
  PDS_CRAWLERS = "";
}
