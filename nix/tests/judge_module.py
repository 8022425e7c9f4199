"""Compares what the module made of settings with what it should make of them.

Arguments: the JSON that nix/tests/module.nix evaluates to, and the checkout.
ATLOGIN_BIN, if set, is the daemon that judges each configuration file.
"""

import json
import os
import re
import subprocess
import sys
import tempfile

from mas_keys import settings_of_json, settings_of_lines
from toml_text import toml_text

evaluated = json.load(open(sys.argv[1]))
root = sys.argv[2]
accepted, refused = evaluated["accepted"], evaluated["refused"]
failures = 0


def check(says, holds):
    global failures
    if not holds:
        failures += 1
        print(f"evaluate: FAILED: {says}", file=sys.stderr)


def client(config, client_id):
    return next(one for one in config["settings"]["clients"] if one["client_id"] == client_id)


# The service.
plain = accepted["plain"]
service = plain["service"]["serviceConfig"]
check("the daemon is told its configuration", plain["service"]["environment"]["ATLOGIN_CONFIG"].endswith("atlogin-checked.toml"))
check("the configuration is judged without files", "check-config --no-files" in plain["judged"])
check("the file names the credential", plain["file"]["clients"][0]["client_secret_file"] == "client-wiki-secret")
check("secrets come by LoadCredential", service["LoadCredential"] == ["client-wiki-secret:/run/keys/wiki"])
check("nothing is opened in the firewall unasked", plain["ports"] == [])
check("no socket unasked", plain["socket"] is None)
check("no shared secret unasked", plain["secrets"] is None)

hardening = json.loads(
    subprocess.run(["nix", "eval", "--json", "-f", f"{root}/nix/hardening.nix"], check=True, capture_output=True).stdout
)
check("every word of the hardening is in the unit", all(service.get(key) == value for key, value in hardening.items()))

check("the command gets what the service gets", re.search("as-service.sh \\S*atlogin-checked.toml \\\\\\s+client-wiki-secret:/run/keys/wiki \\S+/bin/atlogin \"\\$@\"", plain["command"]))
check("there is a command that gathers what helps", re.search('exec \\S+ \\S+report.sh "\\$@"', plain["report"]))

check("no backup unasked", plain["backup"] is None and plain["timer"] is None)
backed_up = accepted["backedUp"]
backup = backed_up["backup"]
check("a backup is a copy into the place that was named", re.fullmatch("\\S+ \\S+backup.sh '/srv/copies of it' 3 \\S+/bin/atlogin", backup["serviceConfig"]["ExecStart"]))
check("a backup is of the database that the service has", backup["environment"]["ATLOGIN_CONFIG"] == backed_up["service"]["environment"]["ATLOGIN_CONFIG"])
check("a backup is made daily, or made up for", backed_up["timer"]["timerConfig"] == {"OnCalendar": "daily", "Persistent": True} and backed_up["timer"]["wantedBy"] == ["timers.target"])

activated = accepted["activated"]
check("the socket listens where the daemon would", activated["socket"]["listenStreams"] == ["127.0.0.1:9411"])
check("the socket is started at boot", activated["socket"]["wantedBy"] == ["sockets.target"])
check("the service needs its socket", activated["service"]["requires"] == ["atlogin.socket"])

# nginx.
nginx = accepted["nginx"]
host = nginx["nginx"]["login.example.org"]
check("nginx has TLS", host["enableACME"] and host["forceSSL"])
check("nginx forwards everything", host["locations"]["/"]["proxyPass"] == "http://127.0.0.1:9411")
check("nginx passes the host on", "proxy_set_header Host $host;" in host["locations"]["/"]["extraConfig"])
check("nginx says who asks", "X-Forwarded-For $remote_addr;" in host["locations"]["/"]["extraConfig"])
check("nginx lets a state of 8 KiB through", "large_client_header_buffers 4 32k;" in host["extraConfig"] and "proxy_buffer_size 32k;" in host["locations"]["/"]["extraConfig"])
check("browsers come by https only", "Strict-Transport-Security" in host["locations"]["/"]["extraConfig"])
check("nginx is believed", nginx["settings"]["trusted_proxies"] == ["127.0.0.1", "::1"])
check("the ports of nginx are opened", nginx["ports"] == [80, 443])


