# In a machine without a network: alice signs in to Element Web by Synapse and ATLogin, with a browser.
{ worldOf, browser }:
{
  name = "atlogin-synapse";
  # The world brings its own overlay.
  node.pkgsReadOnly = false;
  nodes.machine = {
    imports = [
      (worldOf "vm-offline")
      ./browser.nix
    ];
  };
  testScript = ''
    machine.wait_for_unit("world-accounts.service")
    machine.wait_for_unit("matrix-synapse.service")
    machine.wait_for_open_port(8080)
    # It says that it is up before it answers.
    machine.wait_until_succeeds("curl -sf http://localhost:8008/_matrix/client/versions")

    said = machine.succeed("sign-in ${browser} http://localhost:8080 alice.pds.test correct-horse-battery")
    assert "@alice.pds.test:atlogin.localhost" in said, said

    # The server says the same as the client.
    users = machine.succeed("sqlite3 /var/lib/matrix-synapse/homeserver.db 'select name from users'")
    assert users.split() == ["@alice.pds.test:atlogin.localhost"], users
    name = machine.succeed("sqlite3 /var/lib/matrix-synapse/homeserver.db 'select displayname from profiles'")
    assert name.strip() == "Alice Example", name

    # Who calls it by another name is told nothing.
    for port in (8080, 8008, 9411, 2592, 2593):
        machine.succeed(f"test 421 = $(curl -s -o /dev/null -w '%{{http_code}}' -H 'Host: evil.example' http://127.0.0.1:{port}/)")

    # Nothing secret is in the store, and everything that is shared is read by those it is for and nobody else.
    machine.succeed("test 640 = $(stat -c %a /var/lib/atlogin-secrets/synapse)")
    # Both are full of links, which only -R follows: so what is there for all to read is found first.
    machine.succeed("grep -RqF proxy_pass /etc/atlogin-world/")
    machine.fail("grep -RqF -f /var/lib/atlogin-secrets/synapse /run/world /etc/atlogin-world/")
  '';
}
