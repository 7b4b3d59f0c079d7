"""Every address states who may open it, and turns away whoever it is not for."""

import re
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from inspect import signature
from types import SimpleNamespace
from typing import Any
from urllib.parse import quote_plus
from uuid import uuid4

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.forms import BaseForm, Field, PasswordInput
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.views import View

from gapura.accounts import access, unsent
from gapura.accounts.access import Access, AccessMiddleware, access_of, everybody, name_of, roles_only
from gapura.accounts.models import User
from gapura.accounts.requests import StaffRequest
from gapura.accounts.roles import Role
from gapura.accounts.second_factor import SESSION_KEY
from gapura.people.requests import SignedInRequest
from tests.staff import PASSWORD, World, signed_in, staff


def patterns(resolver: URLResolver, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every pattern with its whole path, those of included files too."""
    for entry in resolver.url_patterns:
        path = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from patterns(entry, path)
        else:
            yield path, entry


ROUTES = list(patterns(get_resolver()))
STAFF_ROUTES = [
    (path, found)
    for path, pattern in ROUTES
    if (found := access_of(pattern.callback)) is not None and found.roles
]


def filled(path: str) -> str:
    """An address that fits a pattern; what is named need not exist."""
    address = re.sub(r"<(?:path|str|slug):?\w*>|<\w+>", "x", path)
    address = re.sub(r"<uuid:\w+>", str(uuid4()), address)
    address = re.sub(r"<int:\w+>", "1", address)
    address = re.sub(r"\(\?P<\w+>[^)]*\)", "x", address)
    return "/" + re.sub(r"[\^$?]|\[cC\]|\(\?[^)]*\)|\\Z", "", address)


def test_there_are_routes_to_guard() -> None:
    assert len(ROUTES) > 40
    assert {"koordinator/", "verifikasi/", "dinkes/", "pic/", "petugas/"} <= {
        path for path, _ in STAFF_ROUTES
    }


@pytest.mark.parametrize(("path", "pattern"), ROUTES, ids=[path or "/" for path, _ in ROUTES])
def test_every_address_says_who_it_is_for(path: str, pattern: URLPattern) -> None:
    stated = access_of(pattern.callback)
    assert stated is not None, f"{path} ({name_of(pattern.callback)}) states nobody"
    assert [stated.everybody, stated.visitors, stated.partners, bool(stated.roles)].count(True) == 1


@pytest.mark.parametrize(("path", "pattern"), ROUTES, ids=[path or "/" for path, _ in ROUTES])
def test_only_a_page_for_those_who_signed_in_takes_them_for_granted(path: str, pattern: URLPattern) -> None:
    stated, taken = access_of(pattern.callback), signature(pattern.callback).parameters.get("request")
    assert stated is not None
    assert taken is None or taken.annotation is not StaffRequest or stated.roles, path
    assert taken is None or taken.annotation is not SignedInRequest or stated.visitors, path


@pytest.mark.parametrize("path", [path for path, _ in ROUTES if path.startswith("admin/")])
def test_the_administration_is_the_operators_alone(path: str) -> None:
    stated = access_of(dict(ROUTES)[path].callback)
    assert stated is not None
    assert stated.roles == {Role.OPERATOR}


@pytest.fixture
def everyone(world: World) -> dict[str, User]:
    users = (world.dayu, world.putu, world.komang, world.sari, world.agus, world.made)
    return {user.role: user for user in users}


def test_the_world_has_every_role(everyone: dict[str, User]) -> None:
    assert set(everyone) == set(Role.values)


@pytest.mark.django_db
def test_nobody_unknown_opens_a_staff_address() -> None:
    client = Client()
    for path, _ in STAFF_ROUTES:
        for send in (client.get, client.post):
            answer = send(filled(path))
            assert answer.status_code == 302, (path, answer.status_code)
            assert answer.headers["Location"].startswith(settings.LOGIN_URL), path


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("sender", "leads"),
    [
        ("http://testserver/verifikasi/?hal=2", "/akun/login/?next=%2Fverifikasi%2F%3Fhal%3D2"),
        ("https://penipu.example/verifikasi/", "/akun/login/"),
        ("", "/akun/login/"),
    ],
)
def test_whose_session_ended_meanwhile_comes_back_to_the_page_of_the_form(sender: str, leads: str) -> None:
    answer = Client().post("/verifikasi/sematkan/", headers={"referer": sender})
    assert answer.headers["Location"] == leads


NOTE = 'Sudah ditelepon: buka lagi Senin.\r\nKata "Bu Perbekel".'


class Fields(HTMLParser):
    """The hidden fields of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.given: dict[str, str] = {}
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Python's parser calls this for every element."""
        said = dict(attrs)
        if tag == "input" and said.get("type") == "hidden":
            self.given[str(said["name"])] = said.get("value") or ""


def own_form(client: Client) -> dict[str, str]:
    """What a form of this browser sends beside what is typed."""
    page = client.get("/akun/login/").content.decode()
    return {"csrfmiddlewaretoken": Fields(page).given["csrfmiddlewaretoken"]}


def test_what_was_typed_while_the_session_ended_is_sent_again_after_signing_in(world: World) -> None:
    client, form = Client(enforce_csrf_checks=True), f"/pic/tempat/{world.desa.pk}/"
    sender = {"origin": "http://testserver", "referer": f"http://testserver{form}"}
    typed = {**own_form(client), "name": 'Kantor "Perbekel" <Batubulan>', "note": NOTE, "password": PASSWORD}

    refused = client.post(f"{form}nama/", typed, headers=sender)
    page = refused.content.decode()
    assert refused.status_code == 403
    assert f'href="/akun/login/?next={quote_plus(form)}" target="_blank"' in page
    assert PASSWORD not in page
    assert 'name="language"' not in page, "it would lead away from what was typed"

    client.force_login(world.putu)
    session = client.session
    session[SESSION_KEY] = world.putu.pk
    session.save()
    client.cookies["gapura_csrf"] = "a" * 32  # as signing in leaves another
    kept = Fields(page).given
    stale = client.post(f"{form}nama/", kept, headers=sender)
    assert stale.status_code == 403
    assert "Kirim sekali lagi" in stale.content.decode()
    world.desa.refresh_from_db()
    assert world.desa.wished_name == ""

    kept = Fields(stale.content.decode()).given
    assert kept["note"] == NOTE
    assert client.post(f"{form}nama/", kept, headers=sender).status_code == 302
    world.desa.refresh_from_db()
    assert world.desa.wished_name == 'Kantor "Perbekel" <Batubulan>'


@pytest.mark.parametrize("origin", ["https://penipu.example", "http://testserver.penipu.example", "null", ""])
def test_no_foreign_site_puts_its_words_beside_a_button_of_ours(world: World, origin: str) -> None:
    sender = {"origin": origin} if origin else {}
    for client in (signed_in(world.putu), Client()):
        client.handler.enforce_csrf_checks = True
        answer = client.post(f"/pic/tempat/{world.desa.pk}/nama/", {"name": "Palsu"}, headers=sender)
        assert "Palsu" not in answer.content.decode()


def test_a_script_that_asks_for_json_is_led_to_the_sign_in_as_ever(world: World) -> None:
    sender = {"origin": "http://testserver", "accept": "application/json"}
    answer = Client().post(f"/pic/tempat/{world.desa.pk}/nama/", {"name": "Kantor"}, headers=sender)
    assert answer.status_code == 302


def fields_of(of: type[BaseForm]) -> Iterator[tuple[str, Field]]:
    """The fields of every kind of form that there is, other packages' too."""
    for kind in of.__subclasses__():
        yield from getattr(kind, "base_fields", {}).items()
        yield from fields_of(kind)


def test_no_password_and_no_code_is_kept_to_be_sent_again() -> None:
    secret = {
        name
        for name, field in fields_of(BaseForm)
        if isinstance(field.widget, PasswordInput)
        or field.widget.attrs.get("autocomplete") == "one-time-code"
    }
    assert {"password", "again", "code", "secret"} <= secret
    assert not [name for name in secret if not unsent.is_secret(name)]


def test_no_wrong_role_opens_a_staff_address(everyone: dict[str, User]) -> None:
    for role, user in everyone.items():
        client = signed_in(user)
        for path, stated in STAFF_ROUTES:
            if role not in stated.roles:
                for send in (client.get, client.post):
                    assert send(filled(path)).status_code == 403, (role, path)


def test_the_right_role_is_never_refused(everyone: dict[str, User]) -> None:
    for role, user in everyone.items():
        client = signed_in(user)
        for path, stated in STAFF_ROUTES:
            if role in stated.roles and "admin/" not in path:
                assert client.get(filled(path)).status_code != 403, (role, path)


def test_without_the_second_factor_no_staff_address_opens(world: World) -> None:
    for role in Role.values:
        client = signed_in(staff(f"new_{role}", "New", Role(role), world.gianyar, second_factor=False))
        for path, stated in STAFF_ROUTES:
            if role in stated.roles and stated.proof is access.Proof.PROVEN:
                assert client.get(filled(path)).headers.get("Location") == reverse("mfa_activate_totp")


def test_staff_are_no_visitors(everyone: dict[str, User]) -> None:
    visitors = [path for path, pattern in ROUTES if (access_of(pattern.callback) or Access()).visitors]
    assert visitors
    client = signed_in(everyone[Role.OPERATOR])
    for path in visitors:
        assert client.get(filled(path)).headers.get("Location", "").startswith(access.SIGN_IN), path


def passes(view: Callable[..., Any], user: object = None) -> HttpResponse | None:
    """What the middleware answers in place of a view."""
    request = RequestFactory().get("/somewhere/")
    request.user = user or SimpleNamespace(is_authenticated=False)  # type: ignore[assignment]
    request.visitor = None  # type: ignore[attr-defined]
    return AccessMiddleware(lambda _: HttpResponse()).process_view(request, view, (), {})


def unmarked(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


class Open(View):
    """An open page."""


class Derived(Open):
    """A page that says nothing itself."""


everybody(Open)


def test_a_view_that_says_nothing_opens_to_nobody() -> None:
    with pytest.raises(PermissionDenied):
        passes(unmarked)


def test_a_class_says_it_for_itself_and_not_for_what_is_derived_from_it() -> None:
    assert passes(Open.as_view()) is None
    with pytest.raises(PermissionDenied):
        passes(Derived.as_view())


def test_a_view_of_a_stranger_with_a_familiar_name_opens_to_nobody() -> None:
    class LoginView(View):
        pass

    with pytest.raises(PermissionDenied):
        passes(LoginView.as_view())


def test_roles_must_be_named() -> None:
    with pytest.raises(ValueError, match="name the roles"):
        roles_only()