def nginx_reads(config):
    """Whether nginx takes the sites that nixpkgs would make, which have TLS besides; else what it says."""
    sites = "".join(
        "server {\nlisten 127.0.0.1:1;\n"
        + host["extraConfig"]
        + "".join(f"location {path} {{\nproxy_pass {one['proxyPass']};\n{one['extraConfig']}}}\n" for path, one in host["locations"].items())
        + "}\n"
        for host in config["nginx"].values()
    )
    with tempfile.TemporaryDirectory() as folder:
        with open(f"{folder}/nginx.conf", "w") as file:
            file.write(f"pid {folder}/pid;\nerror_log stderr;\nevents {{}}\nhttp {{\naccess_log off;\n{sites}}}\n")
        said = subprocess.run(["nginx", "-t", "-p", folder, "-c", f"{folder}/nginx.conf"], capture_output=True, text=True)
    return said.returncode == 0 or said.stderr


for case in ("nginx", "nginxUnix", "nginxPath"):
    said = nginx_reads(accepted[case])
    check(f"nginx takes the site of {case}: {said}", said is True)
unix = accepted["nginxUnix"]
check("nginx may open the socket", unix["socket"]["socketConfig"]["SocketGroup"] == "nginx")
check("the socket is a path", unix["socket"]["listenStreams"] == ["/run/atlogin/http.sock"])
check("nginx knows the path", unix["nginx"]["login.example.org"]["locations"]["/"]["proxyPass"] == "http://unix:/run/atlogin/http.sock")
check("nginx at the socket is believed", unix["settings"]["trusted_proxies"] == ["unix"])


# Caddy: what it says itself that it reads.
def sites_of_caddy(config):
    """Each site with its names, and in it each handler with its path, as Caddy understands the file that nixpkgs would make."""
    text = config["besides"] + "\n".join(f"{host['hostName']} {' '.join(host['serverAliases'])} {{\n{host['extraConfig']}\n}}" for host in config["caddy"].values())
    with tempfile.NamedTemporaryFile("w", suffix=".caddy") as file:
        file.write(text)
        file.flush()
        command = ["caddy", "adapt", "--validate", "--adapter", "caddyfile", "--config", file.name]
        servers = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)["apps"]["http"]["servers"]
    assert [server["listen"] for server in servers.values()] == [[":443"]]
    return [
        (site.get("match", [{}])[0].get("host"), [(route.get("match", [{}])[0].get("path"), route["handle"]) for route in handler["routes"]])
        for site in servers["srv0"]["routes"]
        for handler in site["handle"]
    ]


def site_of_caddy(config, name):
    """The site of this name, beside which there is none that has one."""
    ((names, site),) = [site for site in sites_of_caddy(config) if site[0]]
    check(f"Caddy answers for {name}", names == [name])
    return site


def forwarded(path, to):
    # Nothing about headers: Caddy passes the host on, and says the visitor's address and no other.
    return [path], [{"handler": "reverse_proxy", "upstreams": [{"dial": to}]}]


https_only = None, [{"handler": "headers", "response": {"set": {"Strict-Transport-Security": ["max-age=63072000"]}}}]
caddy = accepted["caddy"]
check("Caddy forwards everything, and by https only", site_of_caddy(caddy, "login.example.org") == [https_only, forwarded("/*", "127.0.0.1:9411")])
check("Caddy is believed", caddy["settings"]["trusted_proxies"] == ["127.0.0.1", "::1"])
check("the ports of Caddy are opened, and that of HTTP/3", caddy["ports"] == [80, 443] and caddy["ofUdp"] == [443])
check("nginx has no HTTP/3", nginx["ofUdp"] == [])


def others_of_caddy(config):
    """What whoever asks for another name is answered, by the last site and no earlier one."""
    *_, (names, site) = sites_of_caddy(config)
    return None if names else [(one["handler"], one.get("status_code")) for _, handlers in site for one in handlers]


