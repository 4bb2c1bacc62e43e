"""A list that is brought in is one batch: whole or not at all, once, and taken back as far as nobody built on it."""

from collections.abc import Callable
from functools import partial

import pytest

from tests.builders import Desk
from trajectories.audit.verify import verify
from trajectories.imports.fields import Kind
from trajectories.imports.reading import ListAsked, ReadList, read_list
from trajectories.imports.table import find_header, must_name_all
from trajectories.imports.workbook import read_book
from trajectories.service.import_batches import OfBatch, batches, last_numbers, record_batch
from trajectories.service.import_case_rows import CaseNames
from trajectories.service.import_cases import plan_cases
from trajectories.service.import_clients import plan_clients
from trajectories.service.import_households import plan_households
from trajectories.service.import_undo import undo
from trajectories.service.import_work import Work
from trajectories.service.importing import Bringing, BroughtIn, ListPlan
from trajectories.service.office import digests
from workflows.errors import NotFound, Refused

CLIENTS = "ref;name;born;household\nC1;Amal;1990-05-13;H1\nC2;Samir;1992-05-13;H1\nC3;Noor;1993-05-13;H2\n"
CASES = "ref;workflow;municipality;stage;since\n" + "".join(
    f"{ref};vestiging;any;huurcontract;2023-12-18\n" for ref in ("H1", "H2")
)
NAMES = CaseNames(str, str)


def the_list(kind: Kind, text: str) -> ReadList:
    book = read_book("lijst.csv", text.encode())
    asked = ListAsked(kind)
    header = must_name_all(find_header(book.sheets[0], asked.fields), asked.fields)
    return read_list(book, book.sheets[0], asked, header)


def bring(desk: Desk, kind: Kind, text: str, *, update: bool = False, dies: bool = False) -> BroughtIn:
    """In one transaction, as the command does with a short list. dies: before it is committed."""
    with desk.write() as uow:
        before = last_numbers(uow)
        into = Bringing(uow, desk.casework, desk.by, desk.by.today, update)
        how: dict[Kind, Callable[[Bringing, ReadList], ListPlan]] = {
            "clients": plan_clients,
            "households": partial(plan_households, municipality=str),
            "cases": partial(plan_cases, names=NAMES),
            "facts": lambda into, read: Work(into, read, "facts", str).plan(),
        }
        plan = how[kind](into, the_list(kind, text))
        brought = plan.said
        for piece in plan.pieces:
            plan.write(into, piece, brought)
        assert [] == brought.wrong
        if brought.is_news:
            record_batch(uow, desk.casework, desk.by, OfBatch(kind, "f" * 64), brought, before)
        if dies:
            raise InterruptedError
    return brought


def take_back(desk: Desk, number: int) -> tuple[dict[str, int], list[str]]:
    with desk.write() as uow:
        done = undo(uow, desk.casework, number, desk.by, "verkeerde lijst")
    return done.counts, [each.ref for each in done.kept]


def problems(desk: Desk) -> list[str]:
    """Of the history, and of the rows beside it."""
    with desk.read() as uow:
        found = [each.problem for each in verify(uow).problems]
        before = digests(uow)
    desk.rebuild()
    with desk.read() as uow:
        return found + [name for name, digest in digests(uow).items() if before[name] != digest]


def test_a_list_is_one_batch_that_knows_what_began_with_it_and_nobodys_name(desk: Desk):
    bring(desk, "clients", CLIENTS)
    bring(desk, "cases", CASES)

    with desk.read() as uow:
        people, cases = batches(uow)
    assert (1, "clients", {"clients": 3, "households": 2}, ["p1-p3", "h1-h2"]) == (
        people.imported.number,
        people.imported.kind,
        people.imported.counts,
        people.imported.streams,
    )
    assert ({"cases": 2}, ["t1-t2"], []) == (cases.imported.counts, cases.imported.streams, cases.imported.events)
    assert [] == problems(desk)


def test_whoever_dies_before_the_end_leaves_nothing_and_the_same_run_again_finishes_it(desk: Desk):
    with pytest.raises(InterruptedError):
        bring(desk, "clients", CLIENTS, dies=True)

    with desk.read() as uow:
        before = batches(uow)
    again = bring(desk, "clients", CLIENTS)
    third = bring(desk, "clients", CLIENTS)

    assert ([], 3) == (before, again.added["clients"])
    assert (False, 3) == (third.is_news, third.unchanged)


