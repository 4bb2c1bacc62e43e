"""All mistakes in a definition at once, each with a code, its file, line and column.

Shape first (shapes.py); then how the parts hang together: names and sources here, stages in ways.py, types in
comparisons.py, guards in possible.py, terms in ladders.py and spans.py, who is told in telling.py. A mistake is said
once, where it was made. Each code has a page in docs/checks.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import assert_never

from pydantic import BaseModel

from workflows.checks.calendars_named import reckoned_by, unknown_calendars
from workflows.checks.ends_and_keeps import facts_not_ours_to_forget, stages_that_keep_nothing
from workflows.checks.fact_sense import amounts_too_long, facts_without_sense
from workflows.checks.fact_types import fits, guards_out_of_reach, wrong_types
from workflows.checks.far_days import days_out_of_reach
from workflows.checks.finding import Almanac, Draft, Finding, Neighbour, Neighbours, unknown
from workflows.checks.for_nobody import guards_for_nobody
from workflows.checks.meeting import terms_met_never_or_at_once
from workflows.checks.met_again import terms_that_cannot_be_met_again
from workflows.checks.misspelt_changes import names_misspelt
from workflows.checks.person_facts import facts_left_to_the_person
from workflows.checks.plain_values import empty_values, values_written_otherwise
from workflows.checks.possible_guards import guards_that_never_help
from workflows.checks.reachability import stages_that_lead_nowhere, stages_that_nobody_can_leave, ways_out_of_the_end
from workflows.checks.remedies import decisions_without_remedy
from workflows.checks.reminder_days import (
    anchors_in_circles,
    rungs_out_of_range,
    versions_that_do_not_join,
    what_ends_before_it_begins,
)
from workflows.checks.reminders_heard import (
    ladders_that_nobody_hears,
    reminders_after_closing,
    reminders_expected_on_days_off,
    rules_that_stay_silent_after_reopening,
    tasks_never_asked,
)
from workflows.checks.scenario_names import unknown_in_scenarios
from workflows.checks.scenario_values import values_in_scenarios
from workflows.checks.starting import starts_in_circles
from workflows.checks.statutory_grounds import (
    NO_GROUND,
    grounds_that_begin_and_do_not_end,
    statutory_terms_without_grounds,
)
from workflows.checks.task_order import tasks_in_circles
from workflows.checks.term_lengths import (
    grounds_that_do_not_work,
    law_without_text,
    months_written_as_days,
    norms_beyond_the_law,
    pauses_that_may_not_be,
    terms_beyond_the_calendar,
)
from workflows.checks.unused_names import kinds_with_unknown_names, unused_names
from workflows.checks.voices import NO_VOICE, ladders_that_end, stages_without_a_voice
from workflows.checks.ways_for_values import tasks_not_asked_before, values_without_way_out
from workflows.errors import Problem
from workflows.format.references import TABLES, references
from workflows.format.validation import Shaped, shape
from workflows.format.yaml_document import Document, Place, removes_nothing, short
from workflows.language.deadlines import DeadlineRule
from workflows.language.municipalities import Municipality, Variant
from workflows.language.names import Scalar
from workflows.language.stages import AnySignal, FactSignal, Signal, Start, TaskSignal
from workflows.language.workflow import Workflow

IDENTITY = ("workflow", "version", "variant", "municipality")
OURS = Path(__file__).resolve().parents[1]  # the folder of the definitions that come with the product
ANY = "any"  # the municipality of a definition as it stands
BASE = "base"  # the variant that a definition is without a municipality


def check(document: Document, neighbours: Neighbours | None = None, almanac: Almanac | None = None) -> Shaped[Workflow]:
    """A definition and every problem in it. neighbours: all workflows there are; None when they are not known."""
    document = _with_empty(document, empty_values(document))
    shaped = shape(document, Workflow)
    found = list(document.problems) + list(shaped.problems)
    if shaped.model:
        found += [each.problem(shaped.document) for each in _as_written(shaped.model, shaped.document)]
        draft = Draft(shaped.model, shaped.document, neighbours, reckoned_by(shaped.model.calendar, almanac))
        found += [finding.problem(shaped.document) for finding in findings(draft)]
    return Shaped(shaped.model, shaped.document, _once(found))


def check_base(
    document: Document, neighbours: Neighbours | None = None, almanac: Almanac | None = None
) -> Shaped[Workflow]:
    """A definition file: it is nobody's variant."""
    shaped = check(document, neighbours, almanac)
    own = [Finding((word,), "unknown_key", "a variant says this of itself, in a municipality file", key=True)
           for word in ("variant", "municipality") if (word,) in document.marks]  # fmt: skip
    return Shaped(shaped.model, shaped.document, _once([*shaped.problems, *(each.problem(document) for each in own)]))


