# A Django site whose people are known by mozilla-django-oidc. What ATLogin's operator was given is pasted at the end.
import os

ALLOWED_HOSTS = ["localhost"]
SECRET_KEY = "a secret of the site, for its cookies"
ROOT_URLCONF = "urls"
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": os.environ["DATABASE"]}}
INSTALLED_APPS = ["django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions"]
MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "mozilla_django_oidc.middleware.SessionRefresh",
]
# It asks ATLogin again, without a page, by the first request that comes so many seconds later.
OIDC_RENEW_ID_TOKEN_EXPIRY_SECONDS = 5
OIDC_STORE_ID_TOKEN = True
OIDC_OP_LOGOUT_URL_METHOD = "urls.logout_url"
