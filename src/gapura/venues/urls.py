"""The places of PIC, officer and coordinator."""

from django.urls import path

from gapura.venues.views import (
    coordinator,
    declared,
    details,
    doors,
    officers,
    own,
    posters,
    screens,
    succession,
)

OFFICER = "pic/tempat/<uuid:venue_id>/petugas/<int:post_id>"

urlpatterns = [
    path("pic/", own.pic, name="pic"),
    path("pic/tempat/<uuid:venue_id>/", details.details, name="pic_details"),
    path("pic/tempat/<uuid:venue_id>/nama/", details.name, name="pic_name"),
    path("pic/tempat/<uuid:venue_id>/pintu/", doors.doors, name="pic_doors"),
    path("pic/tempat/<uuid:venue_id>/pintu/<int:number>/", doors.rename, name="pic_rename_door"),
    path("pic/tempat/<uuid:venue_id>/pintu/<int:number>/cabut/", doors.withdraw, name="pic_withdraw_door"),
    path("pic/tempat/<uuid:venue_id>/pintu/<int:number>/layar/", screens.add, name="pic_add_screen"),
    path("pic/tempat/<uuid:venue_id>/layar/<uuid:screen_id>/akhiri/", screens.end, name="pic_end_screen"),
    path("layar/", screens.screen, name="screen"),
    path("layar/kode.json", screens.codes, name="screen_codes"),
    path("layar/kode.svg", screens.picture, name="screen_picture"),
    path("layar/buka/<str:secret>/", screens.opening, name="open_screen"),
    path("pic/tempat/<uuid:venue_id>/petugas/", officers.officers, name="pic_officers"),
    path(f"{OFFICER}/kirim/", officers.resend, name="pic_resend_officer"),
    path(f"{OFFICER}/perpanjang/", officers.extend, name="pic_extend_officer"),
    path(f"{OFFICER}/hapus/", officers.remove, name="pic_remove_officer"),
    path("pic/tempat/<uuid:venue_id>/pengganti/", succession.successor, name="pic_successor"),
    path("pic/tempat/<uuid:venue_id>/pengganti/kirim/", succession.resend, name="pic_resend_successor"),
    path("pic/tempat/<uuid:venue_id>/pengganti/batal/", succession.call_off, name="pic_call_off"),
    path("pic/tawaran/<uuid:succession_id>/terima/", succession.accept, name="pic_accept"),
    path("pic/tawaran/<uuid:succession_id>/tolak/", succession.decline, name="pic_decline"),
    path("petugas/", own.officer, name="officer"),
    path("tempat/<uuid:venue_id>/pernyataan/", declared.overview, name="declared"),
    path("tempat/<uuid:venue_id>/pernyataan/perbaiki/", declared.correct, name="correct_declared"),
    path("tempat/<uuid:venue_id>/poster.pdf", posters.of_venue, name="venue_posters"),
    path("koordinator/tempat/", coordinator.overview, name="coordinator_venues"),
    path("koordinator/tempat/<uuid:venue_id>/", coordinator.venue, name="coordinator_venue"),
    path("koordinator/tempat/<uuid:venue_id>/cabut/", coordinator.withdraw, name="withdraw_venue"),
    path("koordinator/tempat/<uuid:venue_id>/kode-baru/", coordinator.reissue, name="reissue_venue"),
    path("koordinator/tempat/<uuid:venue_id>/nama/", coordinator.decide_name, name="decide_venue_name"),
    path("koordinator/tempat/<uuid:venue_id>/pengganti/", succession.successor, name="coordinator_successor"),
    path(
        "koordinator/tempat/<uuid:venue_id>/pengganti/kirim/",
        succession.resend,
        name="coordinator_resend_successor",
    ),
    path(
        "koordinator/tempat/<uuid:venue_id>/pengganti/batal/",
        succession.call_off,
        name="coordinator_call_off",
    ),
    path("koordinator/poster/", posters.order, name="order_posters"),
    path("koordinator/poster/<uuid:printing_id>/", posters.progress, name="printing"),
    path("koordinator/poster/<uuid:printing_id>/unduh/", posters.download, name="download_posters"),
]
