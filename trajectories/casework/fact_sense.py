"""Whether the value of a fact makes sense: one that cannot be is refused, one that is unlikely is asked about."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple, assert_never

from trajectories.casework.parse_values import checked
from trajectories.history.events import Value
from workflows.errors import Refused
from workflows.language.counted_amounts import units_counted_by
from workflows.language.fact_spans import AnyBound, Birth, FixedDay, FromToday
from workflows.language.facts import FactSpec
from workflows.language.private_facts import is_private
from workflows.language.terms import MOST, Term, Unit
from workflows.language.workflow import Workflow
from workflows.machine.guards import Reckoner
from workflows.words import Words

AHEAD_AT_MOST = FromToday(Term(10, "year"), ahead=True)  # where a date that may lie ahead says no `not_after`


class AtEntry(NamedTuple):
    """What a value is judged by. today: the day on which it is typed in, whatever day it is about.

    born: the birth of the client, in a household of its eldest; None where it is not known.
    """

    today: date
    born: date | None
    subject: Literal["person", "household"]
    calendar: Reckoner


@dataclass(frozen=True, slots=True)
class Likely:
    """Nothing to ask."""


@dataclass(frozen=True, slots=True)
class Unlikely:
    """Taken when someone says that it is right."""

    words: Words


@dataclass(frozen=True, slots=True)
class Impossible:
    """Never taken. words: why, and what would work."""

    words: Words


Judgement = Likely | Unlikely | Impossible


def must_make_sense(workflow: Workflow, facts: Mapping[str, object], seen: AtEntry, sure: Collection[str] = ()) -> None:
    """Of what is typed in now; not of what is taken over from another trajectory, where it was judged already.

    sure: the facts of which someone says that an unlikely value is right. Raises Refused with everything that is
    wrong, UsageError for a value that is not of the fact's type. Names that the workflow does not know are passed over.
    """
    known = {name: given for name, given in facts.items() if name in workflow.facts}
    units = {name: units_counted_by(workflow, name) for name in known}
    must_be_sensible(workflow.facts, known, seen, sure, units)


def must_be_sensible(
    specs: Mapping[str, FactSpec],
    facts: Mapping[str, object],
    seen: AtEntry,
    sure: Collection[str],
    units: Mapping[str, Collection[Unit]],
) -> None:
    """The same of facts by their specifications. units: by name, those of the terms that are as long as it says."""
    impossible: list[Words] = []
    unlikely: list[Words] = []
    for name, given in facts.items():
        spec = specs[name]
        judgement = judged(name, spec, checked(spec, name, given), seen, units.get(name, ()))
        match judgement:
            case Likely():
                pass
            case Unlikely(words):
                unlikely += [] if name in sure else [words]
            case Impossible(words):
                impossible.append(words)
            case _:
                assert_never(judgement)
    if impossible:
        raise Refused(_together(impossible))
    if unlikely:
        ask = Words(
            "controleer het, of herhaal het met --sure als het klopt",
            "check it, or repeat it with --sure if it is right",
        )
        raise Refused(_together([*unlikely, ask]))


def judged(name: str, spec: FactSpec, value: Value, seen: AtEntry, units: Collection[Unit]) -> Judgement:
    """units: of the terms that are as long as this number says. A value kept apart is judged before it is."""
    match spec.type:
        case "date":
            return _date(name, spec, date.fromisoformat(value), seen) if isinstance(value, str) else Likely()
        case "integer":
            return _number(name, spec, value, units) if type(value) is int else Likely()
        case "boolean" | "text" | "choice":
            return Likely()
        case _:
            assert_never(spec.type)


def _date(name: str, spec: FactSpec, day: date, seen: AtEntry) -> Judgement:
    said = _said(spec, day)
    if spec.lies == "past" and day > seen.today:
        return Impossible(
            Words(
                f"{name} kan niet op {said.nl}: dat is na vandaag ({seen.today}) en dit is al gebeurd of het is er "
                "niet; controleer het jaar, of leg het vast als het zover is",
                f"{name} cannot be on {said.say('en')}: that is after today ({seen.today}), and this has happened or "
                "it has not; check the year, or record it once it has happened",
            )
        )
    first, last = _day_of(spec.not_before, seen), _day_of(_not_after(spec), seen)
    if first is not None and day < first:
        before = _before(spec.not_before, seen, first)
        return Unlikely(
            Words(
                f"{name} op {said.nl} is onwaarschijnlijk: dat is {before.nl}",
                f"{name} on {said.say('en')} is unlikely: that is {before.say('en')}",
            )
        )
    if last is not None and day > last:
        return Unlikely(
            Words(
                f"{name} op {said.nl} is onwaarschijnlijk: dat is na {last}",
                f"{name} on {said.say('en')} is unlikely: that is after {last}",
            )
        )
    return Likely()


def _said(spec: FactSpec, day: date) -> Words:
    """A day that is kept apart from the history is not repeated either."""
    return Words("die dag", "that day") if is_private(spec) else Words(day.isoformat())


def _not_after(spec: FactSpec) -> AnyBound | None:
    """A text of before it was asked says nothing, and is taken as one that may lie ahead."""
    return spec.not_after or (None if spec.lies == "past" else AHEAD_AT_MOST)


def _day_of(bound: AnyBound | None, seen: AtEntry) -> date | None:
    match bound:
        case None:
            return None
        case Birth():
            return seen.born
        case FromToday(term=term, ahead=ahead):
            return seen.calendar.add(seen.today, term, back=not ahead)
        case FixedDay(day=day):
            return day
        case _:
            assert_never(bound)


def _before(bound: AnyBound | None, seen: AtEntry, first: date) -> Words:
    """Without the birth date, which is nobody's to read here."""
    if not isinstance(bound, Birth):
        return Words(f"voor {first}", f"before {first}")
    if seen.subject == "person":
        return Words("voor de geboorte van de cliënt", "before the client's birth")
    return Words("voor de geboorte van wie dan ook in het huishouden", "before the birth of anyone in the household")


def _number(name: str, spec: FactSpec, value: int, units: Collection[Unit]) -> Judgement:
    """A number that no calendar counts with would leave a term without a day."""
    lowest = [each for each in (spec.at_least, 0 if units else None) if each is not None]
    highest = [each for each in (spec.at_most, *(MOST[unit] for unit in units)) if each is not None]
    if not any(value < each for each in lowest) and not any(value > each for each in highest):
        return Likely()
    works = " ".join(word for word in _bounds(max(lowest, default=None), min(highest, default=None), "nl"))
    works_en = " ".join(word for word in _bounds(max(lowest, default=None), min(highest, default=None), "en"))
    return Impossible(
        Words(
            f"{value} kan niet voor {name}; geef een getal {works}",
            f"{value} cannot be for {name}; give a number {works_en}",
        )
    )


def _bounds(lowest: int | None, highest: int | None, lang: Literal["nl", "en"]) -> Iterator[str]:
    if lowest is not None:
        yield f"vanaf {lowest}" if lang == "nl" else f"from {lowest}"
    if highest is not None:
        yield f"tot en met {highest}" if lang == "nl" else f"up to and including {highest}"


def _together(several: list[Words]) -> Words:
    return Words("; ".join(each.nl for each in several), "; ".join(each.say("en") for each in several))
