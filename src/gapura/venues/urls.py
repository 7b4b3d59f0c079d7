"""The places of PIC, officer and coordinator."""

from django.urls import path

from gapura.venues.views import coordinator, own, posters

urlpatterns = [
    path("pic/", own.pic, name="pic"),
    path("petugas/", own.officer, name="officer"),
    path("tempat/<uuid:venue_id>/poster.pdf", posters.of_venue, name="venue_posters"),
    path("koordinator/", coordinator.overview, name="coordinator"),
    path("koordinator/tempat/<uuid:venue_id>/", coordinator.venue, name="coordinator_venue"),
    path("koordinator/tempat/<uuid:venue_id>/cabut/", coordinator.withdraw, name="withdraw_venue"),
    path("koordinator/tempat/<uuid:venue_id>/kode-baru/", coordinator.reissue, name="reissue_venue"),
    path("koordinator/poster/", posters.order, name="order_posters"),
    path("koordinator/poster/<uuid:printing_id>/", posters.progress, name="printing"),
    path("koordinator/poster/<uuid:printing_id>/unduh/", posters.download, name="download_posters"),
]
