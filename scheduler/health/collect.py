"""Looks at everything that the checks of the doctor want to know, in one reading transaction."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from random import Random
from typing import NamedTuple

from scheduler.bootstrap import App
from scheduler.health import queries
from scheduler.health.check_keeping import look_at_keeping
from scheduler.health.own_answers import facts_apart
from scheduler.health.queries import Audience, Place, Underway
from scheduler.health.recorded_facts import doubtful_facts
from scheduler.health.snapshot import ABANDONED, HELD_AT_MOST, JUMP, PATIENCE, AudienceToday, Replayed, Snapshot
from scheduler.health.without_ground import terms_without_ground
from scheduler.outbox import agenda, mail_server, notices, witness_mail
from scheduler.planning.batching import is_always_told, opening
from scheduler.planning.ladder import plan
from scheduler.planning.recipients import reaches, recipients
from scheduler.planning.reminder_id import iso
from trajectories.audit.office_rows import agree_not
from trajectories.audit.rebuilt import differences
from trajectories.audit.rows_beyond import known_beyond
from trajectories.audit.witnesses import witnesses
from trajectories.clock import Clock
from trajectories.deadlines.written import Written
from trajectories.history.streams import OFFICE
from trajectories.local_time import local_day, write_instant
from trajectories.people.questions import open_questions
from trajectories.people.references import same_refs
from trajectories.people.staff import staff_on
from trajectories.people.staff_member import StaffMember
from trajectories.projections.projections import (
    PEOPLE_TABLES,
    deadlines_differ,
    people_who_differ,
    trajectory_differs,
)
from trajectories.repository.store import UnitOfWork
from trajectories.repository.trajectories import Dossiers
from trajectories.service.missing import missing_cases
from workflows.calendar import WorkCalendar, builtin_calendar
from workflows.errors import CaseworkError, HistoryBroken
from workflows.language.terms import Term

USUAL_MINUTES = 5.0  # between two ticks
TICK_MINUTES = "tick_minutes"  # the setting in which `run` leaves its pace
KNOWN_AHEAD = Term(18, "month")
DAY = timedelta(days=1)
FEW = 300  # so many trajectories are all replayed; of more a sample
SAMPLE = 50  # the newest, and as many others, which differ from day to day


def look(
    app: App,
    uow: UnitOfWork,
    now: datetime,
    machine: Clock,
    missing_settings: Sequence[str],
    *,
    every_minutes: float | None = None,
    deep: bool = False,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Snapshot:
    """Everything that the checks want to know. deep: replays every trajectory instead of a sample."""
    dossiers, today, machine_now = app.dossiers, local_day(now), machine()
    database_now = agenda.real_time(uow, lambda: machine_now)
    staff = staff_on(uow, today)
    broken = queries.broken_definitions(uow)
    calendar = _calendar(uow, dossiers)
    groups = queries.audiences(uow)
    channel = uow.setting("channel", "console")
    keys, lost = queries.trajectories(uow), queries.not_shown(uow)
    sample = [*lost, *(keys if deep else sampled(keys, today))]
    places = [each for each in queries.places(uow) if each.definition not in broken]
    loaded = {each.trajectory: _load(uow, dossiers, each.trajectory) for each in groups} if calendar else {}
    addressed = [(each, who) for each in groups if (who := loaded.get(each.trajectory)) is not None]
    messages, ended = queries.messages_under_way(uow), database_now - ABANDONED
    too_far = database_now + HELD_AT_MOST

    def is_open(each: Underway) -> bool:
        """Whether it could have gone for some time: outside their hours nobody is told, and that is no delay."""
        return calendar is None or each.kind == "urgent" or _was_open(staff.get(each.recipient), now, calendar)

    def is_late(each: Underway) -> bool:
        return each.state == "waiting" and each.open_at < write_instant(now - PATIENCE) and is_open(each)

    def is_abandoned(each: Underway) -> bool:
        is_ours = each.state in ("claimed", "unknown") and each.leased_until > ""
        is_over = each.leased_until < write_instant(ended) and is_open(each)
        return is_ours and (is_over or each.leased_until > write_instant(too_far))

    ends = calendar_known_until(calendar, today) if calendar else None
    whole = _made_anew(app, uow) if deep and calendar else None
    return Snapshot(
        now,
        machine_now,
        database_now,
        app.is_sandbox(uow),
        every_minutes or float(uow.setting(TICK_MINUTES, str(USUAL_MINUTES))),
        channel,
        tuple(missing_settings),
        queries.ticks(uow, database_now - DAY, database_now + JUMP),
        agenda.count_due(uow, now),
        queries.sent_since(uow, now - DAY),
        [*queries.late(uow, now - PATIENCE, database_now), *(each.message for each in messages if is_late(each))],
        [*queries.abandoned_claims(uow, ended, too_far), *(each.message for each in messages if is_abandoned(each))],
        messages,
        queries.last_recorded_at(uow),
        queries.never_said_again(uow, today),
        queries.without_a_voice(uow),
        queries.only_asked_how_it_stands(uow),
        [told_by(each, written, staff, channel) for each, written in addressed],
        _without_address(addressed, staff, channel),
        ends,
        (calendar or builtin_calendar()).add(today, KNOWN_AHEAD),
        _is_newer(ends, today),
        [each for each in places if is_dead_end(dossiers, uow, each)],
        broken,
        queries.count_trajectories(uow) + len(lost),
        _replay_all(uow, dossiers, sample, progress) if calendar else [],
        _rules(uow, dossiers, places),
        whole.people if whole else people_who_differ(uow, only_staff=True),
        whole.rows if whole else [],
        missing_cases(uow, dossiers, today) if calendar and not broken else [],
        open_questions(uow),
        doubtful_facts(uow, dossiers, today, calendar, broken) if calendar else [],
        facts_apart(uow, dossiers, broken) if calendar else [],
        terms_without_ground(uow, dossiers, broken) if calendar else [],
        same_refs(uow),
        mail_server.trouble(uow) if channel == "smtp" else None,
        notices.unheard_of(uow, {each.id for each in staff.values() if each.roles}),
        _office_differs(uow),
        known_beyond(uow),
        witness_mail.unreached(uow, witnesses(uow), today - DAY),
        app.instant(uow).silent_since,
        look_at_keeping(app, uow),
    )


def _office_differs(uow: UnitOfWork) -> list[str]:
    try:
        return agree_not(uow)
    except HistoryBroken:
        return [OFFICE]  # what it says cannot be read


class MadeAnew(NamedTuple):
    """What differs where every projection is made anew. people: ids; rows: by table and key, and in what."""

    people: list[str]
    rows: list[str]


def _made_anew(app: App, uow: UnitOfWork) -> MadeAnew:
    found = list(differences(uow, app.dossiers, app.casework.projections, store=app.store))
    of_people = {table.name for table in PEOPLE_TABLES}
    people = {each.key.partition(" ")[0] for each in found if each.table in of_people}
    return MadeAnew(sorted(people, key=lambda key: (key[0], len(key), key)), [each.brief for each in found])


def _was_open(member: StaffMember | None, now: datetime, calendar: WorkCalendar) -> bool:
    return member is None or opening(member, now - PATIENCE, calendar, had_today=False) <= now - PATIENCE


def sampled(keys: Sequence[str], today: date) -> list[str]:
    """All where they are few; else the newest, and others picked by the day, so that in time each has its turn."""
    if len(keys) <= FEW:
        return list(keys)
    others = Random(today.isoformat()).sample(keys[:-SAMPLE], SAMPLE)
    return [*sorted(others, key=lambda key: (len(key), key)), *keys[-SAMPLE:]]


def _calendar(uow: UnitOfWork, dossiers: Dossiers) -> WorkCalendar | None:
    try:
        return dossiers.calendar(uow)
    except (HistoryBroken, ValueError):  # it is missing, or no calendar any more
        return None


def calendar_known_until(calendar: WorkCalendar, today: date) -> date:
    """The last day before the first year, from today's on, of which not all decree days are known."""
    year = today.year
    while calendar.knows_decree_days(year):
        year += 1
    return date(year - 1, 12, 31)


