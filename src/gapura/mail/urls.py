"""Where the demo's outbox is read."""

from django.urls import path

from gapura.mail import views

urlpatterns = [path("kotak-keluar/", views.outbox, name="outbox")]
