"""The grounds on which a term may stand still or be made longer, in plain words."""

from collections.abc import Iterator
from typing import assert_never

from workflows.describe.phrases import both, label_of, list_words, roles_words
from workflows.language.deadlines import DeadlineRule
from workflows.language.grounds import AnyGround, AtFact, AtStage, Extending, Ground, LongerGround, Suspending, Turn
from workflows.language.workflow import Workflow
from workflows.words import Lang, Words

LANGUAGES: tuple[Lang, ...] = ("nl", "en")


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
        yield both("vanzelf, vanaf de dag na ‘{it}’", "by itself, from the day after ‘{it}’", it=begin)


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
