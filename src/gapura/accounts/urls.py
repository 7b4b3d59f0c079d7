"""Addresses of staff sign-in, second factor included, and of one's own account."""

from allauth.account.views import account_inactive, login, logout, reauthenticate
from django.urls import include, path

from gapura.accounts import views

urlpatterns = [
    path("", views.own, name="account_own"),
    path("login/", login, name="account_login"),
    path("logout/", logout, name="account_logout"),
    path("nonaktif/", account_inactive, name="account_inactive"),
    path("reauthenticate/", reauthenticate, name="account_reauthenticate"),
    path("2fa/", views.second_factor_index, name="mfa_index"),
    path("2fa/", include("allauth.mfa.urls")),
]
