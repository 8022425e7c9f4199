# The pages of the site.
from django.http import HttpResponse
from django.urls import include, path


def home(request):
    if not request.user.is_authenticated:
        return HttpResponse("Nobody is here.")
    account = request.user.socialaccount_set.get()
    return HttpResponse(f"Here is {request.user.username}, known by {account.uid}.")


urlpatterns = [path("accounts/", include("allauth.urls")), path("", home)]
