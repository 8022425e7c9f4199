# A JupyterHub on one machine. What ATLogin's operator was given is pasted at the end.
import os

c = get_config()  # noqa: F821  JupyterHub brings it
c.JupyterHub.bind_url = f"http://127.0.0.1:{os.environ['PORT']}/"
c.JupyterHub.hub_bind_url = f"http://127.0.0.1:{os.environ['HUB_PORT']}/"
c.ConfigurableHTTPProxy.api_url = f"http://127.0.0.1:{os.environ['PROXY_PORT']}/"
c.ConfigurableHTTPProxy.command = [os.environ["NODE"], os.environ["PROXY"]]
c.JupyterHub.db_url = "sqlite:///hub.sqlite"

# It keeps the tokens, and asks userinfo whether the access token is still good as soon as its answer is a second old.
c.OAuthenticator.enable_auth_state = True
c.OAuthenticator.auth_refresh_age = 1

# Who may come in.
c.OAuthenticator.allowed_users = {"alice.pds.test"}

# Somebody who may look at the tokens: the test.
c.JupyterHub.services = [{"name": "test", "api_token": os.environ["API_TOKEN"]}]
c.JupyterHub.load_roles = [{"name": "test", "services": ["test"], "scopes": ["read:users", "admin:auth_state"]}]
