# The same with Matrix Authentication Service between: Element Web registers itself there, and ATLogin is its upstream.
{ worldOf, browser }:
{
  name = "atlogin-mas";
  node.pkgsReadOnly = false;
  nodes.machine = {
    imports = [
      (worldOf "vm-offline-mas")
      ./browser.nix
    ];
  };
  testScript = ''
    machine.wait_for_unit("world-accounts.service")
    machine.wait_for_unit("matrix-synapse.service")
    machine.wait_for_unit("matrix-authentication-service.service")
    # nginx is there before MAS, which still makes its tables; and Synapse asks MAS for what it tells apps.
    machine.wait_until_succeeds("curl -sf http://localhost:8090/auth/.well-known/openid-configuration")
    metadata = machine.wait_until_succeeds("curl -sf http://localhost:8008/_matrix/client/v1/auth_metadata")
    assert '"issuer":"http://localhost:8090/auth/"' in metadata, metadata

    said = machine.succeed("sign-in ${browser} http://localhost:8080 alice.pds.test correct-horse-battery")
    assert "@alice.pds.test:atlogin.localhost" in said, said

    users = machine.succeed("sqlite3 /var/lib/matrix-synapse/homeserver.db 'select name from users'")
    assert users.split() == ["@alice.pds.test:atlogin.localhost"], users

    # What the two tell each other does not pass the front.
    for path in ("_synapse/mas/query_user", "_synapse/admin/v1/server_version"):
        machine.succeed(f"test 404 = $(curl -s -o /dev/null -w '%{{http_code}}' http://localhost:8008/{path})")
    machine.succeed("test 421 = $(curl -s -o /dev/null -w '%{http_code}' -H 'Host: evil.example' http://127.0.0.1:8090/auth/)")
  '';
}
