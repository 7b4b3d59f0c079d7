"""Addresses of HL7 FHIR R4 for registries, and the operator's page to take back what one brought."""

from django.urls import path

from gapura.fhir.views import bundles, metadata, operating, resources

urlpatterns = [
    path("fhir/R4", bundles.bundle),
    path("fhir/R4/", bundles.bundle, name="fhir"),
    path("fhir/R4/metadata", metadata.metadata, name="fhir_metadata"),
    path("fhir/R4/<slug:kind>", resources.of_kind, name="fhir_kind"),
    path("fhir/R4/<slug:kind>/<str:resource_id>", resources.by_id, name="fhir_resource"),
    path("admin/fhir/registry/<int:partner_id>/tarik/", operating.take_back, name="take_back_delivery"),
]
