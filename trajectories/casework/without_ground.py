"""Statutory terms stand still and become longer only as a law says: what is refused where no ground is declared.

A definition of before grounds were declared says nothing of them. What was recorded under it goes on counting, for
replay judges nothing; nothing new is taken on it.
"""

from collections.abc import Callable
from typing import Literal, NamedTuple

from trajectories.deadlines.deadline import Deadline
from trajectories.history.state import Extension, Hold, Trajectory
from workflows.describe.ground_phrases import ground_words
from workflows.errors import Refused
from workflows.language.deadlines import DeadlineRule
from workflows.language.grounds import Extending, Suspending
from workflows.language.workflow import Workflow
from workflows.machine.state_machine import Compiled
from workflows.words import Words, listed

Wish = Literal["suspend", "extend"]
SUSPENDED = Words("opgeschort", "suspended")
EXTENDED = Words("verlengd", "extended")


class NewerText(NamedTuple):
    """The newest version of a workflow, and the grounds on which the same term may stand still or become longer there.

    grounds: in words; none where the term may do neither in that version either.
    """

    version: int
    grounds: tuple[Words, ...]


Newer = Callable[[], NewerText | None]


def nothing_newer() -> NewerText | None:
    """Where no other version is known, as in a rehearsal."""
    return None


def newer_text(newest: Workflow, deadline: str, rule: str, wish: Wish) -> NewerText | None:
    """rule: the id under which it reads for the case, so that the version of the rule is the one that reads there.

    None where the newest version has no such term.
    """
    found = newest.deadlines.get(deadline)
    if found is None:
        return None
    granting = _granting(found, rule, wish)
    grounds = granting.grounds.values() if granting else ()
    return NewerText(newest.version, tuple(ground_words(each, newest) for each in grounds))


def _granting(rule: DeadlineRule, read_as: str, wish: Wish) -> Suspending | Extending | None:
    version = next((each for each in rule.versions if each.rule == read_as), None)
    if wish == "extend":
        return (version and version.extend) or rule.extend
    return ((version and version.suspend) or rule.suspend) if rule.suspendable else None


def no_ground(compiled: Compiled, deadline: Deadline, done: Words, newer: NewerText | None) -> Refused:
    """A term of law whose definition declares no ground for it."""
    workflow = compiled.workflow
    nl, en = _what_would_work(compiled, newer)
    return Refused(
        Words(
            f"{deadline.id} kan niet worden {done.nl}: {workflow.workflow} versie {workflow.version} noemt geen grond "
            f"waarop deze wettelijke termijn mag worden {done.nl}{nl}",
            f"{deadline.id} cannot be {done.en}: {workflow.workflow} version {workflow.version} names no ground on "
            f"which this term of law may be {done.en}{en}",
        )
    )


def _what_would_work(compiled: Compiled, newer: NewerText | None) -> tuple[str, str]:
    workflow = compiled.workflow
    if newer is None:
        return "", ""
    if not newer.grounds:
        return "; in de wet is er geen gevonden", "; none was found in the law"
    if newer.version == workflow.version:
        return "", ""
    nl, en = (listed([each.say(lang) for each in newer.grounds], lang) for lang in ("nl", "en"))
    move = f"traject workflow migrate {workflow.workflow}@{workflow.version} {workflow.workflow}@{newer.version}"
    return (
        f"; versie {newer.version} wel: {nl}. Laat een beheerder het traject overzetten (‘{move}’)",
        f"; version {newer.version} does: {en}. An administrator takes the trajectory over ('{move}')",
    )


# what was recorded without one


def holds_without_ground(deadline: Deadline, now: Trajectory) -> list[Hold]:
    """Suspensions of a statutory term on what its rule, as it reads, does not name."""
    known = deadline.reading.suspend.grounds if deadline.reading.suspend and deadline.suspendable else {}
    own = [each for each in now.holds if (each.rule, each.occurrence) == (deadline.name, deadline.occurrence)]
    return [each for each in own if deadline.reading.legal == "statutory" and each.ground not in known]


def extensions_without_ground(deadline: Deadline, now: Trajectory) -> list[Extension]:
    """Extensions, likewise."""
    known = deadline.reading.extend.grounds if deadline.reading.extend else {}
    own = [each for each in now.extensions if (each.rule, each.occurrence) == (deadline.name, deadline.occurrence)]
    return [each for each in own if deadline.reading.legal == "statutory" and each.ground not in known]


def as_the_law_has_it(now: Trajectory, holds: list[Hold], extensions: list[Extension]) -> Trajectory:
    """The trajectory as if these had never been decided."""
    pairs = list(zip(now.extensions, now.extended_at, strict=True))
    kept = [pair for pair in pairs if pair[0] not in extensions]
    return now._replace(
        holds=tuple(each for each in now.holds if each not in holds),
        extensions=tuple(extension for extension, _ in kept),
        extended_at=tuple(at for _, at in kept),
    )
