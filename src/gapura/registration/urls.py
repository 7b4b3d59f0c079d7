"""Every address of registration; each part brings its own."""

from django.urls import include, path

from gapura.registration.confirming import views as confirming

urlpatterns = [
    path("konfirmasi/<str:token>", confirming.confirm, name="confirm"),
    path("", include("gapura.registration.review.urls")),
]