def test_undoing_takes_back_all_that_nobody_built_on(desk: Desk):
    bring(desk, "clients", CLIENTS)
    bring(desk, "cases", CASES)
    desk.note("t2", "gebeld")

    cases, people = take_back(desk, 2), take_back(desk, 1)

    assert ({"cases": 1}, ["H2"]) == cases
    assert ({"clients": 2, "households": 1}, ["C3", "H2"]) == people
    assert [] == problems(desk)
    assert ["p3"] == [row[0] for row in desk.rows("SELECT id FROM person WHERE status = 'present'")]
    assert 0 == desk.rows("SELECT count(*) FROM agenda WHERE trajectory = 't1' AND rung <> 'taken_back'")[0][0]


def test_what_was_taken_back_can_be_brought_in_again(desk: Desk):
    bring(desk, "clients", CLIENTS)
    take_back(desk, 1)

    again = bring(desk, "clients", CLIENTS)
    taken = take_back(desk, 2)

    assert 3 == again.added["clients"]
    assert 3 == taken[0]["clients"]
    assert [] == problems(desk)


def test_a_batch_that_is_taken_back_while_it_is_written_goes_no_further(desk: Desk):
    bring(desk, "clients", CLIENTS)
    take_back(desk, 1)

    with desk.write() as uow:
        batch, told, before = OfBatch("clients", "f" * 64, 1), BroughtIn({"clients": 1}), last_numbers(uow)
        with pytest.raises(Refused, match="import 1 was taken back meanwhile"):
            record_batch(uow, desk.casework, desk.by, batch, told, before)


def test_who_came_first_is_not_overtaken(desk: Desk):
    """The list was checked when someone else added one of its clients: that piece is refused, and says so."""
    with desk.write() as uow:
        plan = plan_clients(Bringing(uow, desk.casework, desk.by, desk.by.today), the_list("clients", CLIENTS))
    desk.client("C2")
    told = BroughtIn()

    with desk.write() as uow:
        into = Bringing(uow, desk.casework, desk.by, desk.by.today)
        for piece in plan.pieces:
            plan.write(into, piece, told)

    assert [2, 3] == [each.row for each in told.refused]
    assert "reference C2 is in use already" in told.refused[0].reason.say("en")


def test_a_batch_is_taken_back_once_and_by_its_number(desk: Desk):
    bring(desk, "clients", CLIENTS)
    take_back(desk, 1)

    with pytest.raises(Refused, match="taken back already"):
        take_back(desk, 1)
    with pytest.raises(NotFound, match="there are 1 to 1"):
        take_back(desk, 2)


def test_a_case_of_a_later_list_stands_on_the_clients_of_the_first(desk: Desk):
    bring(desk, "clients", CLIENTS)
    bring(desk, "cases", CASES)

    with pytest.raises(Refused, match=r"what is there \(5\) stays"):
        take_back(desk, 1)


def test_facts_are_brought_in_once_and_taken_back(desk: Desk):
    bring(desk, "clients", CLIENTS)
    bring(desk, "cases", CASES)
    facts = "kenmerk;feit;waarde;datum\nH1;huurcontract_op;2023-12-20;2023-12-20\n"

    first, second = bring(desk, "facts", facts), bring(desk, "facts", facts)
    other = bring(desk, "facts", facts.replace("12-20", "12-21"))
    taken = take_back(desk, 3)

    assert ({"facts": 1}, {"facts": 0}, 1) == (first.added, second.added, second.unchanged)
    assert ([False], False) == ([each.changed for each in other.differing], other.is_news)
    assert ({"events": 1}, []) == taken
    assert [] == problems(desk)


def test_who_joined_a_household_by_a_list_leaves_it_again(desk: Desk):
    bring(desk, "clients", CLIENTS)

    joined = bring(desk, "clients", "ref;household\nC4;H1\n")
    taken = take_back(desk, 2)

    assert ({"clients": 1, "households": 0}, ["h1@2"]) == (joined.added, joined.written)
    assert ({"events": 1, "clients": 1}, []) == taken
    assert [] == problems(desk)


def test_households_of_known_clients_are_formed_and_dissolved(desk: Desk):
    bring(desk, "clients", "ref\nC1\nC2\n")

    formed = bring(desk, "households", "ref;member\nH1;C1, C2\n")
    taken = take_back(desk, 2)

    assert 1 == formed.added["households"]
    assert ({"households": 1}, []) == taken
    assert [] == desk.rows("SELECT person FROM membership WHERE until_on = '' OR until_on > from_on")