def check_municipality(document: Document) -> Shaped[Municipality]:
    """A municipality file by itself; what its variants make of a base is checked on the base they change."""
    document = _with_empty(document, (each for each in empty_values(document) if "change" not in each.place[:-1]))
    shaped = shape(document, Municipality)
    found = []
    if shaped.model:
        written = _as_written(shaped.model, shaped.document)
        found = [finding.problem(shaped.document) for finding in (*_variants(shaped.model), *written)]
    return Shaped(shaped.model, shaped.document, _once([*document.problems, *shaped.problems, *found]))


def _as_written(model: BaseModel, document: Document) -> Iterator[Finding]:
    """What the model reads kindly, and an author did not mean."""
    yield from values_written_otherwise(model, document)
    yield from days_out_of_reach(model)


def _with_empty(document: Document, found: Iterable[Finding]) -> Document:
    """What stands empty is said once, and nothing else of it."""
    slips = {(each.file, each.line) for each in document.problems}
    empty = [each.problem(document) for each in found]
    fresh = [each for each in empty if (each.file, each.line) not in slips]
    return replace(document, problems=(*document.problems, *fresh))


def check_change(base: Document, change: Document) -> list[Problem]:
    """What a variant may not change, and what it takes away that is not there."""
    fixed = [Finding((word,), "bad_value", "a variant cannot change what a workflow is", key=True) for word in IDENTITY]
    gone = removes_nothing(base.data, change.data)
    misspelt = list(names_misspelt(base, change))
    idle = [Finding(place, "unknown_key", "the base has nothing here to take away") for place in gone]
    return [
        each.problem(change) for each in [*(each for each in fixed if each.place in change.marks), *idle, *misspelt]
    ]


def findings(draft: Draft) -> Iterator[Finding]:
    yield from unknown_names(draft)
    yield from unknown_calendars(draft)
    yield from unknown_in_neighbours(draft)
    yield from unknown_in_scenarios(draft)
    yield from values_in_scenarios(draft)
    yield from _findings_about_stages(draft)
    yield from wrong_types(draft)
    yield from facts_without_sense(draft)
    yield from amounts_too_long(draft)
    yield from facts_left_to_the_person(draft)
    yield from guards_out_of_reach(draft)
    yield from guards_that_never_help(draft)
    yield from _findings_about_terms(draft)
    yield from missing_sources(draft)
    yield from law_without_text(draft)
    yield from unused_facts(draft)
    yield from unused_names(draft)


def _findings_about_stages(draft: Draft) -> Iterator[Finding]:
    yield from stages_that_lead_nowhere(draft)
    yield from ways_out_of_the_end(draft)
    yield from stages_that_nobody_can_leave(draft)
    yield from stages_without_a_voice(draft)
    yield from tasks_never_asked(draft)
    yield from decisions_without_remedy(draft)
    yield from tasks_in_circles(draft)
    yield from facts_not_ours_to_forget(draft)
    yield from stages_that_keep_nothing(draft)
    yield from tasks_not_asked_before(draft)
    yield from values_without_way_out(draft)
    yield from guards_for_nobody(draft)
    yield from starts_in_circles(draft)


