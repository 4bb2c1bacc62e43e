"""Whether the length of a term is what it should be: beside the law, in its own unit, within the calendar."""

from collections.abc import Iterator
from datetime import timedelta

from workflows.checks.finding import Almanac, Draft, Finding
from workflows.checks.reminder_days import longest_days, possible_terms, shortest_days
from workflows.checks.satisfiability import Domain, can_hold
from workflows.format.yaml_document import Place
from workflows.language.anchors import Anchor
from workflows.language.deadlines import DeadlineRule, Legal, RuleVersion
from workflows.language.grounds import Extending, LongerGround, Suspending
from workflows.language.looked_up_terms import TermSpec
from workflows.language.terms import Term

MONTHS_IN_DAYS = {
    **dict.fromkeys((30, 31), "1 month"),
    **dict.fromkeys((60, 61), "2 months"),
    **dict.fromkeys((90, 91, 92), "3 months"),
    **dict.fromkeys((120, 121, 122), "4 months"),
    **dict.fromkeys((150, 152, 153), "5 months"),
    **dict.fromkeys((180, 181, 182, 183, 184), "6 months"),
    **dict.fromkeys((270, 273, 274, 275), "9 months"),
    **dict.fromkeys((360, 365, 366), "1 year"),
    **dict.fromkeys((730, 731), "2 years"),
    **dict.fromkeys((1095, 1096), "3 years"),
}
ONE_DAY = timedelta(days=1)
LONGEST_MOVED = 366  # days; far more than the Algemene termijnenwet moves, far less than a calendar can count


def _readings(rule: DeadlineRule, place: Place) -> Iterator[tuple[TermSpec, Legal, Place]]:
    """Each term the rule may have, with its legal effect; place: of the rule, or of the version that says it."""
    if not rule.versions or any(each.term is None for each in rule.versions):
        yield rule.term, rule.legal, place
    for index, version in enumerate(rule.versions):
        if version.term is not None or version.legal is not None:
            yield version.term or rule.term, version.legal or rule.legal, (*place, "versions", index)


def months_written_as_days(draft: Draft) -> Iterator[Finding]:
    for name, rule in draft.workflow.deadlines.items():
        for spec, _, place in _readings(rule, ("deadlines", name)) if not rule.in_days else ():
            in_days = [term for term in possible_terms(draft.workflow, spec) if term.unit == "day"]
            for term in [term for term in in_days if term.amount in MONTHS_IN_DAYS][:1]:
                text = (
                    f"{term} is not {MONTHS_IN_DAYS[term.amount]}; write 'in_days: true' if the rule itself says days"
                )
                yield Finding((*place, "term"), "months_as_days", text, "warning")


def norms_beyond_the_law(draft: Draft) -> Iterator[Finding]:
    """An agreement that ends later than the law, on the same matter."""
    rules = draft.workflow.deadlines
    laws = {name: rule for name, rule in rules.items() if _is_statutory(rule)}
    for name in rules.keys() - laws:
        for other, law in laws.items():
            if _same_matter(draft, rules[name], law) and _always_longer(draft, rules[name], law):
                text = f"this ends later than '{other}', which the law sets"
                yield Finding(("deadlines", name, "term"), "norm_after_legal", text, "warning")


def _is_statutory(rule: DeadlineRule) -> bool:
    return any(legal == "statutory" for _, legal, _ in _readings(rule, ()))


def _same_matter(draft: Draft, norm: DeadlineRule, law: DeadlineRule) -> bool:
    """Counted from the same day, met in the same way, and both for one client."""
    counted = (norm.count, norm.moment) == (law.count, law.moment) == ("forward", "ends")
    same = _anchor(norm) == _anchor(law) and norm.paused_in == law.paused_in and _met_alike(norm, law)
    return counted and same and can_hold(Domain(draft.workflow.facts), [norm.when, law.when])


def _anchor(rule: DeadlineRule) -> Anchor:
    """Which time of several is taken makes no other matter of it."""
    return rule.anchor.model_copy(update={"pick": "latest", "on_change": "follow"})


def _met_alike(norm: DeadlineRule, law: DeadlineRule) -> bool:
    """Whether what meets the one is among what meets the other."""
    common = [each for each in norm.met_by if each in law.met_by]
    return bool(common) and len(common) == min(len(norm.met_by), len(law.met_by))


def _always_longer(draft: Draft, norm: DeadlineRule, law: DeadlineRule) -> bool:
    ours = [term for spec, _, _ in _readings(norm, ()) for term in possible_terms(draft.workflow, spec)]
    theirs = [term for spec, legal, _ in _readings(law, ()) if legal == "statutory"
              for term in possible_terms(draft.workflow, spec)]  # fmt: skip
    return bool(ours and theirs) and min(map(shortest_days, ours)) > max(map(longest_days, theirs))