check("Caddy refuses other names", others_of_caddy(caddy) == [("static_response", 421)])
check("Caddy leaves the rest to a site that is there", others_of_caddy(accepted["caddyShared"]) == [("static_response", 404)] and accepted["caddyShared"]["besides"] == "")
unix = accepted["caddyUnix"]
check("Caddy may open the socket", unix["socket"]["socketConfig"]["SocketGroup"] == "caddy")
check("Caddy knows the path", site_of_caddy(unix, "login.example.org") == [https_only, forwarded("/*", "unix//run/atlogin/http.sock")])
check("Caddy at the socket is believed", unix["settings"]["trusted_proxies"] == ["unix"])

# Below a path they leave the rest of the host to others.
below = accepted["nginxPath"]["nginx"]["example.org"]["locations"]
check("nginx forwards the path alone", list(below) == ["/login/"] and "Strict-Transport" not in below["/login/"]["extraConfig"])
check("Caddy leaves the rest of a host to others", accepted["caddyPath"]["besides"] == "")
check("Caddy forwards the path alone", site_of_caddy(accepted["caddyPath"], "example.org") == [forwarded("/login/*", "127.0.0.1:9411")])

# Synapse.
synapse = accepted["synapse"]
made = "/var/lib/atlogin-secrets/synapse"
provider = synapse["providers"][0]
check("both sides read one secret", provider["client_secret_path"] == made and client(synapse, "synapse")["client_secret_file"] == made)
check("the secret is made before either starts", set(synapse["secrets"]["before"]) == {"atlogin.service", "matrix-synapse.service"} == set(synapse["secrets"]["requiredBy"]))
check("Synapse may read it and others not", re.search("make-secret.sh /var/lib/atlogin-secrets synapse matrix-synapse\\n", synapse["secrets"]["script"]))
check("Synapse is answered where it listens", client(synapse, "synapse")["redirect_uris"] == ["https://matrix.example.org/_synapse/client/oidc/callback"])
check("there is a localpart", client(synapse, "synapse")["localpart"] == "{handle}")
check("hints of apps are those of this server", client(synapse, "synapse")["matrix_server"] == "example.org")
check("no logout unasked", "backchannel_logout_uri" not in client(synapse, "synapse") and "backchannel_logout_enabled" not in provider)
logout = accepted["synapseLogout"]
check("logout on both sides", logout["providers"][0]["backchannel_logout_enabled"] and client(logout, "synapse")["backchannel_logout_uri"] == "https://matrix.example.org/_synapse/client/oidc/backchannel_logout")
own = accepted["synapseOwnSecret"]
check("a secret of one's own is used", own["providers"][0]["client_secret_path"] == "/run/keys/matrix" and own["secrets"] is None)
check("names nobody chooses may be given", accepted["synapseExisting"]["providers"][0]["allow_existing_users"] is True)

# MAS.
mas = accepted["mas"]
upstream = mas["upstream"][0]
check("the provider of MAS has a ULID", re.fullmatch("[0-7][0-9A-HJKMNP-TV-Z]{25}", upstream["id"]) is not None)
check("MAS is of this Matrix server", client(mas, "mas")["matrix_server"] == "example.org")
check("MAS is answered at it", client(mas, "mas")["redirect_uris"] == [f"https://account.example.org/upstream/callback/{upstream['id']}"])
check("MAS reads its secret as a credential", upstream["client_secret_file"] == "${CREDENTIALS_DIRECTORY}/atlogin-secret" and mas["credentials"] == {"atlogin-secret": "/var/lib/atlogin-secrets/mas"})
check("only root reads the secret of MAS", re.search("make-secret.sh /var/lib/atlogin-secrets mas root\\n", mas["secrets"]["script"]))
LOGOUT_OF_MAS = f"https://account.example.org/upstream/backchannel-logout/{upstream['id']}"


def logout_of_mas(config):
    """What MAS does when somebody signs out of ATLogin, and where it is told."""
    return config["upstream"][0].get("on_backchannel_logout"), client(config, "mas").get("backchannel_logout_uri")


