"""The figures of the week, as `overview` and a weekly digest give them."""

from datetime import date
from typing import NamedTuple

from scheduler.messages import one_line
from scheduler.messages.weekly_overview import Overview
from trajectories.views.moment import MomentView
from workflows.catalogue.place_names import place_name
from workflows.documents import ABSENT, Absent
from workflows.language.municipalities import ANYWHERE
from workflows.words import Lang, Words

ALL = Words("van alle gemeenten", "of all municipalities")


class LoadView(NamedTuple):
    """name: None for what lies with nobody."""

    name: str | None
    trajectories: int
    households: int
    overdue: int
    statutory: int


class QuietView(NamedTuple):
    """coordinator: a name. subject: a reference; name: as of LineView in digest."""

    subject: str
    name: str | None
    trajectory: str
    workflow: str
    since: date
    coordinator: str | None
    deadline: str
    label: str
    due_on: date | None
    monthly_round: bool


class NeverToldView(NamedTuple):
    workflow: str
    rule: str
    label: str
    running: int
    past_on: date | None
    next_reminder_on: date | None


class AbsentView(NamedTuple):
    name: str
    until: date | None
    substitute: str | None


class OverviewView(NamedTuple):
    """vacant: roles that nobody has."""

    municipality: str
    on: date
    coordinators: list[LoadView]
    quiet: list[QuietView]
    quiet_with_nothing_to_do: int
    never_told: list[NeverToldView]
    never_told_to_come: int
    away: list[AbsentView]
    vacant: list[str]
    moment: MomentView | Absent = ABSENT


class OverviewPage(NamedTuple):
    """What a page says beside the document, in the sentences of the weekly message.

    place: which municipality, in words; when: of each in quiet, how far its day is; spoken: of each in never_told, what
    is known of it; people: who is away and what is vacant.
    """

    document: OverviewView
    place: str
    when: list[str]
    spoken: list[str]
    people: list[str]


def overview_page(found: Overview, lang: Lang) -> OverviewPage:
    return OverviewPage(
        overview_view(found, lang),
        place=(ALL if found.municipality in ANYWHERE else place_name(found.municipality)).say(lang),
        when=[one_line.when(each, found.today, lang) for each in found.quiet],
        spoken=[one_line.never_told(each, found.today, lang) for each in found.never_told],
        people=[
            *(one_line.away(each, found.today, lang) for each in found.away),
            *(one_line.vacant(role, lang) for role in found.vacant),
        ],
    )


def overview_view(found: Overview, lang: Lang) -> OverviewView:
    return OverviewView(
        municipality=found.municipality or "any",
        on=found.today,
        coordinators=[
            LoadView(each.name or None, each.trajectories, each.households, each.overdue, each.statutory)
            for each in found.loads
        ],
        quiet=[
            QuietView(
                subject=each.ref,
                name=each.name or None,
                trajectory=each.trajectory,
                workflow=each.workflow.say(lang),
                since=each.since,
                coordinator=each.coordinator or None,
                deadline=each.deadline,
                label=each.label.say(lang),
                due_on=each.due_on,
                monthly_round=each.is_round,
            )
            for each in found.quiet
        ],
        quiet_with_nothing_to_do=found.resting,
        never_told=[
            NeverToldView(
                each.workflow.say(lang), each.rule, each.label.say(lang), each.running, each.past_on, each.next_on
            )
            for each in found.never_told
        ],
        never_told_to_come=found.to_come,
        away=[AbsentView(each.name, each.until, each.substitute or None) for each in found.away],
        vacant=list(found.vacant),
    )
