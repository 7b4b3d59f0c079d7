"""Where the demo's outbox is read, and where mail providers bring their news."""

from django.urls import path

from gapura.mail import views

urlpatterns = [
    path("kotak-keluar/", views.outbox, name="outbox"),
    path("mail/<slug:provider>/", views.webhook, name="mail_webhook"),
]
