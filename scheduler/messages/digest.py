"""What stands for one person on a day, beside what is newly said: the body of the daily message."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Literal, NamedTuple

from scheduler.messages.left_behind import LeftLine, left_lines
from scheduler.messages.unsure import NOTHING_UNSURE, Unsure, unsure_of
from scheduler.messages.weekly_overview import Overview, overview_of
from scheduler.outbox import notices
from scheduler.planning.recipients import GIVEN_OUT
from scheduler.planning.works_here import WorksHere, works_here
from trajectories.people import questions
from trajectories.people.questions import open_questions
from trajectories.people.staff import staff_on
from trajectories.people.staff_member import StaffMember
from trajectories.projections import caseload
from trajectories.projections.caseload import Lexicon, Running, RunningTerm
from trajectories.projections.scope import Scope
from trajectories.repository.store import UnitOfWork
from trajectories.repository.trajectories import kept_of
from trajectories.service.asking import with_members
from trajectories.views.questions import told
from workflows.language.municipalities import ANYWHERE
from workflows.words import Words

Group = Literal["overdue", "due", "coming", "unknown", "waiting", "taken_back"]
GROUPS: tuple[Group, ...] = ("overdue", "due", "coming", "unknown", "waiting", "taken_back")
SOON = timedelta(days=7)  # due: today or within a week
AHEAD = timedelta(days=14)  # what ends later is not told until its own reminder comes
SEEN_LATELY = timedelta(days=30)
EVERY_DAY = ("coordinator", "teamleider")  # told every working day, so that no message means something is wrong


class DigestLine(NamedTuple):
    """One thing on one line. deadline: empty where a whole trajectory waits for someone outside.

    since: since when it stands still or waits, or the day on which it was taken back; until: its last day, where known.
    asks: the label of the fact that a question asks for. coordinator: a name, empty where nobody was assigned.
    instead_of: the colleague whom this person stands in for. seen: who said to have seen a reminder of it, and when.
    name: of the client, as of Item.
    """

    group: Group
    ref: str
    trajectory: str
    workflow: Words
    deadline: str
    label: Words
    due_on: date | None = None
    opens: bool = False
    legal: str = "none"
    since: date | None = None
    until: date | None = None
    waits_for: Words | None = None
    asks: Words | None = None
    coordinator: str = ""
    instead_of: str = ""
    seen: tuple[str, date] | None = None
    name: str = ""

    @property
    def about(self) -> str:
        """What it is about: a term, a fact that is asked for, or a trajectory. Said once, whatever hangs on it."""
        return about(self.trajectory, self.deadline, self.asks)


def about(trajectory: str, deadline: str, asks: Words | None) -> str:
    return f"{trajectory} {asks.nl}" if asks else deadline or trajectory


class DigestQuestion(NamedTuple):
    """Something about people that waits for this person's yes or no."""

    id: str
    ref: str
    text: Words
    asked_on: date


class Digest(NamedTuple):
    """looked_at: how many running trajectories were looked at for this person. lines: of these, their own.

    team: all that stands in the municipality of a team leader. every_day: for someone who is told every working day,
    also when there is nothing to do. left: optional tasks left undone, of what is their own. unsure: messages of which
    nobody knows whether they arrived.
    """

    looked_at: int
    lines: tuple[DigestLine, ...] = ()
    team: tuple[DigestLine, ...] = ()
    is_team: bool = False
    every_day: bool = False
    week: Overview | None = None
    questions: tuple[DigestQuestion, ...] = ()
    left: tuple[LeftLine, ...] = ()
    unsure: Unsure = NOTHING_UNSURE


def digest_of(
    uow: UnitOfWork,
    recipient: StaffMember,
    today: date,
    *,
    weekly: bool,
    staff: Mapping[str, StaffMember] | None = None,
    unsure: Unsure | None = None,
    leaves_office: bool = True,
) -> Digest:
    """weekly: with the overview of the week, for a team leader. staff, unsure: where they were read already.

    leaves_office: questions have no names of clients; see also with_names.
    """
    known = works_here(staff_on(uow, today) if staff is None else staff)
    leads = "teamleider" in recipient.roles
    own = _lines(uow, _own(recipient, known), today, known, recipient)
    team = _lines(uow, Scope(recipient.municipality), today, known, recipient) if leads else Lines(frozenset(), [])
    return Digest(
        len(own.looked_at | team.looked_at),
        tuple(_seen(uow, own.found, today, known)),
        tuple(each._replace(instead_of="") for each in team.found),
        leads,
        any(role in recipient.roles for role in EVERY_DAY),
        overview_of(uow, recipient.municipality, today, known) if leads and weekly else None,
        tuple(_questions(uow, recipient, own.looked_at | team.looked_at, today, leaves_office=leaves_office)),
        own.left,
        unsure_of(uow, recipient.id, known) if unsure is None else unsure,
    )


def ask_ahead(uow: UnitOfWork, recipient: StaffMember, today: date, staff: WorksHere) -> None:
    """What `digest_of` will ask, as far as it is known beforehand."""
    leads = "teamleider" in recipient.roles
    for scope in (_own(recipient, staff), *([Scope(recipient.municipality)] if leads else [])):
        if not _is_nobodys(scope):
            caseload.ask_ahead(uow, scope, today + AHEAD)
    questions.ask_ahead(uow)
    notices.ask_ahead(uow, recipient.id)


