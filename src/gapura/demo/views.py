"""The demo's own pages: be somebody, scan something, see every message. 404 where this is no demo."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.db.models import Case, IntegerField, Value, When
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from gapura import config
from gapura.accounts.access import everybody
from gapura.audit import trail
from gapura.core.codes import venue_code
from gapura.demo import issuing, seeding
from gapura.demo.document import MAIN_DOOR
from gapura.demo.logins import DUTIES
from gapura.demo.population import SHOWN, Synthetic, shown
from gapura.demo.tokens import token_of
from gapura.people import cookies
from gapura.people.models import Device
from gapura.venues import acts, provenance
from gapura.venues.codes import code_of, url_of
from gapura.venues.models import Door, Number, State, Venue
from gapura.venues.posters import PosterData, qr_svg, render_poster
from gapura.venues.posters.qr import text_svg

FEATURED = (
    "RSUD Sanjiwani Gianyar",
    "Dinas Kependudukan dan Pencatatan Sipil",
    "Kantor Perbekel Desa Batubulan",
    "Posko PSC 119",
)
View = Callable[..., HttpResponse]


def demo_only(view: View) -> View:
    """404 unless this is a demo, though its addresses are not even known elsewhere."""

    @everybody
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not config.current().demo:
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


@demo_only
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Be one of these people; scan one of these codes; sign in as one of these staff."""
    people = _people()
    offices = [_office(venue) for venue in _venues()]
    return render(
        request,
        "demo/index.html",
        {
            "people": people,
            "undosed": [person for colour, some in people if colour == "red" for person in some][:4],
            "featured": offices[: len(FEATURED)],
            "offices": offices,
            "duties": DUTIES,
            "secrets": config.current().data_dir / "demo.json",
        },
    )


@demo_only
@require_POST
def become(request: HttpRequest) -> HttpResponse:
    """Sign this browser in as one of the shown people."""
    demo = _demo()
    wanted = request.POST.get("person", "")
    person = next((each for each in shown(demo.people) if str(each.id) == wanted), None)
    if person is None:
        raise Http404
    # Whoever was signed out by an earlier player can be played again.
    if not Device.objects.filter(person_id=person.id, id=person.device_id).update(revoked_at=None):
        raise Http404
    response = HttpResponseRedirect("/saya/")
    cookies.keep_session(response, token_of(config.key_ring(), person, demo.dated))
    return response


@demo_only
@require_POST
def screen(request: HttpRequest) -> HttpResponse:
    """Make this browser the screen at a door whose code changes; the oldest of many such goes."""
    door = Door.objects.select_related("venue").get(venue__name=seeding.PIC_OF, number=MAIN_DOOR)
    try:
        secret = acts.add_screen(door=door, by=trail.COMMAND)
    except acts.VenueError:
        acts.end_screen(screen=door.screens.filter(ended_at=None)[0], by=trail.COMMAND)
        secret = acts.add_screen(door=door, by=trail.COMMAND)
    return redirect("open_screen", secret=secret)


@demo_only
@require_safe
def poster(request: HttpRequest, code: str) -> HttpResponse:
    """The poster of one door as PDF, without signing in."""
    door, venue, canonical = _door(code)
    data = PosterData(
        office=venue.name,
        door=door.name,
        place=f"Kecamatan {venue.region.kecamatan.name}, Kabupaten Gianyar",
        url=url_of(canonical),
        code=canonical,
        domain=config.current().domain,
        note=f"Demo | {provenance.in_words(venue.provenance)}",
    )
    pdf = render_poster(data, size="A4", language="both")
    return HttpResponse(
        pdf, "application/pdf", headers={"Content-Disposition": f'inline; filename="{canonical}.pdf"'}
    )


@demo_only
@require_safe
def qr(request: HttpRequest, code: str) -> HttpResponse:
    """The code alone, to be scanned from a screen."""
    return HttpResponse(qr_svg(url_of(_door(code)[2])), "image/svg+xml")


@demo_only
@require_safe
def certificate(request: HttpRequest, person: UUID) -> HttpResponse:
    """A health certificate of one of the shown people, to be scanned from another screen or copied."""
    chosen = _shown(person)
    context = {"person": chosen, "text": issuing.certificate_of(chosen, _demo()), "issuer": issuing.NAME}
    return render(request, "demo/certificate.html", context)


@demo_only
@require_safe
def certificate_qr(request: HttpRequest, person: UUID) -> HttpResponse:
    """The code of that certificate."""
    text = issuing.certificate_of(_shown(person), _demo())
    return HttpResponse(text_svg(text), "image/svg+xml")


def _shown(wanted: UUID) -> Synthetic:
    """One of the people that the demo shows; else 404."""
    person = next((each for each in shown(_demo().people) if each.id == wanted), None)
    if person is None:
        raise Http404
    return person


def _demo() -> seeding.Seeded:
    demo = seeding.state()
    if demo is None:
        raise Http404
    return demo


def _people() -> list[tuple[str, list[Synthetic]]]:
    """By colour, one person for each story."""
    first: dict[str, Synthetic] = {}
    for person in shown(_demo().people):
        first.setdefault(person.story.name, person)
    return [
        (colour, [person for person in first.values() if person.story.colour == colour]) for colour in SHOWN
    ]


def _venues() -> Any:
    rank = Case(
        *(When(name=name, then=Value(place)) for place, name in enumerate(FEATURED)),
        default=Value(len(FEATURED)),
        output_field=IntegerField(),
    )
    open_ones = Venue.objects.filter(state=State.LIVE, numbers__withdrawn_at=None)
    live = open_ones.select_related("region__parent").prefetch_related("numbers")
    return live.order_by(rank, "name")


def _office(venue: Venue) -> dict[str, Any]:
    return {
        "code": code_of(venue, MAIN_DOOR),
        "venue": venue,
        "kecamatan": venue.region.kecamatan.name,
        "synthetic": "synthetic" in venue.provenance,
    }


def _door(code: str) -> tuple[Door, Venue, str]:
    """The door that a code names, its venue, and the code in its one spelling; else 404."""
    ring = config.key_ring()
    try:
        number, door_number = venue_code.read(code, ring.all("code"))
    except venue_code.CodeError:
        raise Http404 from None
    issued = Number.objects.select_related("venue__region__parent").filter(number=number).first()
    door = issued and Door.objects.filter(venue=issued.venue, number=door_number or MAIN_DOOR).first()
    if not issued or not door:
        raise Http404
    return door, issued.venue, venue_code.make(number, door_number, ring.current("code"))
