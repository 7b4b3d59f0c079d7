"""Addresses on which visitors sign in and see to their own data."""

from django.urls import path

from gapura.people.views import health, own, sign_in

urlpatterns = [
    path("masuk/", sign_in.start, name="sign_in"),
    path("masuk/kode/", sign_in.code, name="sign_in_code"),
    path("keluar/", sign_in.leave, name="sign_out"),
    path("saya/data/", own.identify, name="my_data"),
    path("saya/perangkat/", own.devices_page, name="my_devices"),
    path("saya/perangkat/<int:device_id>/keluar/", own.sign_out_device, name="sign_out_device"),
    path("saya/koreksi/", own.corrections_page, name="my_corrections"),
    path("dinkes/", health.corrections, name="health_officer"),
    path("dinkes/<uuid:correction_id>/jawab/", health.answer, name="answer_correction"),
]