def _findings_about_terms(draft: Draft) -> Iterator[Finding]:
    yield from rungs_out_of_range(draft)
    yield from versions_that_do_not_join(draft)
    yield from what_ends_before_it_begins(draft)
    yield from anchors_in_circles(draft)
    yield from reminders_after_closing(draft)
    yield from rules_that_stay_silent_after_reopening(draft)
    yield from ladders_that_nobody_hears(draft)
    yield from ladders_that_end(draft)
    yield from reminders_expected_on_days_off(draft)
    yield from months_written_as_days(draft)
    yield from norms_beyond_the_law(draft)
    yield from pauses_that_may_not_be(draft)
    yield from terms_that_cannot_be_met_again(draft)
    yield from terms_met_never_or_at_once(draft)
    yield from grounds_that_do_not_work(draft)
    yield from statutory_terms_without_grounds(draft)
    yield from grounds_that_begin_and_do_not_end(draft)
    yield from terms_beyond_the_calendar(draft)


def unknown_names(draft: Draft) -> Iterator[Finding]:
    for each in references(draft.parts):
        if each.kind == "workflow":
            known = set(draft.neighbours) if draft.neighbours is not None else {each.name}
            yield from unknown("workflow", each.name, known, each.place)
        elif not draft.is_lost(TABLES[each.kind]):
            yield from unknown(each.kind, each.name, draft.document.declares(TABLES[each.kind]), each.place)


def unknown_in_neighbours(draft: Draft) -> Iterator[Finding]:
    """Names that a start or a signal uses in the other workflow."""
    for place, part in draft.parts:
        if isinstance(part, Start) and part.facts and (there := _neighbour(draft, part.workflow)):
            for name, here in part.facts.items():
                yield from _copied(draft, there, name, here, (*place, "facts", name))
        if isinstance(part, AnySignal) and (there := _neighbour(draft, part.to)):
            yield from _signalled(draft, part, there, place)


def _neighbour(draft: Draft, name: str) -> Neighbour | None:
    return (draft.neighbours or {}).get(name)


def _copied(draft: Draft, there: Neighbour, name: str, here: str, place: Place) -> Iterator[Finding]:
    yield from (_at_key(each) for each in unknown("fact", name, set(there.facts), place))
    spec, wanted = draft.fact(here), there.facts.get(name)
    if spec and wanted and spec.type != wanted:
        yield Finding(place, "wrong_type", f"'{here}' is {spec.type}, but '{name}' over there is {wanted}")


def _at_key(finding: Finding) -> Finding:
    return Finding(finding.place, finding.code, finding.text, finding.severity, key=True)


def _signalled(draft: Draft, signal: Signal, there: Neighbour, place: Place) -> Iterator[Finding]:
    match signal:
        case TaskSignal(task=name):
            yield from unknown("task", name, set(there.tasks), (*place, "task"))
        case FactSignal(fact=name, value=value, from_=here):
            yield from unknown("fact", name, set(there.facts), (*place, "fact"))
            wanted = there.facts.get(name)
            if wanted and value is not None and not fits(value, wanted):
                text = f"{short(value)} is no value for a fact of type {wanted}"
                yield Finding((*place, "value"), "wrong_type", text)
            yield from _passed_on(draft, here, value, wanted, place)
        case _:
            assert_never(signal)


def _passed_on(
    draft: Draft, here: str | None, value: Scalar | None, wanted: str | None, place: Place
) -> Iterator[Finding]:
    """A signal of a fact has a value of its own, or passes on that of a fact here."""
    if (here is None) == (value is None):
        yield Finding((*place, "fact"), "missing_key", "give a 'value', or say 'from' which fact here it is passed on")
    spec = draft.fact(here) if here else None
    if spec and wanted and spec.type != wanted:
        yield Finding((*place, "from"), "wrong_type", f"'{here}' is {spec.type}, but the fact over there is {wanted}")


def missing_sources(draft: Draft) -> Iterator[Finding]:
    """A statutory rule without source is an error; any other deadline or a transition without one, a warning.

    A workflow's own source speaks for its transitions, not for its terms.
    """
    for name, rule in draft.workflow.deadlines.items():
        for source, legal, place in _sourced(rule, ("deadlines", name)):
            if not source:
                yield from _without_source(draft, place, statutory=legal == "statutory")
    for name, several in draft.workflow.transitions.items():
        for index, transition in enumerate(several):
            if not (transition.source or draft.workflow.source):
                yield from _without_source(draft, ("transitions", name, index), statutory=False)


