"""Whoever reads a list sees clients by name and reference, colleagues without work too, and each question once."""

from datetime import date

import pytest

from scheduler.messages.message import Message
from scheduler.sending.tick import dispatch_due
from tests.builders import Desk
from tests.contract.test_words_in_as_people_write_them import Run, run
from trajectories.local_time import write_instant

__all__ = ["run"]

MON_2_MARCH = date(2026, 3, 2)
MON_13_APRIL = date(2026, 4, 13)


@pytest.fixture
def clock(clock):
    """Monday 2 March 2026."""
    clock.noon(MON_2_MARCH)
    return clock


@pytest.fixture
def office(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """H-1, of Amal Haddad and her two sons, in Westland with Wes; Cora looks after nobody there. Thea leads them."""
    monkeypatch.setenv("COLUMNS", "240")
    amal = desk.client("C-1", "1990-05-01", "Amal Haddad")
    sons = [desk.client("C-2", "2015-06-06", "Omar Haddad"), desk.client("C-3", "2019-06-06", "Sami Haddad")]
    desk.open("vestiging", desk.household("H-1", amal, *sons), municipality="westland")
    wes = desk.colleague("Wes", "coordinator", municipality="westland")
    desk.colleague("Cora", "coordinator", municipality="westland")
    desk.colleague("Lize", "coordinator", municipality="leiden")
    desk.colleague("Anouk", "coordinator")
    desk.colleague("Thea", "teamleider", municipality="westland", email="thea@voorbeeld.nl")
    desk.assign("t1", wes)
    return desk


def on_one_line(said: str) -> str:
    return " ".join(said.split())


def test_the_overview_names_who_lies_still_and_whoever_has_no_work(office: Desk, run: Run):
    """It gave references only, and Cora, who could take a case, was not in it."""
    office.clock.noon(MON_13_APRIL)
    now_is(office)

    page = on_one_line(run("overview", "--municipality", "westland")[1])

    assert "H-1 (Amal Haddad +2)" in page
    assert "Cora 0 0" in page
    assert "Anouk 0 0" in page
    assert "Lize" not in page
    assert "Wes" not in run("overview", "--municipality", "leiden")[1]
    assert "Cora: heeft geen trajecten" in on_one_line(run("digest", "--of", "Thea", "--weekly")[1])
    assert "Amal Haddad" in run("digest", "--of", "Thea", "--weekly")[1]


def test_a_question_about_people_names_them_in_the_office_and_never_in_a_mail(office: Desk, run: Run):
    assert 0 == run("household", "house", "H-1", "--municipality", "westland", "--dwelling", "W-1")[0]
    code, out, err = run("household", "move", "H-1", "--municipality", "leiden", "--dwelling", "W-9")
    assert 0 == code, err
    assert "H-1 (Amal Haddad +2) is verhuisd" in on_one_line(out + err)
    assert "H-1 (Amal Haddad +2) is verhuisd" in on_one_line(run("show", "H-1")[1])
    assert "H-1 (Amal Haddad +2) is verhuisd" in on_one_line(run("digest", "--of", "Wes")[1])
    sent: list[Message] = []
    dispatch_due(office.app.store, office.casework, sent.append, "console", office.clock(), office.clock)
    told = [each.body for each in sent if "H-1 is verhuisd" in on_one_line(each.body)]
    assert told
    assert not any("Amal" in each.body for each in sent)


def test_what_is_asked_of_each_member_of_a_household_is_said_once(office: Desk, run: Run):
    """Three lines 'not known yet', one for each of the three."""
    rows = [line for line in run("due", "--municipality", "westland")[1].splitlines() if "Haddad" in line]

    of_members = [line for line in rows if "C-1 (Amal Haddad), C-2 (Omar Haddad), C-3 (Sami Haddad)" in line]
    assert 1 <= len(of_members)
    assert not [line for line in rows if line.lstrip().startswith(("C-2", "C-3"))]
    codes = run("due", "--municipality", "westland")[1]
    assert all(f"t{number}/" in codes for number in (2, 3, 4))


def test_why_not_and_preview_name_the_client(office: Desk, run: Run):
    assert "(H3, H-1 (Amal Haddad +2))" in run("why-not", "H-1", "H3")[1]
    assert "H-1 (Amal Haddad +2) " in run("scheduler", "preview", "--until", "2026-06-01")[1]


def now_is(desk: Desk) -> None:
    with desk.write() as uow:
        uow.set_setting("clock", write_instant(desk.clock()))
