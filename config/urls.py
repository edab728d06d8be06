"""Every address of the site: accounts, the admin behind the same door, uploads, and the rooms' own."""

from allauth.account.decorators import secure_admin_login
from allauth.mfa.totp.views import activate_totp
from csp.decorators import csp_update
from django.contrib import admin
from django.urls import include, path

from reviews.web.media import media

admin.autodiscover()
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]  # throttling and 2FA are allauth's

handler400 = "reviews.web.errors.bad_request"
handler403 = "reviews.web.errors.permission_denied"
handler404 = "reviews.web.errors.not_found"
handler429 = "reviews.web.errors.too_many_requests"
handler500 = "reviews.web.errors.server_error"

urlpatterns = [
    path("admin/", admin.site.urls),
    # allauth hands the authenticator's square code to its page as a data: picture, on this page alone.
    path("accounts/2fa/totp/activate/", csp_update({"img-src": ["'self'", "data:"]})(activate_totp), name="mfa_activate_totp"),
    path("accounts/", include("allauth.urls")),
    path("media/<path:name>", media, name="media"),
    path("", include("reviews.urls")),
]
