"""The calendar to come, as `forecast` gives it."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from scheduler.explain.forecast import Forecast, Happening, UncertainTerm
from scheduler.explain.who_hears import WhoHears
from scheduler.planning.recipients import Addressed
from scheduler.views.birthdays import BirthdayView
from scheduler.views.recipients import ToldView, told_view
from trajectories.deadlines.deadline import Deadline
from trajectories.deadlines.written import Written
from workflows.language.nothing_planned import rule_of
from workflows.words import Lang, Words

Foretold = Sequence[tuple[Written, Forecast]]


class ForecastEntryView(NamedTuple):
    """reminder, to: for the kinds reminder and question."""

    day: date
    kind: str
    deadline: str
    trajectory: str
    subject: str
    label: str
    due_on: date | None
    reminder: str | None
    to: list[ToldView]


class OverdueView(NamedTuple):
    deadline: str
    trajectory: str
    subject: str
    label: str
    due_on: date | None


class OpenQuestionView(NamedTuple):
    """since: when it came to stand still. asked_on: when a reminder asks what is missing, or whether it still does."""

    deadline: str
    trajectory: str
    subject: str
    label: str
    due_on: date | None
    missing: list[str]
    since: date | None
    asked_on: date | None


class ForecastView(NamedTuple):
    """Of a subject, or of all trajectories of a coordinator, by name."""

    subject: str | None
    coordinator: str | None
    from_: date
    until: date
    assumptions: dict[str, str]
    overdue: list[OverdueView]
    if_nothing_happens: list[ForecastEntryView]
    if_all_goes_on_time: list[ForecastEntryView]
    open_questions: list[OpenQuestionView]
    stands_still: list[OpenQuestionView]
    birthdays: list[BirthdayView]


class ForecastPage(NamedTuple):
    """uncertain: the open questions and what stands still in one list, which the document tells apart."""

    document: ForecastView
    uncertain: list[OpenQuestionView]


class Foreseen(NamedTuple):
    """The forecasts of several trajectories, and what is needed to name people in them. refs: by subject."""

    found: Foretold
    refs: Mapping[str, str]
    hears: WhoHears
    lang: Lang

    def merged(self, *, on_time: bool) -> Iterator[tuple[Written, Happening]]:
        """What happens on one of the two courses, by day."""
        every = [
            (written, each)
            for written, told in self.found
            for each in (told.if_on_time if on_time else told.if_nothing_happens)
        ]
        yield from sorted(every, key=lambda each: each[1].day)

    def label(self, written: Written, deadline: Deadline) -> str:
        return rule_of(written.compiled.workflow, deadline.name).label.say(self.lang)

    def told(self, written: Written, happening: Happening) -> Mapping[str, Addressed]:
        return self.hears.on(happening.day, written, happening.said.roles) if happening.said else {}


def forecast_page(
    seen: Foreseen, subject: str, coordinator: str, first: date, last: date, birthdays: Sequence[BirthdayView]
) -> ForecastPage:
    uncertain = [_open(seen, written, each) for written, told in seen.found for each in told.uncertain]
    document = ForecastView(
        subject=subject or None,
        coordinator=coordinator or None,
        from_=first,
        until=last,
        assumptions={name: words.say(seen.lang) for name, words in ASSUMPTIONS.items()},
        overdue=[OverdueView(*_about(seen, written, each)) for written, told in seen.found for each in told.overdue],
        if_nothing_happens=[_entry(seen, *each) for each in seen.merged(on_time=False)],
        if_all_goes_on_time=[_entry(seen, *each) for each in seen.merged(on_time=True)],
        open_questions=[each for each in uncertain if not each.since],
        stands_still=[each for each in uncertain if each.since],
        birthdays=list(birthdays),
    )
    return ForecastPage(document, uncertain)


def _about(seen: Foreseen, written: Written, deadline: Deadline) -> tuple[str, str, str, str, date | None]:
    now = written.trajectory
    ref = seen.refs.get(now.subject, now.subject)
    return deadline.id, now.id, ref, seen.label(written, deadline), deadline.due_on


def _entry(seen: Foreseen, written: Written, happening: Happening) -> ForecastEntryView:
    return ForecastEntryView(
        happening.day,
        happening.kind,
        *_about(seen, written, happening.deadline),
        reminder=happening.said.id if happening.said else None,
        to=told_view(seen.told(written, happening), seen.hears.staff_at(happening.day)),
    )


def _open(seen: Foreseen, written: Written, open_: UncertainTerm) -> OpenQuestionView:
    return OpenQuestionView(
        *_about(seen, written, open_.deadline),
        missing=list(open_.deadline.missing),
        since=open_.deadline.held_since,
        asked_on=open_.first.day if open_.first else None,
    )


ASSUMPTIONS = {
    "if_nothing_happens": Words(
        "Aangenomen: niemand legt nog iets vast; wie er is en wie welke rol heeft, zoals nu bekend. Wat al eerder "
        "gezegd had moeten zijn, wordt de eerste werkdag gezegd.",
        "Assumed: nobody records anything any more; who is there and in which role, as known now. What should have "
        "been said before is said on the first working day.",
    ),
    "if_all_goes_on_time": Words(
        "Aangenomen: elke termijn wordt op zijn laatste dag gehaald (wat al over tijd is: vandaag), en elke vraag "
        "beantwoord op de dag dat hij wordt gesteld. Wat daaruit volgt staat er alleen bij waar de definitie geen "
        "keuze laat: een datum die dan wordt vastgelegd, werk dat dan klaar is, of de ene stap die dan kan en het "
        "traject niet sluit.",
        "Assumed: every term is met on its last day (what is overdue: today), and every question answered on the "
        "day it is asked. What follows from that is shown only where the definition leaves no choice: a date "
        "recorded then, work done then, or the one step that is possible then and does not close the trajectory.",
    ),
}
