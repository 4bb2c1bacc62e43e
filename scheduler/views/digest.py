"""The daily message as it would be now, as `digest` gives it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from scheduler.messages.digest import GROUPS, Digest, DigestLine
from scheduler.messages.item import Item
from scheduler.messages.message import Message, in_brief
from scheduler.messages.weekly_overview import with_client_names
from scheduler.views.overview import OverviewView, overview_view
from trajectories.people.names import CalledClient
from trajectories.people.staff_member import StaffMember
from workflows.words import Lang


class LineView(NamedTuple):
    """newly_said: by this message; else it stands in it as it did. coordinator: a name.

    subject: a reference; name: of the client, or of who is first of a household.
    """

    group: str
    deadline: str | None
    trajectory: str
    subject: str
    name: str | None
    workflow: str
    label: str
    due_on: date | None
    opens: bool
    since: date | None
    until: date | None
    waits_for: str | None
    asks: str | None
    coordinator: str | None
    newly_said: bool


class GroupView(NamedTuple):
    group: str
    items: list[LineView]


class DigestQuestionView(NamedTuple):
    question: str
    subject: str
    text: str
    asked_on: date


class DigestLeftView(NamedTuple):
    """An optional task left undone in a stage gone by. member: a reference. name: as of LineView."""

    trajectory: str
    subject: str
    name: str | None
    stage: str
    stage_label: str
    task: str
    label: str
    member: str | None


class DigestView(NamedTuple):
    """questions: wait for yes or no. left_tasks: in whole. team: for who looks after others. week: where asked for.
    text: all of it.
    """

    to: str
    on: date
    looked_at: int
    subject: str
    groups: list[GroupView]
    team: list[GroupView] | None
    week: OverviewView | None
    questions: list[DigestQuestionView]
    left_tasks: list[DigestLeftView]
    text: str


def told_of(items: Iterable[Item], found: Digest) -> set[str]:
    """The trajectories that it tells of."""
    lines = {each.trajectory for each in (*found.lines, *found.team)}
    lines |= {each.trajectory for each in found.week.quiet} if found.week else set()
    return lines | {each.trajectory for each in items} | {case.trajectory for line in found.left for case in line.cases}


def with_names(items: Sequence[Item], found: Digest, names: Mapping[str, CalledClient]) -> tuple[list[Item], Digest]:
    """The same for a screen of the office, where clients have names; never for what is sent. names: by trajectory."""

    def named(key: str) -> str:
        return names[key].name if key in names else ""

    lines = tuple(each._replace(name=named(each.trajectory)) for each in found.lines)
    team = tuple(each._replace(name=named(each.trajectory)) for each in found.team)
    left = tuple(
        line._replace(cases=tuple(case._replace(name=named(case.trajectory)) for case in line.cases))
        for line in found.left
    )
    told = [each._replace(name=named(each.trajectory)) for each in items]
    week = with_client_names(found.week, names) if found.week else None
    return told, found._replace(lines=lines, team=team, left=left, week=week)


def digest_view(
    member: StaffMember,
    today: date,
    items: Sequence[Item],
    found: Digest,
    message: Message,
    lang: Lang,
    refs: Mapping[str, str],
) -> DigestView:
    """items: what is newly said; each thing stands in the answer once. refs: of clients, by id."""
    newly = [in_brief(item, today) for item in items]
    said = {each.about for each in newly}
    told = [_line(each, lang, newly_said=True) for each in newly]
    told += [_line(each, lang) for each in found.lines if each.about not in said]
    return DigestView(
        to=member.name,
        on=today,
        looked_at=found.looked_at,
        subject=message.subject,
        groups=_grouped(told),
        team=_grouped([_line(each, lang) for each in found.team]) if found.is_team else None,
        week=overview_view(found.week, lang) if found.week else None,
        questions=[DigestQuestionView(one.id, one.ref, one.text.say(lang), one.asked_on) for one in found.questions],
        left_tasks=[
            DigestLeftView(
                case.trajectory,
                case.ref,
                case.name or None,
                line.stage,
                line.label.say(lang),
                task,
                label.say(lang),
                refs.get(member, member) if member else None,
            )
            for line in found.left
            for case in line.cases
            for task, label, member in case.tasks
        ],
        text=message.body,
    )


def _line(each: DigestLine, lang: Lang, *, newly_said: bool = False) -> LineView:
    return LineView(
        group=each.group,
        deadline=each.deadline or None,
        trajectory=each.trajectory,
        subject=each.ref,
        name=each.name or None,
        workflow=each.workflow.say(lang),
        label=each.label.say(lang),
        due_on=each.due_on,
        opens=each.opens,
        since=each.since,
        until=each.until,
        waits_for=each.waits_for.say(lang) if each.waits_for else None,
        asks=each.asks.say(lang) if each.asks else None,
        coordinator=each.coordinator or None,
        newly_said=newly_said,
    )


def _grouped(told: Iterable[LineView]) -> list[GroupView]:
    """In the order of urgency; a group without anything is left out."""
    lines = list(told)
    found = [GroupView(group, [each for each in lines if each.group == group]) for group in GROUPS]
    return [each for each in found if each.items]