def _sourced(rule: DeadlineRule, place: Place) -> Iterator[tuple[str | None, str, Place]]:
    """Source and legal effect of a rule, or of each of its versions."""
    if not rule.versions:
        yield rule.source, rule.legal, place
    for index, version in enumerate(rule.versions):
        yield version.source or rule.source, version.legal or rule.legal, (*place, "versions", index)


def unused_facts(draft: Draft) -> Iterator[Finding]:
    reading = (each for each in references(draft.parts) if each.place[-2:-1] != ("forgets",))
    used = {each.name for each in reading if each.kind == "fact"}
    if draft.document.lost or "fact" in kinds_with_unknown_names(draft):  # what could not be read may have used it
        return
    for name in draft.workflow.facts.keys() - used:
        text = "no guard, term, start or met_by reads this fact"
        yield Finding(("facts", name), "unused_fact", text, "warning", key=True)


def _without_source(draft: Draft, place: Place, *, statutory: bool) -> Iterator[Finding]:
    if draft.is_lost(*place, "source"):
        return
    if statutory:
        yield Finding(place, "missing_source", "a statutory term must name its source", key=True)
    else:
        yield Finding(place, "missing_source", "there is no source", "warning", key=True)


def _variants(municipality: Municipality) -> Iterator[Finding]:
    if municipality.municipality == ANY:
        yield Finding(("municipality",), "bad_value", f"'{ANY}' means no municipality in particular")
    for index, variant in enumerate(municipality.variants):
        place: Place = ("variants", index)
        first, last = cohort(variant)
        if last < first:
            yield Finding((*place, "intake_until"), "bad_value", f"{last} lies before {first}")
        if variant.id == BASE:
            yield Finding((*place, "id"), "bad_value", f"'{BASE}' is the definition without a variant")
        for earlier in municipality.variants[:index]:
            yield from _clash(earlier, variant, place)
        yield from _days_before(variant, municipality.variants, place)


def _clash(earlier: Variant, variant: Variant, place: Place) -> Iterator[Finding]:
    if (earlier.workflow, earlier.id) == (variant.workflow, variant.id):
        yield Finding((*place, "id"), "duplicate_variant", f"'{variant.id}' is already a variant of {variant.workflow}")
    (first, last), (other_first, other_last) = cohort(variant), cohort(earlier)
    if earlier.workflow == variant.workflow and first <= other_last and other_first <= last:
        word = "intake_from" if variant.intake_from else "id"
        yield Finding((*place, word), "variant_overlap", f"'{earlier.id}' already serves some of these days of intake")


def _days_before(variant: Variant, variants: Iterable[Variant], place: Place) -> Iterator[Finding]:
    """Days of intake that no variant serves, between the one before and this one."""
    ends = [cohort(each)[1] for each in variants if each.workflow == variant.workflow and each is not variant]
    first = cohort(variant)[0]
    before = [end for end in ends if end < first]
    if before and max(before) + timedelta(days=1) < first:
        text = f"no variant serves the days of intake after {max(before)}"
        yield Finding((*place, "intake_from"), "variant_gap", text, "warning")


def cohort(variant: Variant) -> tuple[date, date]:
    """First and last day of intake that the variant serves."""
    return variant.intake_from or date.min, variant.intake_until or date.max


def _once(problems: list[Problem]) -> tuple[Problem, ...]:
    return tuple(sorted({_as_ours(each) for each in problems}))


def _as_ours(problem: Problem) -> Problem:
    """In what comes with the product a silent case, a remedy left out and a term without ground are errors."""
    codes = (*NO_VOICE, *NO_GROUND, "adverse_without_remedy")
    is_ours = problem.code in codes and OURS in Path(problem.file).resolve().parents
    return replace(problem, severity="error") if is_ours else problem
