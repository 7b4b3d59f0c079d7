"""The reviewer's addresses."""

from django.urls import path

from gapura.registration.review.views import application, delegations, documents, queue, rounds

APPLICATION = "verifikasi/permohonan/<uuid:application_id>/"
ROUND = "verifikasi/sekaligus/<uuid:round_id>/"

urlpatterns = [
    path("verifikasi/", queue.queue, name="review"),
    path(APPLICATION, application.show, name="review_application"),
    path(f"{APPLICATION}ambil/", application.take, name="review_take"),
    path(f"{APPLICATION}lepas/", application.release, name="review_release"),
    path(f"{APPLICATION}tanya/", application.ask, name="review_ask"),
    path(f"{APPLICATION}setujui/", application.approve, name="review_approve"),
    path(f"{APPLICATION}tolak/", application.decline, name="review_decline"),
    path(f"{APPLICATION}dokumen/<uuid:document_id>/", documents.large, name="review_document"),
    path(f"{APPLICATION}dokumen/<uuid:document_id>/unduh/", documents.download, name="review_download"),
    path(
        f"{APPLICATION}dokumen/<uuid:document_id>/halaman/<int:page>/",
        documents.picture,
        name="review_picture",
    ),
    path("verifikasi/sekaligus/", rounds.choose, name="review_choose"),
    path(ROUND, rounds.show, name="review_round"),
    path(f"{ROUND}mulai/", rounds.start, name="review_start"),
    path("verifikasi/delegasi/", delegations.overview, name="review_delegations"),
    path("verifikasi/delegasi/<int:delegation_id>/akhiri/", delegations.end, name="review_end_delegation"),
]
