"""The one tree of errors. Each edge translates it once: an exit code, a private sentence, an HTTP status.

Nobody found, or several, is an answer and not an error.
"""

from collections.abc import Sequence


class BotError(Exception):
    """What went wrong, said so that the reader can mend it."""


class SettingsError(BotError):
    """The environment does not add up; every problem is named at once.

    `problems` holds one sentence for each.
    """

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))


class CatalogError(BotError):
    """One thing wrong in a catalog file: where it is, what is wrong, and what would mend it.

    `where` is `file:line: path`, for example `personas.yaml:12: personas[2].handoffs[0].to`.
    """

    def __init__(self, where: str, problem: str, remedy: str) -> None:
        self.where = where
        self.problem = problem
        self.remedy = remedy
        super().__init__(f"{where}: {problem}. {remedy}")


class CatalogErrors(BotError):
    """Every error of one catalog file, in the order of its lines."""

    def __init__(self, errors: Sequence[CatalogError]) -> None:
        self.errors = tuple(errors)
        super().__init__("\n".join(str(error) for error in self.errors))


class SlackRefused(BotError):
    """Slack answered a call with an error.

    `code` is Slack's word for it (`not_in_channel`), `remedy` a sentence that tells the asker what to do.
    """

    def __init__(self, code: str, remedy: str) -> None:
        self.code = code
        self.remedy = remedy
        super().__init__(f"{code}: {remedy}")


class StoreError(BotError):
    """The memory could not be asked, or not in time; an answer goes without it."""


class StaleAssignment(StoreError):
    """Somebody else changed the assignment in the meantime."""

    def __init__(self) -> None:
        super().__init__("somebody changed this in the meantime; look again and repeat it if it is still right")


class StaleOverlay(StoreError):
    """Somebody else changed the workspace's own words in the meantime."""

    def __init__(self) -> None:
        super().__init__("somebody changed the words of this workspace in the meantime; look again")
