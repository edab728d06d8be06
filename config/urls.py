"""Every address of the site: accounts, the admin behind the same door, uploads, and the rooms' own."""

from allauth.account.decorators import secure_admin_login
from allauth.mfa.totp.views import activate_totp
from csp.decorators import csp_update
from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import include, path, re_path

from reviews.web.media import media

admin.autodiscover()
# Its “View on site” button goes by an address that tells every author the slug of anybody's draft; `no_shortcut` closes it.
admin.ModelAdmin.view_on_site = False  # type: ignore[misc]  # a fact of every one of them
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]  # throttling and 2FA are allauth's

handler400 = "reviews.web.errors.bad_request"
handler403 = "reviews.web.errors.permission_denied"
handler404 = "reviews.web.errors.not_found"
handler429 = "reviews.web.errors.too_many_requests"
handler500 = "reviews.web.errors.server_error"


def no_shortcut(request: HttpRequest) -> HttpResponse:
    """Django's way from an object's number to its address, for whoever may open the admin at all: nothing here needs it."""
    raise Http404


urlpatterns = [
    re_path(r"^admin/r/", no_shortcut, name="admin-no-shortcut"),
    path("admin/", admin.site.urls),
    # allauth hands the authenticator's square code to its page as a data: picture, on this page alone.
    path("accounts/2fa/totp/activate/", csp_update({"img-src": ["'self'", "data:"]})(activate_totp), name="mfa_activate_totp"),
    path("accounts/", include("allauth.urls")),
    path("media/<path:name>", media, name="media"),
    path("", include("reviews.urls")),
]
