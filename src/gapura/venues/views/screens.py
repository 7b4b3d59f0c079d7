"""`/layar/`: a door's screen, for a TV or tablet that nobody signs in on; and its PIC, who gives the link."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from gapura import config
from gapura.accounts.access import everybody, roles_only
from gapura.accounts.requests import StaffRequest
from gapura.accounts.roles import Role
from gapura.common.problems import refusal
from gapura.core.codes import door_code
from gapura.venues import acts, screens
from gapura.venues.codes import url_of
from gapura.venues.models import Screen, State
from gapura.venues.posters.qr import text_svg
from gapura.venues.views.own_venue import venue_of

COOKIE = "gapura_layar"
YEAR = 365 * 24 * 60 * 60
NEW_LINK = "new_screen"
WITHDRAWN = gettext_lazy("This door is withdrawn already.")


@roles_only(Role.PIC)
@require_POST
def add(request: StaffRequest, venue_id: UUID, number: int) -> HttpResponse:
    """One more screen for a door; its link is shown once, on the page that follows."""
    door = get_object_or_404(venue_of(request, venue_id).doors, number=number)
    try:
        secret = acts.add_screen(door=door, by=request.user)
    except acts.WithdrawnDoorError:
        messages.error(request, WITHDRAWN)
    except acts.VenueError:
        messages.error(request, _("This door has many screens already. End one first."))
    else:
        link = f"{config.current().base_url}{reverse('open_screen', args=[secret])}"
        request.session[NEW_LINK] = {"door": number, "link": link}
    return redirect("pic_doors", venue_id=venue_id)


@roles_only(Role.PIC)
@require_POST
def end(request: StaffRequest, venue_id: UUID, screen_id: UUID) -> HttpResponse:
    """Let a screen show nothing any more."""
    venue = venue_of(request, venue_id)
    screen = get_object_or_404(Screen.objects.select_related("door__venue"), pk=screen_id, door__venue=venue)
    acts.end_screen(screen=screen, by=request.user)
    messages.success(request, _("The screen is ended. It goes dark when it next asks for codes."))
    return redirect("pic_doors", venue_id=venue_id)


@everybody
@require_safe
def opening(request: HttpRequest, secret: str) -> HttpResponse:
    """The link itself: from then on this browser is the screen, and its address holds no secret."""
    if _screen(secret) is None:
        return render(request, "venues/screen_ended.html", status=404)
    response = HttpResponseRedirect(reverse("screen"))
    response.set_cookie(
        COOKIE,
        secret,
        max_age=YEAR,
        secure=config.current().secure,
        httponly=True,
        samesite="Lax",
        path="/layar/",
    )
    return response


@everybody
@require_safe
def screen(request: HttpRequest) -> HttpResponse:
    """The screen; without scripts it loads itself again."""
    shown = _screen(request.COOKIES.get(COOKIE, ""))
    if shown is None:
        return render(request, "venues/screen_ended.html", status=404)
    acts.note_seen(shown)
    context = {"door": shown.door, "venue": shown.door.venue, "slot": door_code.SLOT}
    return render(request, "venues/screen.html", context)


@everybody
@require_safe
def codes(request: HttpRequest) -> HttpResponse:
    """The codes of the hours to come, for the screen's script."""
    shown = _screen(request.COOKIES.get(COOKIE, ""))
    if shown is None:
        detail = _("This screen has been ended.")
        return refusal("not-found", 404, title=_("This link shows no door"), detail=detail)
    acts.note_seen(shown)
    first, found = screens.codes(shown.door)
    answer = {
        "now": int(timezone.now().timestamp() * 1000),
        "first": first,
        "slot": door_code.SLOT,
        "address": url_of(""),
        "codes": found,
    }
    return JsonResponse(answer)


@everybody
@require_safe
def picture(request: HttpRequest) -> HttpResponse:
    """This half minute's code, for browsers without scripts."""
    shown = _screen(request.COOKIES.get(COOKIE, ""))
    if shown is None:
        return HttpResponse(status=404)
    return HttpResponse(text_svg(screens.address_now(shown.door)), content_type="image/svg+xml")


def _screen(secret: str) -> Screen | None:
    shown = acts.screen_of(secret[:100]) if secret else None
    if shown is None or shown.door.venue.state != State.LIVE:
        return None
    in_use = [each for each in shown.door.venue.numbers.all() if each.withdrawn_at is None]
    return shown if in_use else None
