"""Addresses on which visitors sign in and see to their own data."""

from django.urls import path

from gapura.people.certificates import views as certificates
from gapura.people.passes import desk
from gapura.people.passes import views as passes
from gapura.people.views import health, own, possession, sign_in

urlpatterns = [
    path("masuk/", sign_in.start, name="sign_in"),
    path("masuk/kode/", sign_in.code, name="sign_in_code"),
    path("keluar/", sign_in.leave, name="sign_out"),
    path("saya/data/", own.identify, name="my_data"),
    path("saya/bukti/", possession.start, name="possession"),
    path("saya/bukti/kode/", possession.code, name="possession_code"),
    path("saya/perangkat/", own.devices_page, name="my_devices"),
    path("saya/perangkat/<int:device_id>/keluar/", own.sign_out_device, name="sign_out_device"),
    path("saya/kartu/", passes.show, name="my_pass"),
    path("saya/kartu/terbit/", passes.issue, name="issue_pass"),
    path("saya/kartu/kode.svg", passes.picture, name="pass_picture"),
    path("saya/kartu/<int:number>/cabut/", passes.withdraw, name="withdraw_my_pass"),
    path("saya/koreksi/", own.corrections_page, name="my_corrections"),
    path("saya/sertifikat/", certificates.certificates, name="my_certificates"),
    path("saya/sertifikat/hapus/", certificates.remove, name="remove_my_certificate"),
    path("kartu/", desk.desk, name="paper_passes"),
    path("kartu/<int:number>/", desk.one, name="paper_pass"),
    path("kartu/<int:number>/lembar.pdf", desk.sheet, name="paper_pass_sheet"),
    path("kartu/<int:number>/kode/", desk.hand_over, name="hand_over"),
    path("kartu/<int:number>/cabut/", desk.withdraw, name="withdraw_paper_pass"),
    path("dinkes/", health.corrections, name="health_officer"),
    path("dinkes/<uuid:correction_id>/jawab/", health.answer, name="answer_correction"),
]