def _is_newer(known_until: date | None, today: date) -> bool:
    """Whether the edition that comes with this release reaches further than the one in force."""
    return known_until is None or calendar_known_until(builtin_calendar(), today) > known_until


def _load(uow: UnitOfWork, dossiers: Dossiers, key: str) -> Written | None:
    try:
        return dossiers.load(uow, key)
    except CaseworkError:
        return None  # its replay says so


def told_by(audience: Audience, written: Written, staff: Mapping[str, StaffMember], channel: str) -> AudienceToday:
    who = recipients(written, audience.roles, staff, channel)
    vacant = {role for each in who.values() for role in (*each.stands_in_for, *each.away)}
    return AudienceToday(audience, not who, tuple(sorted(vacant)))


def _without_address(
    addressed: Iterable[tuple[Audience, Written]], staff: Mapping[str, StaffMember], channel: str
) -> tuple[str, ...]:
    """To whom messages go that cannot reach them."""
    found = {to for each, written in addressed for to in recipients(written, each.roles, staff, channel)}
    found |= {each.id for each in staff.values() if is_always_told(each)}
    return tuple(sorted(to for to in found if not reaches(channel, staff[to])))


def is_dead_end(dossiers: Dossiers, uow: UnitOfWork, place: Place) -> bool:
    """Whether an open trajectory there can go nowhere. A final stage is closed, so that none stands open in it."""
    return not dossiers.compiled(uow, place.definition).passages.get(place.stage)


def _replay_all(
    uow: UnitOfWork, dossiers: Dossiers, keys: Sequence[str], progress: Callable[[int, int], None]
) -> list[Replayed]:
    found = []
    for count, key in enumerate(keys, 1):
        found.append(_replayed(uow, dossiers, key))
        progress(count, len(keys))
    return found


def _replayed(uow: UnitOfWork, dossiers: Dossiers, key: str) -> Replayed:
    try:
        written = dossiers.load(uow, key)
    except (CaseworkError, KeyError, TypeError, ValueError) as error:
        return Replayed(key, error.say("en") if isinstance(error, CaseworkError) else type(error).__name__)
    planned = plan(written)
    wanted = {(each.id, iso(each.due_on), write_instant(each.send_at), ",".join(each.roles)) for each in planned}
    stored = queries.planned_rows(uow, key)
    differs = trajectory_differs(uow, written) or deadlines_differ(uow, written)
    return Replayed(key, "", differs, _ids(stored - wanted), _ids(wanted - stored))


def _ids(rows: set[tuple[str, str, str, str]]) -> tuple[str, ...]:
    return tuple(sorted(row[0] for row in rows))


def _rules(uow: UnitOfWork, dossiers: Dossiers, places: Iterable[Place]) -> dict[str, str | None]:
    """Every rule that open trajectories are under, and every other one that ever fired."""
    known = {
        f"{each.workflow}/{name}"
        for each in places
        for name in dossiers.compiled(uow, each.definition).workflow.deadlines
    }
    fired = queries.last_fired(uow)
    return {name: fired.get(name) for name in sorted({*known, *fired})}
