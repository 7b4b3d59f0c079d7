"""Addresses on which visitors link apps, and apps act for them."""

from django.urls import include, path

from gapura.partners.api.routes import routes
from gapura.partners.views import consent, docs, oauth, operating, own

urlpatterns = [
    path("api/docs", docs.docs, name="partner_docs"),
    path("api/docs/", docs.docs),
    path("api/v1/openapi.json", docs.openapi, name="partner_openapi"),
    path("api/v1/", include(routes())),
    path("oauth/authorize/", consent.authorize, name="authorize_app"),
    path("oauth/token/", oauth.token, name="oauth_token"),
    path("oauth/revoke/", oauth.revoke, name="oauth_revoke"),
    path(".well-known/oauth-authorization-server", oauth.metadata, name="oauth_metadata"),
    path("saya/aplikasi/", own.apps, name="my_apps"),
    path("saya/aplikasi/<uuid:link_id>/lepas/", own.unlink, name="unlink_app"),
    path("admin/partners/partner/add/", operating.register, name="register_partner"),
    path("admin/partners/partner/<int:partner_id>/change/", operating.change, name="change_partner"),
    path("admin/partners/partner/<int:partner_id>/secret/", operating.renew_secret, name="renew_secret"),
    path(
        "admin/partners/partner/<int:partner_id>/webhook-secret/",
        operating.renew_webhook_secret,
        name="renew_webhook_secret",
    ),
    path("admin/partners/partner/<int:partner_id>/suspend/", operating.suspend, name="suspend_partner"),
]
