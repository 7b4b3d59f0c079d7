"""What visitors do at a door: check in and out, both through the gate, which alone writes visits."""

from uuid import UUID

from gapura.core.ids import new_id
from gapura.visits import gate_client

CHECK_INS = "/gate/v1/check-ins"
CHECK_OUTS = "/gate/v1/check-outs"


def check_in(*, visit_id: UUID, code: str, companions: int, by: str, language: str) -> UUID:
    """Check the holder of the token `by` in; the id of the visit as answered.

    Sending the same id again changes nothing. Raises GateRefusedError, GateUnreachableError.
    """
    body = {"id": str(visit_id), "code": code, "companions": companions}
    answer = gate_client.post(CHECK_INS, body, token=by, language=language)
    return UUID(str(answer["id"]))


def check_out(*, visit_id: UUID, by: str, language: str) -> None:
    """Check the holder of the token `by` out of a visit. Raises GateRefusedError, GateUnreachableError."""
    body = {"id": str(new_id()), "visit": str(visit_id)}
    gate_client.post(CHECK_OUTS, body, token=by, language=language)
