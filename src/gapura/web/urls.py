"""Addresses that belong to no feature."""

from django.urls import path
from django.views.i18n import set_language

from gapura.accounts.views import activation
from gapura.web import views

urlpatterns = [
    path("", views.home, name="home"),
    path("aktivasi", activation.activate, name="activation"),
    path("aktivasi/", activation.activate),
    path("privasi/", views.privacy, name="privacy"),
    path("bahasa/", set_language, name="set_language"),
    path("robots.txt", views.robots),
    path("security.txt", views.security),
    path(".well-known/security.txt", views.security),
    path(".well-known/gapura-keys.json", views.keys),
    path(".well-known/gapura-withdrawn-passes", views.withdrawn_passes),
]
