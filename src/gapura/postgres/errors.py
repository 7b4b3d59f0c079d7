"""What can go wrong with a database server of our own, in words for the person who started it."""


class PostgresError(Exception):
    """The database server cannot be found, made, started or used; the message says what to do."""


class InUseError(PostgresError):
    """Another living process runs the server of this data folder."""
