"""Addresses of the health officer's work on records and cases."""

from django.urls import path

from gapura.tracing.views import records

urlpatterns = [
    path("dinkes/catatan/", records.search, name="open_record"),
    path("dinkes/<uuid:correction_id>/catatan/", records.from_correction, name="open_correction"),
    path("dinkes/catatan/<uuid:opening_id>/", records.record, name="record"),
    path("dinkes/catatan/<uuid:opening_id>/tambah/<slug:kind>/", records.add, name="record_item"),
    path("dinkes/catatan/<uuid:opening_id>/cabut/<slug:key>/", records.withdraw, name="withdraw_item"),
]
