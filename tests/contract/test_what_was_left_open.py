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


# what is said twice


def test_a_fact_said_twice_for_one_day_stands_already(desk: Desk, run: Run):
    """A second event was written, and the office read two contracts."""
    key = family(desk, "2019-06-06")
    version = desk.fact(key, "huurcontract_op", "2026-03-02").trajectory.version

    code, _, err = run("fact", "set", key, "huurcontract_op", "2-3-2026")

    assert 4 == code, "as a correction that changes nothing"
    assert f"dit staat al vast: gebeurtenis {version} zegt het van ‘Huurcontract getekend op’ voor 2026-03-02" in (
        " ".join(err.split())
    )
    assert version == desk.dossier(key).trajectory.version
    assert 0 == run("fact", "set", key, "huurcontract_op", "2-3-2026", "--again")[0]


def test_the_same_for_another_day_and_back_to_what_was_are_statements(desk: Desk):
    """From when it holds; and what was said in between."""
    key = family(desk, "2019-06-06")
    desk.clock.noon(FRI_6_MARCH)

    desk.fact(key, "ingeschreven_brp_op", "2026-03-02", TUE_3_MARCH)
    desk.fact(key, "ingeschreven_brp_op", "2026-03-02", MON_2_MARCH)
    desk.fact(key, "ingeschreven_brp_op", "2026-03-01", TUE_3_MARCH)
    desk.fact(key, "ingeschreven_brp_op", "2026-03-02", TUE_3_MARCH)
    with pytest.raises(Refused, match="stands already"):
        desk.fact(key, "ingeschreven_brp_op", "2026-03-02", TUE_3_MARCH)


def test_text_that_is_kept_apart_and_said_twice_stands_already_too(desk: Desk):
    key = desk.open("proefhuis", desk.household("H-1", desk.client("C-1", "1990-05-01")))
    desk.fact(key, "toelichting", "een regel")

    with pytest.raises(Refused, match="stands already"):
        desk.fact(key, "toelichting", " een regel ")
    desk.fact(key, "toelichting", "een andere")


def test_who_stayed_away_and_a_round_of_today_are_said_once_a_day(desk: Desk):
    """Of what has an amount there may be two a day."""
    key = desk.open("proefdossier", desk.client("C-1", "1990-05-01"))
    desk.missed(key, "gesprek")
    desk.task(key, "ronde")

    with pytest.raises(Refused, match="stands already: event"):
        desk.missed(key, "gesprek")
    with pytest.raises(Refused, match="stands already: event"):
        desk.task(key, "ronde")
    desk.task(key, "gesprek")
    desk.task(key, "gesprek")
    desk.clock.noon(TUE_3_MARCH)
    desk.task(key, "ronde")
