"""Addresses of staff sign-in, second factor included, and of one's own account."""

from allauth.account.views import account_inactive, login, logout, reauthenticate
from django.urls import include, path

from gapura.accounts.views import factors, forgotten, own

urlpatterns = [
    path("", own.own, name="account_own"),
    path("login/", login, name="account_login"),
    path("logout/", logout, name="account_logout"),
    path("nonaktif/", account_inactive, name="account_inactive"),
    path("reauthenticate/", reauthenticate, name="account_reauthenticate"),
    path("kata-sandi/", own.password, name="account_change_password"),
    path("lupa/", forgotten.ask, name="account_forgotten"),
    path("lupa/baru/", forgotten.choose, name="account_forgotten_new"),
    path("lupa/<str:key>/", forgotten.opened, name="account_forgotten_link"),
    path("keluarkan/", own.sign_out, name="account_end_sessions"),
    path("2fa/", factors.index, name="mfa_index"),
    path("2fa/totp/activate/", factors.activate_totp, name="mfa_activate_totp"),
    path("2fa/webauthn/", factors.index, name="mfa_list_webauthn"),
    path("2fa/webauthn/add/", factors.add_passkey, name="mfa_add_webauthn"),
    path("2fa/", include("allauth.mfa.urls")),
]
