#!/usr/bin/env python3
"""Signs alice in at the ATLogin of this machine, as a browser and as a relying party; prints whom the ID token names.

    sign_in.py SECRET [wrong-secret]

The person's server is the small world's, which approves at once. With `wrong-secret` the relying party proves itself
with another secret, and what it is told is printed.
"""

import base64
import http.client
import json
import re
import socket
import ssl
import sys
import urllib.parse

PUBLIC = "https://login.example.org"
CALLBACK = "https://rp.example.org/callback"
jar = {}


def daemon(method, path, form=None, **headers):
    """Asks ATLogin as the proxy before it would: plain HTTP, the public name."""
    connection = http.client.HTTPConnection("127.0.0.1", 9411, timeout=10)
    cookies = "; ".join(f"{name}={value}" for name, value in jar.items())
    answer = ask(connection, method, path, form, Host="login.example.org", Origin=PUBLIC, Cookie=cookies, **headers)
    for cookie in answer.headers.get_all("Set-Cookie", []):
        name, value = cookie.split(";")[0].split("=", 1)
        jar[name] = value
    return answer


def persons_server(url):
    """Follows the browser to the person's own server. Whose certificate it has is for ATLogin to judge."""
    there = urllib.parse.urlsplit(url)
    connection = http.client.HTTPSConnection(there.hostname, timeout=10)
    plain = socket.create_connection(("127.0.0.1", 2583), timeout=10)
    trusting = ssl.create_default_context()
    trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
    connection.sock = trusting.wrap_socket(plain, server_hostname=there.hostname)
    return ask(connection, "GET", f"{there.path}?{there.query}")


def ask(connection, method, path, form=None, **headers):
    body = urllib.parse.urlencode(form) if form else None
    if form:
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    connection.request(method, path, body, headers)
    answer = connection.getresponse()
    answer.text = answer.read().decode()
    return answer


def relative(url):
    assert url.startswith(PUBLIC + "/") or url.startswith("/"), url
    return url.removeprefix(PUBLIC)


def main(secret, wrong=False):
    question = urllib.parse.urlencode(
        {"client_id": "proof", "response_type": "code", "scope": "openid", "redirect_uri": CALLBACK, "nonce": "n"}
    )
    asked = daemon("GET", f"/authorize?{question}")
    page = daemon("GET", relative(asked.headers["Location"]))
    assert page.status == 200 and "<h1>Sign in</h1>" in page.text, page.text

    form = re.search(r'<form id="sign-in" method="post" action="([^"]+)">\s*<input type="hidden" name="csrf" value="([^"]+)">', page.text)
    away = daemon("POST", relative(form[1]), {"csrf": form[2], "account": "alice.pds.test"})
    assert away.status == 303, away.text
    approved = persons_server(away.headers["Location"])
    back = daemon("GET", relative(approved.headers["Location"]))
    assert back.headers["Location"].startswith(CALLBACK), back.text

    code = urllib.parse.parse_qs(urllib.parse.urlsplit(back.headers["Location"]).query)["code"][0]
    proof = base64.b64encode(f"proof:{'not ' if wrong else ''}{open(secret).read().strip()}".encode()).decode()
    redemption = {"grant_type": "authorization_code", "code": code, "redirect_uri": CALLBACK}
    tokens = json.loads(daemon("POST", "/token", redemption, Authorization=f"Basic {proof}").text)
    if "id_token" not in tokens:
        return tokens["error"]
    payload = tokens["id_token"].split(".")[1]
    return json.loads(base64.urlsafe_b64decode(payload + "=="))["sub"]


print(main(*sys.argv[1:]))
