"""Every address of registration; each part brings its own."""

from django.urls import include, path, re_path

from gapura.registration.confirming import views as confirming

urlpatterns = [
    path("", include("gapura.registration.applying.urls")),
    path("", include("gapura.registration.following.urls")),
    re_path(r"^konfirmasi/(?P<token>[^/]+)/?$", confirming.confirm, name="confirm"),
    path("", include("gapura.registration.review.urls")),
    path("", include("gapura.registration.coordinating.urls")),
]
