"""What visitors do at a door: check in and out, both through the gate, which alone writes visits."""

from typing import Any
from uuid import UUID

from gapura.core.ids import new_id
from gapura.visits import gate_client

CHECK_INS = "/gate/v1/check-ins"
CHECK_OUTS = "/gate/v1/check-outs"


def check_in(*, visit_id: UUID, code: str, companions: int, by: str, language: str) -> UUID:
    """Check the holder of the token `by` in; the id of the visit as answered.

    Sending the same id again changes nothing. Raises GateRefusedError, GateUnreachableError.
    """
    answer = ask_in(visit_id=visit_id, code=code, companions=companions, by=by, language=language)
    return UUID(str(answer["id"]))


def ask_in(*, visit_id: UUID, code: str, companions: int, by: str, language: str) -> dict[str, Any]:
    """As `check_in`; all that the gate answers."""
    body = {"id": str(visit_id), "code": code, "companions": companions}
    return gate_client.post(CHECK_INS, body, token=by, language=language)


def check_out(*, visit_id: UUID, by: str, language: str) -> None:
    """Check the holder of the token `by` out of a visit. Raises GateRefusedError, GateUnreachableError."""
    ask_out(check_out_id=new_id(), visit_id=visit_id, by=by, language=language)


def ask_out(*, check_out_id: UUID, visit_id: UUID, by: str, language: str) -> dict[str, Any]:
    """As `check_out`, under an id of the caller's; all that the gate answers."""
    body = {"id": str(check_out_id), "visit": str(visit_id)}
    return gate_client.post(CHECK_OUTS, body, token=by, language=language)
