"""What was left open of what is owed and asked: whom a task may be recorded for, facts said twice."""

from datetime import date

import pytest

from tests.builders import Desk
from tests.contract.test_people_are_followed import tick
from tests.contract.test_words_in_as_people_write_them import Run, run
from workflows.errors import Refused

__all__ = ["run"]

MON_2_MARCH = date(2026, 3, 2)
TUE_3_MARCH = date(2026, 3, 3)
FRI_6_MARCH = date(2026, 3, 6)


@pytest.fixture
def clock(clock):
    """Monday 2 March 2026."""
    clock.noon(MON_2_MARCH)
    return clock


def family(desk: Desk, child: str) -> str:
    """Amal (C-1) and her child (C-2), in their case of settling: t1, before the stage that asks for work."""
    home = desk.household("H-1", desk.client("C-1", "1985-05-01"), desk.client("C-2", child))
    return desk.open("vestiging", home, municipality="westland")


# for whom a task may be recorded


def test_a_task_of_adults_is_not_recorded_for_a_child(desk: Desk, run: Run):
    """It was written down without a word, also before its stage."""
    key = family(desk, "2019-06-06")

    code, _, err = run("task", "done", key, "duo_lening", "--member", "C-2")

    assert 4 == code
    assert "gevraagd van elke volwassene" in err
    assert "[C-2] hoorde daar op 2026-03-02 niet bij; wel: [C-1]" in " ".join(err.split())
    assert "duo_lening/p2" not in desk.dossier(key).trajectory.done
    assert 0 == run("task", "done", key, "duo_lening", "--member", "C-1")[0]
    assert 4 == run("task", "done", key, "school", "--member", "C-1")[0]
    assert 0 == run("task", "done", key, "school", "--member", "C-2")[0]
    assert 0 == run("task", "done", key, "huisarts", "--member", "C-2")[0]
    assert "nobody" in run("--lang", "en", "task", "done", key, "consultatiebureau", "--member", "C-2")[2]
    for command in (("task", "waive", key, "duo_lening", "--reason", "x"), ("task", "missed", key, "duo_lening")):
        assert 4 == run(*command, "--member", "C-2")[0]


def test_age_counts_on_the_day_that_it_was_done(desk: Desk):
    """Of age on 3 March: from that day on an adult, and before it a child of school age."""
    key = family(desk, "2008-03-03")
    desk.clock.noon(FRI_6_MARCH)

    with pytest.raises(Refused, match=r"\[C-2\] was not one of them on 2026-03-02"):
        desk.task(key, "duo_lening", MON_2_MARCH, member="p2")
    desk.task(key, "duo_lening", TUE_3_MARCH, member="p2")
    with pytest.raises(Refused, match="each child of school age"):
        desk.task(key, "school", TUE_3_MARCH, member="p2")
    desk.task(key, "school", MON_2_MARCH, member="p2")


def test_who_was_asked_as_a_child_stays_one_of_whom_it_was_asked(desk: Desk):
    """School was asked on 2 March; that he came of age, and the case took it back, undoes nothing of that."""
    key = family(desk, "2008-03-03")
    desk.advance(key, "start_coaching", huurcontract_op="2026-03-02")
    tick(desk, MON_2_MARCH)
    tick(desk, FRI_6_MARCH)
    assert "school/p2" not in desk.dossier(key).trajectory.asked

    desk.task(key, "school", FRI_6_MARCH, member="p2")

    assert FRI_6_MARCH == desk.dossier(key).trajectory.done["school/p2"][0].on


def test_without_a_birth_date_someone_counts_as_adult_and_the_refusal_says_so(desk: Desk):
    key = family(desk, "")

    desk.task(key, "duo_lening", member="p2")
    with pytest.raises(Refused, match="without a birth date someone counts as adult"):
        desk.task(key, "school", member="p2")
