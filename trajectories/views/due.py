"""What ends soon, what is overdue, and what cannot be known yet, as `due` gives it."""

from datetime import date
from typing import NamedTuple

from trajectories.local_time import is_within
from trajectories.people.names import CalledClient, called
from trajectories.projections import caseload
from trajectories.projections.caseload import Lexicon, Running, RunningTerm
from trajectories.repository.store import UnitOfWork
from trajectories.views.whose import Whose, looked_through
from workflows.language.terms import Term
from workflows.words import Lang, Words


class DueRow(NamedTuple):
    """A deadline to keep an eye on. subject: a reference; name: of the client, or of who is first of a household.
    household: the reference of that of a client, where they have one.

    rule: its name in the definition, label: in words; register: its id among the rules of law. opens: its day is the
    first on which something may be done. due_on: None where it is not known yet; missing: the facts it waits for,
    asks: in words. provisional: the facts of the person whose answer decides whether it runs, and is not known.
    """

    deadline: str
    trajectory: str
    subject: str
    name: str | None
    household: str | None
    rule: str
    label: str
    register: str
    due_on: date | None
    opens: bool
    status: str
    next_reminder_on: date | None
    missing: list[str]
    asks: list[str]
    certainty: str
    provisional: list[str]


class DuePage(NamedTuple):
    """What a page says beside the document. looked: what was looked through; nothing_ends: that no term of
    these does, empty where one does.

    on: the day on which it was asked.
    """

    document: list[DueRow]
    on: date
    looked: str
    nothing_ends: str


def due_page(uow: UnitOfWork, whose: Whose, on: date, until: date, within: Term, lang: Lang) -> DuePage:
    """until: the last day looked at, which is `within` from the day asked."""
    rows = due_rows(uow, whose, on, until, lang)
    looked, ahead = looked_through(uow, whose), within.words
    nothing = Words(f"binnen {ahead.nl} loopt niets af", f"nothing ends within {ahead.en}").say(lang)
    is_said = looked.cases and not any(row.due_on for row in rows)
    return DuePage(rows, on, looked.words.say(lang), nothing if is_said else "")


def due_rows(uow: UnitOfWork, whose: Whose, on: date, until: date, lang: Lang) -> list[DueRow]:
    """Deadlines of open trajectories that end by `until`, all that are overdue, and all open questions.

    Overdue first, then by day; questions last.
    """
    scope = whose.scope
    terms = [each for each in caseload.standing_in(uow, scope, until) if each.due_on is None or each.due_on <= until]
    running = {each.id: each for each in caseload.running_in(uow, scope)}
    cases = [running[each.trajectory] for each in terms]
    lexicons = caseload.lexicons(uow, (each.definition for each in cases))
    names = called(uow, (each.subject for each in cases), on)
    reminders = caseload.next_reminders_in(uow, scope)
    homes = caseload.households_of_subjects(uow, on) if any(each.due_on is None for each in terms) else {}
    house = called(uow, {homes[each.subject] for each in cases if each.subject in homes}, on)
    rows = [
        _row(each, case, names.get(case.subject, CalledClient(case.ref)), lexicons[case.definition], on, lang)._replace(
            next_reminder_on=reminders.get(each.id), household=_ref(house.get(homes.get(case.subject, "")))
        )
        for each, case in zip(terms, cases, strict=True)
    ]
    return sorted(rows, key=lambda row: (row.due_on is None, row.due_on or on))


def _ref(home: CalledClient | None) -> str | None:
    return home.ref if home else None


def _row(term: RunningTerm, case: Running, client: CalledClient, lexicon: Lexicon, on: date, lang: Lang) -> DueRow:
    return DueRow(
        deadline=term.id,
        trajectory=term.trajectory,
        subject=client.ref,
        name=client.name or None,
        household=None,
        rule=term.name,
        label=lexicon.terms.get(term.name, Words(term.name)).say(lang),
        register=term.register,
        due_on=term.due_on,
        opens=term.opens,
        status=_status(term, on),
        next_reminder_on=None,
        missing=list(term.missing),
        asks=[(lexicon.fact(name) or Words(name)).say(lang) for name in term.missing],
        certainty=term.certainty,
        provisional=list(term.provisional),
    )


def _status(term: RunningTerm, on: date) -> str:
    """As deadlines.status, from the projection."""
    if term.due_on is None:
        return "unknown"
    if is_within(on, term.holds):
        return "suspended"
    return "overdue" if on > term.due_on and not term.opens else "open"
