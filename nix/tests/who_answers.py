"""Starts a proxy with the sites of a guide, and says who answers which address: `synapse`, `mas`, or else the status.

    who_answers.py caddy|nginx SITES

SITES is what stands in the proxy's file for matrix.example.org and account.example.org. Synapse and MAS, at the ports that
the sites lead to, are a stand-in that says what it was told about the visitor. Run it as root: it has a network of its own.
"""

import http.client
import http.server
import os
import re
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
import time

MATRIX, ACCOUNT = "matrix.example.org", "account.example.org"
EXPECTED = {
    (MATRIX, "/_matrix/client/v3/login"): "mas",
    (MATRIX, "/_matrix/client/v3/login/sso/redirect/oidc?redirectUrl=x"): "mas",
    (MATRIX, "/_matrix/client/r0/logout/all"): "mas",
    (MATRIX, "/_matrix/client/v3/refresh"): "mas",
    (MATRIX, "/_matrix/client/v3/loginx"): "synapse",
    (MATRIX, "/_matrix/client/versions"): "synapse",
    (MATRIX, "/_matrix/client/v3/rooms/login"): "synapse",
    (MATRIX, "/_matrix/federation/v1/version"): "synapse",
    (MATRIX, "/_synapse/client/oidc/callback"): "synapse",
    (MATRIX, "/_synapse/admin/v1/server_version"): 404,
    (MATRIX, "/_synapse/mas/query_user"): 404,
    (ACCOUNT, "/"): "mas",
    (ACCOUNT, "/authorize?client_id=x"): "mas",
    (ACCOUNT, "/.well-known/openid-configuration"): "mas",
}


def stands_for(name, port):
    class Answer(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            said = " ".join(str(self.headers.get(header)) for header in ("Host", "X-Forwarded-For"))
            body = f"{name} {said}".encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", port), Answer)
    threading.Thread(target=server.serve_forever, daemon=True).start()


def caddy(sites, folder):
    with open(f"{folder}/Caddyfile", "w") as file:
        file.write(f"{{\nadmin off\nlocal_certs\nskip_install_trust\n}}\n{sites}")
    environment = os.environ | {"XDG_DATA_HOME": folder, "XDG_CONFIG_HOME": folder, "HOME": folder}
    return subprocess.Popen(["caddy", "run", "--adapter", "caddyfile", "--config", f"{folder}/Caddyfile"], env=environment, stderr=open(f"{folder}/log", "w"))


def nginx(sites, folder):
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=x", "-keyout", f"{folder}/key", "-out", f"{folder}/cert"],
        check=True,
        capture_output=True,
    )
    with open(f"{folder}/nginx.conf", "w") as file:
        file.write(
            f"user root;\ndaemon off;\npid {folder}/pid;\nerror_log stderr;\nevents {{}}\nhttp {{\naccess_log off;\n"
            f"ssl_certificate {folder}/cert;\nssl_certificate_key {folder}/key;\n{sites}}}\n"
        )
    return subprocess.Popen(["nginx", "-p", folder, "-c", f"{folder}/nginx.conf"], stderr=open(f"{folder}/log", "w"))


def answer(host, path, asked=None):
    context = ssl._create_unverified_context()
    with socket.create_connection(("127.0.0.1", 443), timeout=5) as plain, context.wrap_socket(plain, server_hostname=host) as secure:
        # What a visitor says about an address is not believed.
        secure.sendall(f"GET {path} HTTP/1.1\r\nHost: {asked or host}\r\nX-Forwarded-For: 198.51.100.7\r\nConnection: close\r\n\r\n".encode())
        response = http.client.HTTPResponse(secure)
        response.begin()
        text = response.read().decode()
    return text if response.status == 200 else response.status


def main():
    kind, sites = sys.argv[1], open(sys.argv[2]).read()
    if "WHO_ANSWERS_ALONE" not in os.environ:
        os.execvpe("unshare", ["unshare", "--net", sys.executable, *sys.argv], os.environ | {"WHO_ANSWERS_ALONE": "yes"})
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    stands_for("synapse", 8008)
    for port in set(re.findall(r"127\.0\.0\.1:(80[89]\d)", sites)):
        stands_for("mas", int(port))
    wrong = []
    with tempfile.TemporaryDirectory() as folder:
        proxy = {"caddy": caddy, "nginx": nginx}[kind](sites, folder)
        try:
            # Caddy makes its certificates first.
            for _ in range(100):
                try:
                    answer(MATRIX, "/_matrix/client/versions")
                    answer(ACCOUNT, "/")
                    break
                except OSError:
                    time.sleep(0.1)
            for (host, path), who in EXPECTED.items():
                said = answer(host, path)
                if said != (f"{who} {host} 127.0.0.1" if isinstance(who, str) else who):
                    wrong.append(f"{host}{path} is answered by {said}, not by {who}")
            known = answer(MATRIX, "/.well-known/matrix/server")
            if "well-known" in sites and known != '{"m.server":"matrix.example.org:443"}':
                wrong.append(f"other servers are told {known}")
            # Where the guide says so. Its certificate is that of a name which there is.
            others = answer(MATRIX, "/", "other.example")
            if "respond 421" in sites and others != 421:
                wrong.append(f"whoever asks for another name is answered {others}")
        except OSError as error:
            wrong.append(f"{error}\n{open(f'{folder}/log').read()}")
        finally:
            proxy.terminate()
            proxy.wait()
    sys.exit("\n".join(wrong) or None)


main()
