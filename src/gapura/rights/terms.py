"""How long each thing about a visitor is kept, read from where it is decided."""

from dataclasses import dataclass

from gapura import config
from gapura.fhir import waiting
from gapura.people import evidence, handovers
from gapura.people.acts import answering, codes, devices
from gapura.people.passes import terms as passes
from gapura.tracing import terms as tracing


@dataclass(frozen=True, slots=True)
class Kept:
    """Terms in whole days, but for `code_minutes` and `pass_hours`."""

    visits: int
    corrections: int
    withdrawn: int
    waiting: int
    cases: int
    devices: int
    paper: int
    handover: int
    pass_hours: int
    code_minutes: int


def kept() -> Kept:
    """The terms in force."""
    return Kept(
        visits=config.current().retention_days,
        corrections=answering.KEPT.days,
        withdrawn=evidence.KEPT.days,
        waiting=waiting.TERM.days,
        cases=tracing.current().kept_days,
        devices=devices.LIFETIME.days,
        paper=passes.LONGEST.days,
        handover=handovers.LIFETIME.days,
        pass_hours=int(passes.ON_PHONE.total_seconds() // 3600),
        code_minutes=int(codes.LIFETIME.total_seconds() // 60),
    )