def _questions(
    uow: UnitOfWork, recipient: StaffMember, seen: frozenset[str], today: date, *, leaves_office: bool
) -> list[DigestQuestion]:
    """About people whose trajectories this person looks after or leads, or would get.

    Of someone for whom nothing runs: everyone who is told every day, in that municipality.
    """
    mine = []
    for each in open_questions(uow):
        cases = {case.id for case in kept_of(uow, with_members(uow, each.subject, today))}
        is_theirs = bool(cases & seen) or each.staff == recipient.id
        is_anyones = any(role in recipient.roles for role in EVERY_DAY) and is_in(recipient, each.municipality)
        if is_theirs or (not cases and is_anyones):
            mine.append(each)
    said = told(uow, mine, today, leaves_office=leaves_office)
    return [DigestQuestion(each.id, ref, words, each.asked_on) for each, ref, words in said]


def is_in(recipient: StaffMember, municipality: str) -> bool:
    """Whether someone works there, or everywhere."""
    return municipality in ("", *ANYWHERE, recipient.municipality) or recipient.municipality in ("", *ANYWHERE)


def _own(recipient: StaffMember, staff: WorksHere) -> Scope:
    """What was given to them and to those they stand in for. What lies with nobody, or with someone who is away and
    has nobody in their place, lies with every coordinator there.
    """
    answers_for = [recipient, *staff.stood_in_for.get(recipient.id, [])]
    given = [(role, each.id) for each in answers_for for role in GIVEN_OUT if role in each.roles]
    places = {each.municipality for each in answers_for if "coordinator" in each.roles}
    return Scope("", tuple(given), staff.not_reached, tuple(sorted(places)))


class Lines(NamedTuple):
    """looked_at: ids of trajectories."""

    looked_at: frozenset[str]
    found: list[DigestLine]
    left: tuple[LeftLine, ...] = ()


def _is_nobodys(scope: Scope) -> bool:
    return scope.given == () and not scope.unassigned_in


def _lines(uow: UnitOfWork, scope: Scope, today: date, staff: WorksHere, recipient: StaffMember) -> Lines:
    if _is_nobodys(scope):
        return Lines(frozenset(), [])
    running = {each.id: each for each in caseload.running_in(uow, scope)}
    standing = [each for each in caseload.standing_in(uow, scope, today + AHEAD) if each.trajectory in running]
    lexicons = caseload.lexicons(uow, (each.definition for each in running.values()))
    found = []
    for each in standing:
        trajectory = running[each.trajectory]
        if (group := group_of(each, today)) is not None:
            found.append(_line(each, group, trajectory, lexicons[trajectory.definition], today))
    found = list({each.about: each for each in reversed(found)}.values())[::-1]
    told = {each.trajectory for each in found}
    found += _waiting((each for each in running.values() if each.id not in told), lexicons)
    return Lines(
        frozenset(running),
        [_with_people(each, running[each.trajectory].coordinator, staff, recipient) for each in found],
        left_lines(caseload.left_in(uow, scope), running, lexicons),
    )


def group_of(standing: RunningTerm, today: date) -> Group | None:
    """None for what need not be told yet. The last day itself is in time; what stands still is never overdue."""
    if _held(standing, today):
        return "waiting"
    if standing.due_on is None:
        return "unknown"
    return group_on(standing.due_on, today, opens=standing.opens)


def group_on(due_on: date, today: date, *, opens: bool) -> Group | None:
    """A window is told from shortly before the day on which it opens until it is answered; it is never overdue."""
    if opens:
        return "coming" if due_on - today <= AHEAD else None
    if due_on < today:
        return "overdue"
    if due_on <= today + SOON:
        return "due"
    return "coming" if due_on <= today + AHEAD else None


def _held(standing: RunningTerm, today: date) -> tuple[date, date | None] | None:
    """The suspension of that day, if any."""
    return next((each for each in standing.holds if each[0] <= today and (each[1] is None or today <= each[1])), None)


def _line(standing: RunningTerm, group: Group, trajectory: Running, lexicon: Lexicon, today: date) -> DigestLine:
    since, until = _held(standing, today) or (None, None)
    asks = [label for name in standing.missing if (label := lexicon.fact(name))]
    return DigestLine(
        group,
        trajectory.ref,
        trajectory.id,
        lexicon.workflow,
        standing.id,
        lexicon.terms.get(standing.name, Words(standing.name)),
        standing.due_on,
        standing.opens,
        standing.legal,
        since,
        until,
        lexicon.waits_for.get(trajectory.stage) if since else None,
        asks[0] if asks and standing.due_on is None else None,
    )


def _waiting(running: Iterable[Running], lexicons: Mapping[str, Lexicon]) -> list[DigestLine]:
    """Trajectories of which nothing else is told, in a stage that waits for someone outside; the longest first."""
    found = []
    for each in running:
        lexicon = lexicons[each.definition]
        if waits_for := lexicon.waits_for.get(each.stage):
            words = (each.ref, each.id, lexicon.workflow, "", lexicon.workflow)
            found.append(DigestLine("waiting", *words, since=each.entered_on, waits_for=waits_for))
    return sorted(found, key=lambda line: line.since or date.min)


def _with_people(line: DigestLine, coordinator: str, staff: WorksHere, recipient: StaffMember) -> DigestLine:
    holder = staff.get(coordinator)
    if holder is None or "coordinator" not in holder.roles:
        return line
    return line._replace(
        coordinator=holder.name, instead_of=holder.name if holder in staff.stood_in_for.get(recipient.id, []) else ""
    )


def _seen(uow: UnitOfWork, lines: list[DigestLine], today: date, staff: Mapping[str, StaffMember]) -> list[DigestLine]:
    seen = caseload.seen_by(uow, [each.trajectory for each in lines], today - SEEN_LATELY)
    names = {key: each.name for key, each in staff.items()}
    return [
        each._replace(seen=(names.get(seen[each.deadline][0], ""), seen[each.deadline][1]))
        if each.deadline in seen
        else each
        for each in lines
    ]
