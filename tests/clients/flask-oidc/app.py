# A site whose people are known by flask-oidc.
import os

from flask import Flask, session
from flask_oidc import OpenIDConnect

app = Flask(__name__)
app.config["SECRET_KEY"] = "a secret of the site, for its cookies"
app.config["OIDC_CLIENT_SECRETS"] = os.environ["CLIENT_SECRETS"]
app.config["OIDC_SCOPES"] = "openid profile offline_access"
oidc = OpenIDConnect(app)


@app.route("/")
def home():
    if not oidc.user_loggedin:
        return "Nobody is here."
    return f"Here is {session['oidc_auth_profile']['preferred_username']}."


@app.route("/token")
@oidc.require_login
def token():
    return oidc.get_access_token()
