"""What can be done with venues: register and change one, its doors and codes, and who looks after it."""

from gapura.venues.acts.declaring import DeclaredError, correct_declared, declared_until
from gapura.venues.acts.details import (
    ask_for_name,
    decide_name,
    describe_venue,
    note_printed,
)
from gapura.venues.acts.doors import WithdrawnDoorError, rename_door, withdraw_door
from gapura.venues.acts.officers import (
    extend_officer,
    invite_officer,
    remove_officer,
    resend_officer,
)
from gapura.venues.acts.registering import (
    NewDoor,
    VenueError,
    add_door,
    register_venue,
    reissue_number,
    withdraw_venue,
)
from gapura.venues.acts.screens import add_screen, end_screen, note_seen, screen_of
from gapura.venues.acts.succession import call_off_succession, name_successor, resend_succession

__all__ = [
    "DeclaredError",
    "NewDoor",
    "VenueError",
    "WithdrawnDoorError",
    "add_door",
    "add_screen",
    "ask_for_name",
    "call_off_succession",
    "correct_declared",
    "decide_name",
    "declared_until",
    "describe_venue",
    "end_screen",
    "extend_officer",
    "invite_officer",
    "name_successor",
    "note_printed",
    "note_seen",
    "register_venue",
    "reissue_number",
    "remove_officer",
    "rename_door",
    "resend_officer",
    "resend_succession",
    "screen_of",
    "withdraw_door",
    "withdraw_venue",
]
