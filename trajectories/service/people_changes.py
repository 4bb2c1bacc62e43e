"""People who come and go, and what their trajectories take note of."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from trajectories.casework import commands as ask
from trajectories.casework import follow
from trajectories.casework.permission import must_write, not_after
from trajectories.casework.refusals import Decision
from trajectories.deadlines.written import Written
from trajectories.history import events as ev
from trajectories.history.events import Event, MemberSeen
from trajectories.people.circle import circle_of, member_seen
from trajectories.people.clients import birth_dates, changed_in, person_by_id
from trajectories.people.departure import closed_by_leaving, person_left, person_returned
from trajectories.people.households import households_of, join_household, members_of
from trajectories.people.merging import merge_person, unmerge_person
from trajectories.people.questions import ask_whether, overtake
from trajectories.people.rows import write
from trajectories.repository.aliases import alias_of
from trajectories.repository.store import UnitOfWork
from trajectories.repository.trajectories import open_of, opened_since
from trajectories.service import asking
from trajectories.service.casework import Casework
from trajectories.service.recording import By, Started, not_before_last_move
from workflows.errors import Refused, UsageError
from workflows.language.duplicate import ways_to_leave
from workflows.typed_words import one_of
from workflows.words import Words

STOPPED = "gestopt"
LEAVES_AS = {
    "verhuisd": Words("Verhuisd", "Moved away"),
    "overleden": Words("Overleden", "Died"),
    STOPPED: Words("Gestopt", "Stopped"),
}


def arrive(casework: Casework, uow: UnitOfWork, household: str, member: str, on: date, by: By) -> list[Started]:
    """A member joined: every open trajectory of the household takes note and starts what is meant for arrivals.

    What they bring along and nobody looks after goes to whoever looks after the household.
    """
    started: list[Started] = []
    circle = circle_of(uow, household, on)
    seen = next(each for each in circle.members if each["member"] == member)
    own = casework.locked(uow, [member])
    for key in casework.locked(uow, [household]):
        written = casework.load(uow, key)
        day = not_before_last_move(written, on)
        one = follow.Followed(day, seen, circle, came_later=not follow.was_there(written.history, member))
        decision = follow.decide_arrival(written.compiled, written.trajectory, one, written.calendar)
        started += casework.carry_out(uow, written, decision, day, by, circle).started
        for other in own:
            casework.take_in_hand(uow, casework.load(uow, other), written.trajectory, on, by)
    asking.after_joining(uow, household, member, on, casework.stamp(uow, by))
    return started


def depart(casework: Casework, uow: UnitOfWork, household: str, member: str, on: date, by: By) -> None:
    """A member left: the tasks asked for that member are gone."""
    for key in casework.locked(uow, [household]):
        written = casework.load(uow, key)
        if member in written.trajectory.members:
            day = not_before_last_move(written, on)
            casework.carry_out(uow, written, Decision([ev.MemberLeft(member)]), day, by)


def split_off(casework: Casework, uow: UnitOfWork, household: str, member: str, on: date, by: By) -> None:
    """A member left and stays a client: whether what runs for them stays where it is, is asked."""
    depart(casework, uow, household, member, on, by)
    asking.after_leaving(uow, member, on, by.today, casework.stamp(uow, by))


def come_back(casework: Casework, uow: UnitOfWork, person: str, household: str, on: date, by: By) -> list[Started]:
    """A client who left is here again, from a day on, and in a household: an id, or empty for none.

    What was closed by leaving is not opened by itself; each kind is asked about.
    """
    must_write(by.actor)
    not_after(on, by.today)
    left_on, closed = person_returned(uow, person, on, casework.stamp(uow, by)), []
    subjects = [person]
    if household:
        if not members_of(uow, household, on):
            subjects.append(household)
        join_household(uow, household, person, on, casework.stamp(uow, by))
    for subject in subjects:
        closed += closed_by_leaving(uow, subject, left_on)
    for each in closed:
        definition = casework.load(uow, each.id).compiled.workflow
        if each.outcome in definition.outcomes and definition.outcomes[each.outcome].leave:
            question = ev.QuestionAsked("open", "returned", each.subject, each.id, each.workflow, each.municipality)
            ask_whether(uow, question, on, casework.stamp(uow, by))
    return arrive(casework, uow, household, person, on, by) if household else []


class ClosesToo(NamedTuple):
    """A trajectory that closes when someone leaves. ways: the outcomes it may close with, by code."""

    trajectory: str
    workflow: str
    ways: Mapping[str, Words]


def closes_by_leaving(casework: Casework, uow: UnitOfWork, person: str, on: date) -> list[ClosesToo]:
    """Those of the person, and of a household that is left empty."""
    alone = [
        each for each in households_of(uow, person, on) if {one.id for one in members_of(uow, each, on)} == {person}
    ]
    found = []
    for key in open_of(uow, [person]) + [one for each in alone for one in open_of(uow, [each])]:
        workflow = casework.load(uow, key).compiled.workflow
        ways = {name: workflow.outcomes[name].label for name in ways_to_leave(workflow) if name in workflow.outcomes}
        found.append(ClosesToo(key, workflow.workflow, ways))
    return found


def ways_out(closing: Sequence[ClosesToo]) -> dict[str, Words]:
    """What may be said of why someone leaves: what every office says, and what the trajectories that close know."""
    return {**LEAVES_AS, **{name: label for each in closing for name, label in each.ways.items()}}


def leave(
    casework: Casework, uow: UnitOfWork, person: str, on: date, by: By, outcome: str, note: str = ""
) -> dict[str, str]:
    """A client leaves: every open trajectory of the person is closed, and of a household left empty. Its outcomes.

    One that does not know the outcome closes as stopped. note: kept apart from the history. Raises UsageError, with
    the nearest, for an outcome that does not exist, and Refused where one knows neither.
    """
    must_write(by.actor)
    not_after(on, by.today)
    households = households_of(uow, person, on)
    casework.locked(uow, [person, *households])
    closing = closes_by_leaving(casework, uow, person, on)
    outcome = one_of(Words("uitkomst", "outcome"), outcome, ways_out(closing))
    outcomes = {each.trajectory: _outcome_of(each, outcome) for each in closing}
    reason = note.strip() or outcome
    person_left(uow, person, on, casework.stamp(uow, by, person, reason))
    for household in households:
        if members_of(uow, household, on):
            depart(casework, uow, household, person, on, by)
    for key, ending in outcomes.items():
        day = not_before_last_move(casework.load(uow, key), on)
        casework.close(uow, ask.Close(key, ending, day), by, reason=reason)
    for subject in [person, *(each for each in households if not members_of(uow, each, on))]:
        overtake(uow, subject, ("transfer", "stay", "open", "close", "belongs"), on, casework.stamp(uow, by))
    return outcomes


def _outcome_of(leaving: ClosesToo, outcome: str) -> str:
    if outcome in leaving.ways:
        return outcome
    if STOPPED in leaving.ways:
        return STOPPED
    listing = ", ".join(leaving.ways)
    key, workflow = leaving.trajectory, leaving.workflow
    raise Refused(
        Words(
            f"{key} ({workflow}) kan niet sluiten als {outcome}, wel als {listing}; sluit het eerst met ‘traject close "
            f"{key} --outcome …’",
            f"{key} ({workflow}) cannot close as {outcome}, but as {listing}; close it first with 'traject close {key} "
            "--outcome …'",
        )
    )


def merge(casework: Casework, uow: UnitOfWork, person: str, into: str, on: date, by: By, reason: str) -> str:
    """Two clients are one; returns the one that goes on. What is recorded of the one holds for the other.

    Whether what runs for the one goes to whoever looks after the other's household is asked.
    """
    must_write(by.actor)
    not_after(on, by.today)
    casework.lock_both(uow, person, into)
    uow.last_number("t")  # whoever opens something at the same time waits
    goes_on = merge_person(uow, person, into, on, casework.stamp(uow, by, person, reason))
    casework.bring_up_to_date(uow, goes_on, by)
    overtake(uow, person, ("belongs",), on, casework.stamp(uow, by))
    for household in households_of(uow, goes_on, by.today):
        asking.after_joining(uow, household, goes_on, on, casework.stamp(uow, by), "merged")
    return goes_on


def unmerge(casework: Casework, uow: UnitOfWork, person: str, on: date, by: By, reason: str) -> str:
    """Two clients after all; returns the other. What was recorded of the one holds on for both, and of what was opened
    for either since it is asked whose it is.
    """
    must_write(by.actor)
    not_after(on, by.today)
    casework.lock_person(uow, person)
    uow.last_number("t")
    alias = alias_of(uow, person)
    since = opened_since(uow, alias.into, person, ev.PersonMerged.__name__) if alias else []
    other = unmerge_person(uow, person, on, casework.stamp(uow, by, person, reason))
    for each in (person, other):
        casework.keep_what_was_shared(uow, each, by)
        casework.bring_up_to_date(uow, each, by)
    asking.after_unmerging(uow, person, other, since, on, casework.stamp(uow, by))
    return other


def edit(
    casework: Casework,
    uow: UnitOfWork,
    person: str,
    changes: Mapping[str, str],
    on: date,
    by: By,
    *,
    reason: str = "",
    sure: bool = False,
) -> int:
    """Changes what is known of a client; returns how many fields. Raises UsageError where a birth date that was known
    becomes another one, or none, without a reason: terms are counted from it.
    """
    must_write(by.actor)
    not_after(on, by.today)
    reason = reason.strip()
    written = changed_in(uow, person, changes, on, sure=sure)
    is_born_anew = any(each.field == "born" for each in written)
    if is_born_anew and not reason and birth_dates(uow, [person])[person]:
        raise UsageError(
            Words(
                "er is al een geboortedatum, waarvan wordt geteld; zeg met --reason waarom het een andere wordt",
                "there is a birth date already, which terms are counted from; say with --reason why it becomes another",
            )
        )
    if written:
        write(uow, person, [(each, on) for each in written], casework.stamp(uow, by, person, reason))
    if is_born_anew:
        follow_birth_date(casework, uow, person, by, reason)
    return len(written)


def follow_birth_date(casework: Casework, uow: UnitOfWork, person: str, by: By, reason: str = "") -> list[Started]:
    """A birth date was changed: the open trajectories that count from it take it over, and the person is seen anew."""
    for key in casework.locked(uow, [person]):
        written = casework.load(uow, key)
        facts: list[Event] = [
            ev.FactSet(name, value) for name, value in casework.from_person(uow, written.compiled, person).items()
        ]
        casework.carry_out(uow, written, Decision(facts), by.today, by, reason=reason if facts else "")
    return see_anew(casework, uow, person, by.today, by, born=True)


def see_anew(
    casework: Casework, uow: UnitOfWork, person: str, on: date, by: By, *, born: bool = False
) -> list[Started]:
    """Someone is another one to what is asked of their age: the open trajectories around them take note, and those of
    the household open what they would open for them now. Whoever did not change is left alone: safe to repeat.

    on: the day on which it became so; their age is that of today. born: by another birth date, so that what was opened
    for who they never were is asked about.
    """
    started: list[Started] = []
    seen = member_seen(person_by_id(uow, person), by.today)
    homes = households_of(uow, person, by.today)
    others = [each.id for home in homes for each in members_of(uow, home, by.today)]
    for key in casework.locked(uow, list(dict.fromkeys([*homes, person, *others]))):
        written = casework.load(uow, key)
        if _concerns(written, person):
            started += _seen_in(casework, uow, written, seen, on, by, born=born)
    return started


def _concerns(written: Written, person: str) -> bool:
    return person in written.trajectory.members and written.compiled.asks_about_people


def _seen_in(
    casework: Casework, uow: UnitOfWork, written: Written, seen: MemberSeen, on: date, by: By, *, born: bool
) -> list[Started]:
    now = written.trajectory
    day = not_before_last_move(written, on)
    circle = circle_of(uow, now.subject, by.today)
    one = follow.Followed(day, seen, circle, came_later=not follow.was_there(written.history, seen["member"]))
    decision = follow.decide_change(written.compiled, now, one, written.calendar)
    if born and now.subject.startswith("h"):
        kinds = follow.opened_in_error(written.compiled, now, one, written.calendar)
        right = {wish.workflow for wish in decision.starts}
        asking.after_another_birth_date(uow, one.id, kinds, right, on, casework.stamp(uow, by))
    if decision.events:
        return casework.carry_out(uow, written, decision, day, by, circle).started
    return []
