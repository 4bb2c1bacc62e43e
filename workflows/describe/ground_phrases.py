"""The grounds on which a term may stand still or be made longer, in plain words."""

from collections.abc import Iterator
from typing import assert_never

from workflows.describe.phrases import both, label_of, list_words, roles_words
from workflows.language.deadlines import DeadlineRule, Legal
from workflows.language.grounds import AnyGround, AtFact, AtStage, Extending, Ground, LongerGround, Suspending, Turn
from workflows.language.workflow import Workflow
from workflows.words import Lang, Words

LANGUAGES: tuple[Lang, ...] = ("nl", "en")


def giving_way(
    legal: Legal,
    suspend: Suspending | None,
    extend: Extending | None,
    workflow: Workflow,
    *,
    may_stand_still: bool,
    is_birthday: bool,
    opens: bool,
) -> list[Words]:
    """Whether a term may stand still and whether it may become longer, and on what grounds.

    legal: with no grounds declared a statutory term gives way on none, another for any reason.
    """
    if is_birthday:
        return [BIRTHDAY]
    if opens and legal == "none" and suspend is None and extend is None:
        return []  # it has no last day that anybody could move
    bound = legal == "statutory"
    is_still_refused = not may_stand_still or (suspend is None and bound)
    if is_still_refused and extend is None and bound:
        return [NO_WAY]
    if may_stand_still and suspend is None and extend is None:
        return [ANY_WAY]
    still = NOT_STILL if is_still_refused else ANY_STILL
    if suspend is not None and may_stand_still:
        still = both("Stilzetten: {it}.", "To suspend: {it}.", it=granting_words(suspend, workflow))
    longer = NOT_LONGER if bound else ANY_LONGER
    if extend is not None:
        longer = both("Verlengen: {it}.", "To extend: {it}.", it=granting_words(extend, workflow))
    return [still, longer]


BIRTHDAY = Words("Een verjaardag: niemand kan die verschuiven.", "A birthday: nobody can move it.")
NO_WAY = Words("Niemand kan deze termijn stilzetten of verlengen.", "Nobody can suspend or extend this term.")
NOT_STILL = Words("Niemand kan deze termijn stilzetten.", "Nobody can make this term stand still.")
NOT_LONGER = Words("Niemand kan deze termijn verlengen.", "Nobody can extend this term.")
ANY_WAY = Words("Stilzetten of verlengen kan met elke reden.", "It may be suspended or extended for any reason.")
ANY_STILL = Words("Stilzetten kan met elke reden.", "It may be made to stand still for any reason.")
ANY_LONGER = Words("Verlengen kan met elke reden.", "It may be extended for any reason.")


def granting_words(granting: Suspending | Extending, workflow: Workflow | None = None) -> Words:
    """`‘Complex case’ (3 months at most), once in all, 6 months together, by jurist`."""
    parts = [ground_words(each, workflow) for each in granting.grounds.values()] or [
        Words("op geen enkele grond", "on no ground")
    ]
    if granting.times:
        parts.append(both("{it} in totaal", "{it} in all", it=times_words(granting.times)))
    if isinstance(granting, Extending) and granting.total:
        parts.append(both("samen ten hoogste {it}", "{it} at most together", it=granting.total.words))
    if granting.roles:
        parts.append(both("door {it}", "by {it}", it=roles_words(granting.roles)))
    return list_words(parts)


def ground_words(ground: AnyGround, workflow: Workflow | None = None) -> Words:
    """`‘Prolonged’ (3 months at most, once; Act art. 2)`: its own article only where the workflow is given."""
    notes = list(_longer_notes(ground) if isinstance(ground, LongerGround) else _still_notes(ground, workflow))
    found = workflow.sources.get(ground.source or "") if workflow else None
    told = [list_words(notes)] if notes else []
    if found:
        told.append(Words(found.ref))
    if (ground.certainty or (found.certainty if found else "")) == "unverified":
        told.append(Words("niet nagekeken in de wet", "not verified in the law"))
    if not told:
        return both("‘{label}’", "‘{label}’", label=ground.label)
    nl, en = ("; ".join(each.say(lang) for each in told) for lang in LANGUAGES)
    return both("‘{label}’ ({notes})", "‘{label}’ ({notes})", label=ground.label, notes=Words(nl, en))


def _still_notes(ground: Ground, workflow: Workflow | None) -> Iterator[Words]:
    if ground.max:
        yield both("ten hoogste {it}", "{it} at most", it=ground.max.words)
    if ground.times:
        yield times_words(ground.times)
    if ground.begins and workflow:
        begin = turn_words(ground.begins, workflow)
        nl, en = ("het begin van ", "the start of ") if isinstance(ground.begins, AtStage) else ("", "")
        it = both(f"{nl}‘{{it}}’", f"{en}‘{{it}}’", it=begin)
        yield both("vanzelf, vanaf de dag na {it}", "by itself, from the day after {it}", it=it)


def _longer_notes(ground: LongerGround) -> Iterator[Words]:
    if ground.by:
        yield ground.by.words
    if ground.max:
        yield both("ten hoogste {it}", "{it} at most", it=ground.max.words)
    if ground.times:
        yield times_words(ground.times)
    if ground.total:
        yield both("samen ten hoogste {it}", "{it} at most together", it=ground.total.words)
    if ground.within:
        yield both(
            "niet eerder dan {it} voor het einde", "not earlier than {it} before the end", it=ground.within.words
        )


def turn_words(turn: Turn, workflow: Workflow) -> Words:
    """What lets a term stand still, or run again: a stage or a fact by its label."""
    match turn:
        case AtStage(stage=name):
            return label_of(name, workflow.stages)
        case AtFact(fact=name):
            return label_of(name, workflow.facts)
        case _:
            assert_never(turn)


def times_words(times: int) -> Words:
    return Words(f"{times} keer", "once" if times == 1 else f"{times} times")


def stands_still_in(rule: DeadlineRule, stage: str) -> bool:
    """Whether a stage lets the term stand still, by the rule itself or by a ground that begins with it."""
    granting = [rule.suspend, *(each.suspend for each in rule.versions)] if rule.suspendable else []
    begins = [ground.begins for each in granting if each for ground in each.grounds.values()]
    return rule.count != "back" and (stage in rule.paused_in or AtStage(stage=stage) in begins)
