"""Addresses of the health officer's work on records and cases."""

from django.urls import path

from gapura.tracing.views import cases, records, sites

urlpatterns = [
    path("dinkes/catatan/", records.search, name="open_record"),
    path("dinkes/<uuid:correction_id>/catatan/", records.from_correction, name="open_correction"),
    path("dinkes/catatan/<uuid:opening_id>/", records.record, name="record"),
    path("dinkes/catatan/<uuid:opening_id>/tambah/<slug:kind>/", records.add, name="record_item"),
    path("dinkes/catatan/<uuid:opening_id>/cabut/<slug:key>/", records.withdraw, name="withdraw_item"),
    path("dinkes/kasus/", cases.overview, name="cases"),
    path("dinkes/kasus/<uuid:case_id>/", cases.case, name="case"),
    path("dinkes/kasus/<uuid:case_id>/hitung/", cases.count_again, name="count_case_again"),
    path("dinkes/kasus/<uuid:case_id>/catatan/", cases.open_record, name="open_case_record"),
    path("dinkes/tempat/<uuid:site_id>/", sites.site, name="site"),
]
