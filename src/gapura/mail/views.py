"""The demo's outbox, with every message that would have left this house; and the providers' webhook."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import Resolver404, resolve
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from gapura import config
from gapura.accounts.access import everybody
from gapura.mail import providers
from gapura.mail.addresses import recipient_hash
from gapura.mail.models import Message

_TRACKING = "/{}/tracking/"

SHOWN = 100
"""The newest so many messages are shown."""

LARGEST_NEWS = 2 * 1024 * 1024
"""Bytes of a provider's news, which may be of a thousand messages at once."""


@everybody
@never_cache
@require_safe
def outbox(request: HttpRequest) -> HttpResponse:
    """Newest first, for one recipient where asked; as JSON for scripts. 404 unless this is a demo."""
    if not config.current().demo:
        raise Http404
    recipient = request.GET.get("to", "").strip()
    messages = Message.objects.order_by("-created_at")
    if recipient:
        messages = messages.filter(to_hash=recipient_hash(recipient))
    shown = list(messages[:SHOWN])
    if request.GET.get("format") == "json":
        return JsonResponse([_plain(message) for message in shown], safe=False)
    return render(request, "mail/outbox.html", {"kept": shown, "recipient": recipient, "shown": SHOWN})


@csrf_exempt
@everybody
@never_cache
def webhook(request: HttpRequest, provider: str) -> HttpResponse:
    """News of messages from the mail provider in use: anymail checks its password and signature.

    404 for any other provider, and while no password is agreed with it; 400 for what is no news, 413 for
    too much of it.
    """
    settings = config.current()
    if provider != settings.anymail_provider or not settings.anymail.get("WEBHOOK_SECRET"):
        raise Http404
    try:
        found = resolve(_TRACKING.format(provider), urlconf="anymail.urls")
    except Resolver404:
        raise Http404 from None
    news = request.read(LARGEST_NEWS + 1)
    if len(news) > LARGEST_NEWS:
        return HttpResponse(status=413)
    # Django's limit is for the forms of pages, and it knows no other for one view.
    setattr(request, "_body", news)  # noqa: B010
    return providers.hear(found.func, request)


def _plain(message: Message) -> dict[str, Any]:
    return {
        "id": str(message.id),
        "channel": message.channel,
        "to": message.to,
        "subject": message.subject,
        "text": message.text,
        "state": message.state,
        "created_at": message.created_at.isoformat(),
    }