check("a logout ends browser sessions at MAS", logout_of_mas(mas) == ("logout_browser_only", LOGOUT_OF_MAS))
check("a logout ends devices where that was asked for", logout_of_mas(accepted["masLogout"]) == ("logout_all", LOGOUT_OF_MAS))
check("MAS is told nothing without https", logout_of_mas(accepted["masWithoutTls"]) == (None, None))


def on_buttons(config):
    return config["providers"][0]["idp_name"], config["upstream"][0]["human_name"]


check("a button reads Bluesky", on_buttons(accepted["both"]) == ("Bluesky", "Bluesky"))
check("or what the pages say, or what was asked for", on_buttons(accepted["named"]) == ("Handle", "Atmosphere"))
check("both at once", {one["client_id"] for one in accepted["both"]["settings"]["clients"]} == {"app", "wiki", "synapse", "mas"})

# What is refused, and that the sentence says why.
for case, words in {
    "secretInSettings": ["careless", "readable by everybody", "client_secret_file"],
    "secretInStore": ["careless", "Nix store"],
    "existingUsers": ["allow_existing_users", "take over", "{handle}", "{did_tail}"],
    "existingUsersByTheBack": ["allow_existing_users", "{handle}"],
    "existingUsersByAnotherName": ["allow_existing_users", "preferred_username"],
    "existingUsersOfMas": ["on_conflict", "take over"],
    "synapseElsewhere": ["services.matrix-synapse is not enabled"],
    "masElsewhere": ["services.matrix-authentication-service is not enabled"],
    "nginxWithoutTls": ["atlogin.nginx", "https://"],
    "caddyWithoutTls": ["atlogin.caddy", "https://"],
    "nginxUnixWithoutSocket": ["atlogin.nginx", "socketActivation = true"],
    "caddyUnixWithoutSocket": ["atlogin.caddy", "socketActivation = true"],
    "bothProxies": ["nginx.enable", "caddy.enable", "80 and 443"],
}.items():
    check(f"{case} is refused with one sentence", len(refused[case]) == 1)
    check(f"{case} says why", all(word in "".join(refused[case]) for word in words))
check("every refusal is looked at", len(refused) == 13)

# The daemon itself judges what would be its configuration.
binary = os.environ["ATLOGIN_BIN"]
for name, config in accepted.items():
    check(f"{name}: what is not set is not in the file", "null" not in json.dumps(config["file"]))
    with tempfile.NamedTemporaryFile("w", suffix=".toml") as file:
        file.write(toml_text(config["file"]))
        file.flush()
        run = subprocess.run([binary, "--config", file.name, "check-config", "--no-files"], capture_output=True, text=True)
        check(f"{name}: check-config: {run.stdout}{run.stderr}", run.returncode == 0)



def printed_for_mas(config):
    """What `atlogin config mas` prints for the client that the module makes, setting by setting."""
    known = client({"settings": config["file"]}, "mas")
    plain = {key: value for key, value in known.items() if key != "client_secret_file"}
    plain["client_secret"] = "not-a-secret-but-long-enough-to-pass-for-one"
    file = {"public_url": config["file"]["public_url"], "state_dir": "/nowhere", "clients": [plain]}
    with tempfile.NamedTemporaryFile("w", suffix=".toml") as configuration:
        configuration.write(toml_text(file))
        configuration.flush()
        command = [binary, "--config", configuration.name, "config", "mas", "mas"]
        return dict(settings_of_lines(subprocess.run(command, capture_output=True, text=True, check=True).stdout))


def made_for_mas(config):
    return dict(settings_of_json({"upstream_oauth2": {"providers": config["upstream"]}}))


# A secret comes as a credential, and the preset knows nothing of those.
secret = "upstream_oauth2.providers[].client_secret_file"
printed, made = ({path: value for path, value in of(mas).items() if path != secret} for of in (printed_for_mas, made_for_mas))
check(f"MAS gets what the command prints: {printed} and not {made}", printed == made and len(made) > 15)

if failures:
    sys.exit(f"evaluate: {failures} of the module's promises do not hold")
print(f"evaluate: {len(accepted)} uses as promised, {len(refused)} refused")
