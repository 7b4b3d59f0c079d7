"""How a command says that it cannot do what was asked."""


class CommandError(Exception):
    """One sentence for the person at the terminal; `status` 2 means that the command was used wrongly."""

    def __init__(self, message: str, status: int = 1) -> None:
        super().__init__(message)
        self.status = status
