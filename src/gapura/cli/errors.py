"""How a command says that it cannot do what was asked."""

import os


class CommandError(Exception):
    """One sentence for the person at the terminal; `status` 2 means that the command was used wrongly."""

    def __init__(self, message: str, status: int = 1) -> None:
        super().__init__(message)
        self.status = status


def trouble_with_files(error: Exception) -> str | None:
    """Which file or folder cannot be used and why, in one line; None where it is about no file."""
    if isinstance(error, OSError) and error.filename is not None:
        return f"{os.fsdecode(error.filename)} cannot be used: {error.strerror}."
    return None


def trouble_with_database(error: Exception) -> str | None:
    """What an operator can set right about the database, in one line; None for a fault of ours."""
    import psycopg
    from django.db import DatabaseError

    from gapura.database import LACKING

    while isinstance(error, DatabaseError) and (below := error.__cause__ or error.__context__):
        error = below  # type: ignore[assignment]
    said = next(iter(str(error).splitlines()), "")
    match error:
        case _ if isinstance(error, LACKING):
            return "The database has not this version's schema: run `gapura migrate`."
        case psycopg.errors.InsufficientPrivilege():
            return (
                f"The database's role may not do this: {said}. For `migrate` and `restore` set "
                "GAPURA_OWNER_DATABASE_URL to the role that owns its tables."
            )
        case psycopg.OperationalError():
            return f"The database does not answer: {said}"
        case psycopg.errors.ReadOnlySqlTransaction():
            return f"The database takes no writes now: {said}"
        case _:
            return None
