# The pages of the site.
from urllib.parse import urlencode, urljoin

from django.conf import settings
from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.urls import include, path

SIGN_OUT = '<form method="post" action="/oidc/logout/"><input type="hidden" name="csrfmiddlewaretoken" value="{}"><button>Sign out</button></form>'


def home(request):
    if not request.user.is_authenticated:
        return HttpResponse("Nobody is here.")
    return HttpResponse(f"Here is {request.user.email}. {SIGN_OUT.format(get_token(request))}")


def logout_url(request):
    question = {"id_token_hint": request.session["oidc_id_token"], "post_logout_redirect_uri": request.build_absolute_uri("/")}
    return urljoin(settings.OIDC_OP_AUTHORIZATION_ENDPOINT, "logout") + "?" + urlencode(question)


urlpatterns = [path("oidc/", include("mozilla_django_oidc.urls")), path("", home)]