def pauses_that_may_not_be(draft: Draft) -> Iterator[Finding]:
    for name, rule in draft.workflow.deadlines.items():
        if rule.paused_in and not rule.suspendable:
            text = "this term may not stand still: it is 'suspendable: false'"
            yield Finding(("deadlines", name, "paused_in"), "paused_not_suspendable", text, key=True)
        elif rule.paused_in and rule.count == "back":
            text = "a day counted back does not stand still; let the term that it rests on do so"
            yield Finding(("deadlines", name, "paused_in"), "paused_counted_back", text, "warning", key=True)


def grounds_that_do_not_work(draft: Draft) -> Iterator[Finding]:
    """Grounds nobody can use, that give more than may be given, or that cannot be told apart."""
    for name, rule in draft.workflow.deadlines.items():
        for part, place in _parts_of(rule, ("deadlines", name)):
            if part.suspend and part.suspend.grounds and (not rule.suspendable or rule.count == "back"):
                why = (
                    "it is 'suspendable: false'" if not rule.suspendable else "a day counted back does not stand still"
                )
                text = f"these grounds are of no use: {why}"
                yield Finding((*place, "suspend"), "grounds_without_use", text, key=True)
            for word, granting in (("suspend", part.suspend), ("extend", part.extend)):
                if granting:
                    yield from _told_apart(granting, (*place, word, "grounds"))
            if part.extend:
                yield from _too_long(part.extend, (*place, "extend", "grounds"))


def _parts_of(rule: DeadlineRule, place: Place) -> Iterator[tuple[DeadlineRule | RuleVersion, Place]]:
    """The rule and each of its versions."""
    yield rule, place
    for index, version in enumerate(rule.versions):
        yield version, (*place, "versions", index)


def _told_apart(granting: Suspending | Extending, place: Place) -> Iterator[Finding]:
    """A caseworker names a ground by its id or its label, in either language."""
    taken: dict[str, str] = {}
    for name, ground in granting.grounds.items():
        words = {name.casefold(), ground.label.nl.casefold(), ground.label.say("en").casefold()}
        if clash := next((taken[word] for word in sorted(words) if word in taken), None):
            text = f"'{clash}' is called the same, so nobody can tell which is meant"
            yield Finding((*place, name), "ground_twice", text, key=True)
        taken |= {word: name for word in words if word not in taken}


def _too_long(extend: Extending, place: Place) -> Iterator[Finding]:
    for name, ground in extend.grounds.items():
        for word, length, bound in _bounds(ground, extend.total):
            if length and bound and shortest_days(length) > longest_days(bound):
                text = f"{length} is longer than may be given: {bound}"
                yield Finding((*place, name, word), "ground_too_long", text)
                break


def _bounds(ground: LongerGround, total: Term | None) -> list[tuple[str, Term | None, Term | None]]:
    return [
        ("by", ground.by, ground.max), ("by", ground.by, ground.total), ("by", ground.by, total),
        ("max", ground.max, ground.total), ("max", ground.max, total), ("total", ground.total, total),
    ]  # fmt: skip


def law_without_text(draft: Draft) -> Iterator[Finding]:
    """What was read in the law was read in the text of some day."""
    for name, source in draft.workflow.sources.items():
        place = ("sources", name)
        if source.certainty == "law" and source.text_of is None and not draft.is_lost(*place, "text_of"):
            text = "'text_of' must say from which day the text that was read held"
            yield Finding(place, "law_without_text", text, "warning", key=True)


def terms_beyond_the_calendar(draft: Draft) -> Iterator[Finding]:
    """Terms that decree days may move, and that would end in a year whose decree days are not known."""
    if draft.almanac is None:
        return
    for name, rule in draft.workflow.deadlines.items():
        for spec, legal, place in _readings(rule, ("deadlines", name)):
            if legal == "statutory" and rule.count == "forward":
                for term in possible_terms(draft.workflow, spec):
                    yield from _beyond(draft.almanac, term, (*place, "term"))


def _beyond(almanac: Almanac, term: Term, place: Place) -> Iterator[Finding]:
    if longest_days(term) > LONGEST_MOVED:
        return
    due_on = almanac.calendar.due(almanac.today, term, "statutory").due_on
    if not almanac.calendar.knows_decree_days(due_on.year) and _may_move(almanac, term):
        text = f"counted from {almanac.today} this ends in {due_on.year}, of which the calendar knows no decree days"
        yield Finding(place, "calendar_ends", text, "warning")


def _may_move(almanac: Almanac, term: Term) -> bool:
    """Whether the Algemene termijnenwet moves it when it ends in a weekend, as it does within so many days."""
    starts = [almanac.today + ONE_DAY * count for count in range(14)]
    ends = [almanac.calendar.due(day, term, "statutory") for day in starts]
    return any(end.raw_on != end.due_on for end in ends)
