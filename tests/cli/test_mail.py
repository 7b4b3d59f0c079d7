"""`gapura mail` lists messages and sends one again, without a word of whom it went to or what it said."""

import uuid

import pytest

from gapura import cli
from gapura.audit.trail import SYSTEM
from gapura.mail import acts, history
from gapura.mail.models import Bounce, Message, State

pytestmark = pytest.mark.django_db
ABOUT = "application:0199c0de-0000-7000-8000-000000000001"


def written(state: State, about: str = "") -> Message:
    message = acts.send(
        channel="email",
        to="putu@desa.example",
        template="sign_in_email",
        language="id",
        context={"code": "482913", "minutes": 10},
        by=SYSTEM,
        about=about,
    )
    bounce = Bounce.SOFT if state == State.BOUNCED else None
    history.note(message, state, detail="452 4.2.2 mailbox full", bounce=bounce)
    return message


def listed(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[str]:
    assert cli.main(["mail", "list", *arguments]) == 0
    return capsys.readouterr().out.splitlines()


def test_dead_letters_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    written(State.HANDED_OVER)
    dead = written(State.BOUNCED, about=ABOUT)
    [line] = listed(capsys, "--state", "dead")
    assert line.startswith(str(dead.id))
    assert "bounced soft" in line
    assert ABOUT in line
    assert "putu" not in line
    assert "482913" not in line


def test_messages_about_one_thing(capsys: pytest.CaptureFixture[str]) -> None:
    mine, _other = written(State.HANDED_OVER, about=ABOUT), written(State.HANDED_OVER)
    assert [line.split()[0] for line in listed(capsys, "--about", ABOUT)] == [str(mine.id)]
    assert len(listed(capsys)) == 2
    assert len(listed(capsys, "--limit", "1")) == 1


def test_a_dead_letter_is_sent_again(capsys: pytest.CaptureFixture[str]) -> None:
    dead = written(State.BOUNCED)
    assert cli.main(["mail", "resend", str(dead.id)]) == 0
    again = Message.objects.get(pk=capsys.readouterr().out.strip())
    assert again.again_of == dead
    assert listed(capsys, "--state", "dead") == []


def test_what_cannot_be_sent_again_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["mail", "resend", str(uuid.uuid4())]) == 1
    assert "there is no message" in capsys.readouterr().err
