"""Whether a term of law stands still only on grounds that a law knows, and whether a ground that begins itself ends."""

from collections.abc import Iterator

from workflows.checks.finding import Draft, Finding
from workflows.format.yaml_document import Place
from workflows.language.deadlines import DeadlineRule
from workflows.language.grounds import AtFact, AtStage, Ground, Suspending, Turn
from workflows.language.private_facts import is_private

NO_GROUND = ("statutory_without_ground",)  # errors in what comes with the product, warnings in an office's own


def statutory_terms_without_grounds(draft: Draft) -> Iterator[Finding]:
    """A term of law that may stand still, and does not say on what ground."""
    for name, rule in draft.workflow.deadlines.items():
        if not rule.suspendable or rule.count == "back" or draft.lost_below("deadlines", name):
            continue
        for legal, suspend, place in _readings(rule, ("deadlines", name)):
            if legal == "statutory" and suspend is None:
                text = (
                    "a statutory term stands still only on a ground of law: name them in 'suspend', or say "
                    "'suspendable: false'"
                )
                yield Finding(place, "statutory_without_ground", text, "warning", key=True)


def _readings(rule: DeadlineRule, place: Place) -> Iterator[tuple[str, Suspending | None, Place]]:
    if not rule.versions:
        yield rule.legal, rule.suspend, place
    for index, version in enumerate(rule.versions):
        yield version.legal or rule.legal, version.suspend or rule.suspend, (*place, "versions", index)


def grounds_that_begin_and_do_not_end(draft: Draft) -> Iterator[Finding]:
    """A ground that begins by itself ends by itself, and turns on dates that everyone may read."""
    for place, part in draft.parts:
        if isinstance(part, Ground):
            yield from _turning(draft, part, place)


def _turning(draft: Draft, ground: Ground, place: Place) -> Iterator[Finding]:
    match ground.begins:
        case None:
            if ground.ends or ground.last_day:
                key = "ends" if ground.ends else "last_day"
                text = "nothing begins it by itself: say 'begins'"
                yield Finding((*place, key), "grounds_without_use", text, key=True)
        case AtFact() if not ground.ends and not ground.last_day:
            text = "this begins by itself and never ends: say what 'ends' it, or its 'last_day'"
            yield Finding((*place, "begins"), "ground_never_ends", text, key=True)
        case _:
            pass
    turns: list[tuple[Turn | None, Place]] = [(ground.begins, (*place, "begins"))]
    turns += [(each, (*place, "ends", index)) for index, each in enumerate(ground.ends)]
    for turn, where in turns:
        yield from _no_date(draft, turn, where)
    if ground.last_day:
        yield from _no_date(draft, AtFact(fact=ground.last_day), place, "last_day")


def _no_date(draft: Draft, turn: Turn | None, place: Place, key: str = "fact") -> Iterator[Finding]:
    match turn:
        case AtFact(fact=name):
            spec = draft.fact(name)
            if spec and (spec.type != "date" or is_private(spec)):
                text = f"'{name}' is {'private' if spec.type == 'date' else spec.type}; a ground turns on an open date"
                yield Finding((*place, key), "wrong_type", text)
        case AtStage() | None:
            pass
