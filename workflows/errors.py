"""Everything that can go wrong, in one tree; the number is the exit code.

CaseworkError (1)
 ├ UsageError (2)          asked in a way that cannot be understood
 ├ DefinitionError (3)     a definition breaks a rule
 ├ Refused (4)             a rule of the house forbids it
 │  └ StepRefused (4)      this step is not possible here and now: says what is missing and what is possible
 ├ NotFound (5)            no such client, trajectory, deadline or database
 ├ VersionConflict (6)     someone wrote first; read again
 ├ NotDelivered (7)        a channel could not deliver
 └ HistoryBroken (8)       the history does not verify
"""

from dataclasses import dataclass, field
from typing import ClassVar

from workflows.problems_in_dutch import in_dutch
from workflows.words import Lang, Words

LANGS: tuple[Lang, Lang] = ("nl", "en")


class CaseworkError(Exception):
    """One sentence or two for a caseworker: what was asked, why not, what would work."""

    exit_code: ClassVar[int] = 1
    code: ClassVar[str] = "error"

    def __init__(self, words: Words) -> None:
        super().__init__(words.en or words.nl)
        self.words = words

    def say(self, lang: Lang) -> str:
        return self.words.say(lang)


class UsageError(CaseworkError):
    exit_code = 2
    code = "usage"


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One mistake in a definition file. line and column count from 1."""

    file: str
    line: int
    column: int
    code: str
    message: str
    severity: str = "error"

    def __str__(self) -> str:
        return self.say("en")

    def say(self, lang: Lang) -> str:
        return f"{self.file}:{self.line}:{self.column}: {self.said(lang)} [{self.code}]"

    def said(self, lang: Lang) -> str:
        """The sentence alone."""
        return self.message if lang == "en" else in_dutch(self.message)


class DefinitionError(CaseworkError):
    """Carries every problem found, so that an author mends a file in one round."""

    exit_code = 3
    code = "definition"

    def __init__(self, problems: list[Problem]) -> None:
        nl, en = ("\n".join(problem.say(lang) for problem in problems) for lang in LANGS)
        super().__init__(Words(nl, en))
        self.problems = problems


class Refused(CaseworkError):
    exit_code = 4
    code = "refused"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a guard does not hold. kind: task, fact, role, assigned, stage, parameter, household, member.

    member: whose task it is, where it goes per member.
    """

    kind: str
    name: str
    text: Words
    member: str = ""


@dataclass(frozen=True, slots=True)
class Possible:
    """A trigger that would work now, and where it leads."""

    trigger: str
    to: str
    label: Words = field(default_factory=lambda: Words(""))


class StepRefused(Refused):
    def __init__(self, words: Words, missing: list[Reason] | None = None, possible: list[Possible] | None = None):
        super().__init__(words)
        self.missing = missing or []
        self.possible = possible or []


class NotFound(CaseworkError):
    exit_code = 5
    code = "not_found"


class VersionConflict(CaseworkError):
    exit_code = 6
    code = "conflict"


class NotDelivered(CaseworkError):
    exit_code = 7
    code = "not_delivered"


class HistoryBroken(CaseworkError):
    exit_code = 8
    code = "history_broken"
