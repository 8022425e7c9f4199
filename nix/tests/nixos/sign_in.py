"""Signs somebody in to Matrix as they would: looks at the page, does what it asks for, until the client has a session.

Arguments: the address of the client (Element Web; Hydrogen works too), a handle, a password.
Prints the Matrix user that the client says it is, and the origins that were passed on the way.
CHROMIUM and CHROMEDRIVER are the browser and what drives it, by W3C WebDriver; no library is needed for that.
"""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

client, handle, password = sys.argv[1:4]
ELEMENT = "element-6066-11e4-a52e-4f735466cecf"  # WebDriver §12: how an element is named in JSON
PATIENCE = float(os.environ.get("PATIENCE", "300"))

# What can be pressed on each kind of page. The first that is there is pressed; what is not here is left alone,
# such as "Cancel", "Deny access" and "Create a new account".
BUTTONS = [
    "Continue with Bluesky",  # Element, Synapse's own sign-in
    "Log in with SSO",  # Hydrogen
    "Authorize",  # the PDS's question
    "Create Account",  # MAS, the first time
    "Continue",  # Element with MAS; ATLogin; Synapse and MAS, back to the client
    "Sign in",  # the PDS; Element's first page
]

# Runs in the page: an element that is there to be used, or nothing.
FIND = """
const seen = e => e.getClientRects().length > 0 && !e.disabled && e.getAttribute('aria-disabled') !== 'true';
const [kind, names] = arguments;
if (kind === 'field') {
  return [...document.querySelectorAll(names)].find(e => seen(e) && !e.readOnly && !e.value) ?? null;
}
const all = [...document.querySelectorAll('button, a, input[type=submit], [role=button]')].filter(seen);
const said = e => (e.getAttribute('aria-label') || e.innerText || e.value || '').trim();
for (const name of names) {
  const one = all.find(e => said(e) === name);
  if (one) return one;
}
return null;
"""

# Runs at the client: who it is signed in as.
SESSION = """
const element = localStorage.getItem('mx_user_id');
const hydrogen = JSON.parse(localStorage.getItem('hydrogen_sessions_v1') ?? '[]')[0]?.userId;
return element ?? hydrogen ?? null;
"""


class Browser:
    def __init__(self):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.driver = subprocess.Popen([os.environ["CHROMEDRIVER"], f"--port={port}"], stdout=subprocess.DEVNULL)
        self.base = f"http://127.0.0.1:{port}"
        self.base += "/session/" + self.begin()["sessionId"]

    def begin(self):
        arguments = ["--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-component-update"]
        options = {"binary": os.environ["CHROMIUM"], "args": arguments}
        wanted = {"capabilities": {"alwaysMatch": {"goog:chromeOptions": options}}}
        for _ in range(100):
            try:
                return self.call("/session", wanted)
            except urllib.error.URLError as error:
                if isinstance(error, urllib.error.HTTPError):
                    raise SystemExit(f"no browser: {error.read().decode()}") from error
                time.sleep(0.2)
        raise SystemExit("the driver of the browser did not start")

    def call(self, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.base + path, data, {"content-type": "application/json"})
        with urllib.request.urlopen(request, timeout=180) as answer:
            return json.load(answer)["value"]

    def run(self, script, *arguments):
        return self.call("/execute/sync", {"script": script, "args": list(arguments)})

    def end(self):
        try:
            urllib.request.urlopen(urllib.request.Request(self.base, method="DELETE"), timeout=30)
        finally:
            self.driver.terminate()


def origin(url):
    return "/".join(url.split("/")[:3])


def step(browser):
    """One thing that a person would do on this page; whether there was any."""
    for fields, text in (
        ("input[name=handle], input[name=account]", handle),
        ("input[name=username]", handle),
        ("input[name=password]", password),
    ):
        field = browser.run(FIND, "field", fields)
        if field:
            browser.call(f"/element/{field[ELEMENT]}/value", {"text": text})
            return f"wrote into {fields}"
    button = browser.run(FIND, "button", BUTTONS)
    if not button:
        return None
    said = browser.run("return arguments[0].innerText || arguments[0].value", button)
    browser.call(f"/element/{button[ELEMENT]}/click", {})
    return f"pressed {said.strip()!r}"


def sign_in(browser):
    browser.call("/url", {"url": client + "/#/login"})
    way, done = [], None
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        try:
            url = browser.call("/url")
            if not way or way[-1] != origin(url):
                way.append(origin(url))
            if origin(url) == client and (user := browser.run(SESSION)):
                return user, way
            now = step(browser)
            # A page that is on its way out still shows its button.
            if now and now != done:
                print(f"{url.split('?')[0]}: {now}", file=sys.stderr)
            done = now
        except urllib.error.HTTPError:
            pass  # The page went away under our hands.
        time.sleep(1)
    text = browser.run("return document.body.innerText")
    raise SystemExit(f"not signed in after {PATIENCE} s; left at {browser.call('/url')}:\n{text[:2000]}")


browser = Browser()
try:
    user, way = sign_in(browser)
    print(user)
    print("by way of " + " ".join(way))
finally:
    browser.end()
