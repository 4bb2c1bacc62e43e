"""The figures of a week for a team leader: who has how much, what lies still, which rules never spoke, who is there."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import NamedTuple

from scheduler.planning.recipients import substitute_of
from trajectories.local_time import is_within
from trajectories.people.names import CalledClient
from trajectories.people.staff_member import StaffMember
from trajectories.projections import caseload
from trajectories.projections.caseload import Lexicon, Running, RunningRule, RunningTerm
from trajectories.projections.scope import Scope
from trajectories.repository.store import UnitOfWork
from workflows.language.municipalities import ANYWHERE
from workflows.words import Words

QUIET = timedelta(days=30)
NEEDED = ("coordinator", "jurist", "teamleider")  # roles that a municipality cannot do without


class Load(NamedTuple):
    """What lies with one coordinator. name: empty for what lies with nobody. households: those without one count one
    for each person.
    """

    name: str
    trajectories: int
    households: int
    overdue: int
    statutory: int


class Quiet(NamedTuple):
    """A trajectory of which nothing was written down for long, while a term of it asks for attention.

    label, due_on: of its first term, or of the round that comes back each month; where the day is not known, label is
    what is asked for and due_on None. name: of the client, where it is shown in the office.
    """

    ref: str
    trajectory: str
    workflow: Words
    since: date
    coordinator: str
    deadline: str
    label: Words
    due_on: date | None
    is_round: bool
    name: str = ""


class NeverTold(NamedTuple):
    """A rule of which no message was ever sent. past_on: the day of its first term, where that is past.

    opens: that day is the first on which something may be done.
    """

    workflow: Words
    rule: str
    label: Words
    running: int
    past_on: date | None
    next_on: date | None
    opens: bool = False


class Away(NamedTuple):
    """until: the last day, where it is known. substitute: the name of who is there in their place, or empty."""

    name: str
    until: date | None
    substitute: str


class Overview(NamedTuple):
    """quiet: those that ask for attention, the rounds first; resting: as quiet, but with nothing to do for now.

    never_told: rules of which nothing was said though it should have been, or never will be as things stand; to_come:
    how many others of which nothing was said yet, with a reminder planned. vacant: roles that nobody holds.
    """

    municipality: str
    today: date
    loads: tuple[Load, ...]
    quiet: tuple[Quiet, ...]
    resting: int
    never_told: tuple[NeverTold, ...]
    to_come: int
    away: tuple[Away, ...]
    vacant: tuple[str, ...]


def overview_of(uow: UnitOfWork, municipality: str, today: date, staff: Mapping[str, StaffMember]) -> Overview:
    """municipality: empty or `any` for all of them."""
    scope = Scope(municipality)
    running = caseload.running_in(uow, scope)
    standing = caseload.standing_in(uow, scope, today + QUIET)
    lexicons = caseload.lexicons(uow, (each.definition for each in running))
    quiet, resting = _quiet(uow, scope, running, standing, lexicons, today, staff)
    never_told, to_come = _never_told(uow, scope, lexicons, today)
    busy = caseload.coordinators_with_work(uow)
    here = [each for each in staff.values() if _works_in(each, municipality)]
    free = [each.name for each in here if "coordinator" in each.roles and each.id not in busy]
    return Overview(
        municipality,
        today,
        tuple(_loads(running, standing, caseload.households_of_subjects(uow, today), today, staff, free)),
        tuple(quiet),
        resting,
        tuple(never_told),
        to_come,
        tuple(_away(each, staff) for each in here if each.away and each.roles),
        tuple(role for role in NEEDED if not any(role in each.roles for each in here)),
    )


def with_client_names(found: Overview, names: Mapping[str, CalledClient]) -> Overview:
    """For a screen of the office; never for what is sent. names: by trajectory."""
    shown = {each.trajectory: names[each.trajectory].name for each in found.quiet if each.trajectory in names}
    return found._replace(quiet=tuple(each._replace(name=shown.get(each.trajectory, "")) for each in found.quiet))


def _works_in(member: StaffMember, municipality: str) -> bool:
    return municipality in ANYWHERE or member.municipality in (*ANYWHERE, municipality)


def _away(member: StaffMember, staff: Mapping[str, StaffMember]) -> Away:
    substitute = substitute_of(member, staff)
    return Away(member.name, member.away_until, staff[substitute[0]].name if substitute else "")


# who has how much


def _loads(
    running: list[Running],
    standing: list[RunningTerm],
    households: Mapping[str, str],
    today: date,
    staff: Mapping[str, StaffMember],
    free: Iterable[str],
) -> list[Load]:
    """By name; what lies with nobody first. free: names of coordinators with no work at all, listed as such."""
    holders = {each.id: _coordinator(each, staff) for each in running}
    amount = Counter(holders.values())
    homes = {(holders[each.id], households.get(each.subject, each.subject)) for each in running}
    late = [each for each in standing if _is_overdue(each, today)]
    overdue = Counter(holders[each.trajectory] for each in late)
    statutory = Counter(holders[each.trajectory] for each in late if each.legal == "statutory")
    of_each = Counter(name for name, _ in homes)
    return [
        Load(name, amount[name], of_each[name], overdue[name], statutory[name]) for name in sorted({*amount, *free})
    ]


def _coordinator(running: Running, staff: Mapping[str, StaffMember]) -> str:
    """The name; empty where it was given to nobody who is a coordinator today."""
    holder = staff.get(running.coordinator)
    return holder.name if holder and "coordinator" in holder.roles else ""


def _is_overdue(standing: RunningTerm, today: date) -> bool:
    late = standing.due_on is not None and standing.due_on < today and not standing.opens
    return late and not is_within(today, standing.holds)


# what lies still


def _quiet(
    uow: UnitOfWork,
    scope: Scope,
    running: list[Running],
    standing: list[RunningTerm],
    lexicons: Mapping[str, Lexicon],
    today: date,
    staff: Mapping[str, StaffMember],
) -> tuple[list[Quiet], int]:
    last = caseload.last_written_in(uow, scope)
    silent = {each.id: each for each in running if today - last.get(each.id, today) >= QUIET}
    found: dict[str, Quiet] = {}
    for each in standing:
        trajectory = silent.get(each.trajectory)
        if trajectory is None or each.opens or is_within(today, each.holds) or (each.due_on or today) > today + QUIET:
            continue
        lexicon = lexicons[trajectory.definition]
        is_round = each.name in lexicon.rounds
        if trajectory.id not in found or (is_round and not found[trajectory.id].is_round):
            found[trajectory.id] = Quiet(
                trajectory.ref,
                trajectory.id,
                lexicon.workflow,
                last[trajectory.id],
                _coordinator(trajectory, staff),
                each.id,
                _label(each, lexicon),
                each.due_on,
                is_round,
            )
    in_order = sorted(found.values(), key=lambda each: (not each.is_round, each.since, each.ref))
    return in_order, len(silent) - len(found)


def _label(standing: RunningTerm, lexicon: Lexicon) -> Words:
    """Of the term; of a question, what it asks for."""
    asked = [label for name in standing.missing if (label := lexicon.fact(name))]
    if standing.due_on is None and asked:
        return asked[0]
    return lexicon.terms.get(standing.name, Words(standing.name))


# rules that never spoke


def _never_told(
    uow: UnitOfWork, scope: Scope, lexicons: Mapping[str, Lexicon], today: date
) -> tuple[list[NeverTold], int]:
    told = caseload.rules_told(uow, scope.municipality)
    untold = [each for each in caseload.running_rules(uow, scope) if (each.workflow, each.name) not in told]
    speaking = [each for each in untold if each.name not in lexicons[each.definition].silent]
    suspect = [each for each in speaking if _is_suspect(each, today)]
    return [_rule(each, lexicons[each.definition], today) for each in suspect], len(speaking) - len(suspect)


def _is_suspect(rule: RunningRule, today: date) -> bool:
    """Nothing will ever be said as things stand, or a day went by without a word and none is on its way now."""
    return rule.next_on is None or (_is_past(rule, today) and rule.next_on > today)


def _is_past(rule: RunningRule, today: date) -> bool:
    return rule.first_due_on is not None and rule.first_due_on < today


def _rule(rule: RunningRule, lexicon: Lexicon, today: date) -> NeverTold:
    late = rule.first_due_on if _is_past(rule, today) else None
    label = lexicon.terms.get(rule.name, Words(rule.name))
    return NeverTold(lexicon.workflow, rule.name, label, rule.running, late, rule.next_on, rule.opens)
