"""A refusal names the obstacle that is there: days of work, what holds, outcomes that exist; several tasks at once."""

from datetime import date

import pytest

from tests.builders import Desk
from tests.contract.test_words_in_as_people_write_them import Run, run
from trajectories.casework.refusals import DoneLater
from trajectories.casework.tasks import open_tasks
from trajectories.people.clients import person_by_id
from trajectories.service import people_changes
from workflows.errors import NotFound, Refused, StepRefused

__all__ = ["run"]

SUN_29_NOV = date(2026, 11, 29)
MON_2_NOV = date(2026, 11, 2)


@pytest.fixture
def clock(clock):
    """Monday 2 November 2026, when they settled."""
    clock.noon(MON_2_NOV)
    return clock


@pytest.fixture
def settling(desk: Desk) -> Desk:
    """t1, in its stage of settling since 2 November; by Sunday 29 November, when it is written down, all is done."""
    members = [desk.client("C-1", "1990-05-01"), desk.client("C-2", "1988-06-06"), desk.client("C-3", "2019-06-06")]
    desk.open("vestiging", desk.household("H-1", *members), municipality="westland")
    desk.advance("t1", "start_coaching", huurcontract_op="2026-11-02")
    desk.fact("t1", "ingeschreven_brp_op", "2026-11-02")
    desk.clock.noon(SUN_29_NOV)
    return desk


def all_done(desk: Desk) -> None:
    written = desk.dossier("t1")
    for each in open_tasks(written.compiled, written.trajectory):
        if not written.compiled.workflow.tasks[each.task].optional:
            desk.task("t1", each.task, member=each.member)


# a step dated before the work it needs


def test_a_step_before_its_work_says_when_that_was_done_and_offers_to_date_it(settling: Desk, run: Run):
    """It said 'is not done yet', of what stands there as done."""
    all_done(settling)

    with pytest.raises(DoneLater) as refused:
        settling.advance("t1", "start_begeleiding", date(2026, 11, 3), mb_maanden=15)

    assert "done on 2026-11-29, and the step is asked for 2026-11-03" in refused.value.say("en")
    assert "gedaan op 2026-11-29, en de stap is gevraagd op 2026-11-03" in refused.value.say("nl")
    assert all("2026-11-29" in each.text.nl for each in refused.value.missing)
    assert {"C-1", "C-2", "C-3"} <= {
        word for each in refused.value.missing for word in each.text.nl.replace("[", "]").split("]")
    }
    asked = ("advance", "t1", "start_begeleiding", "--on", "3-11-2026", "--fact", "mb_maanden=15")
    code, _, err = run(*asked)
    assert (4, True) == (code, "--date-work" in err)
    code, _, err = run(*asked, "--date-work")
    assert (0, True) == (code, "gedateerd op 2026-11-03: " in err)
    now = settling.dossier("t1").trajectory
    assert {date(2026, 11, 3)} == {entry.on for entries in now.done.values() for entry in entries}
    assert date(2026, 11, 3) == now.path[-1].on


def test_where_something_is_not_done_at_all_nothing_is_offered(settling: Desk):
    settling.task("t1", "huisarts", member="p1")

    with pytest.raises(StepRefused) as refused:
        settling.advance("t1", "start_begeleiding", date(2026, 11, 3), mb_maanden=15)

    assert not isinstance(refused.value, DoneLater)
    texts = [each.text.say("en") for each in refused.value.missing]
    assert 1 == sum("only on 2026-11-29" in text for text in texts)
    assert any("is not done yet" in text and "only on" not in text for text in texts)


# a correction that changes nothing


def test_a_correction_to_what_holds_already_is_refused_and_names_it(desk: Desk):
    """The day, the value and the amount; of one corrected before, the correction."""
    key = _with_facts(desk)
    version = desk.dossier(key).trajectory.facts["huurcontract_op"][-1].version

    with pytest.raises(Refused, match=f"event {version} of 2026-11-02 holds like that already"):
        desk.correct(key, version, on=MON_2_NOV)
    with pytest.raises(Refused, match="this changes nothing"):
        desk.correct(key, version, value="2-11-2026")
    by = desk.correct(key, version, value="2026-10-30").trajectory.version
    with pytest.raises(Refused, match=f"event {version} \\(as {by} corrected it\\)"):
        desk.correct(key, version, value="2026-10-30")
    with pytest.raises(NotFound, match=f"event {by} is a correction itself, of {version}; correct {version}"):
        desk.correct(key, by, value="2026-10-29")


def test_a_correction_to_the_text_that_is_kept_apart_changes_nothing_either(desk: Desk):
    key = desk.open("proefhuis", desk.household("H-1", desk.client("C-1", "1990-05-01")))
    said = desk.fact(key, "toelichting", "een regel").trajectory.version

    with pytest.raises(Refused, match="this changes nothing"):
        desk.correct(key, said, value=" een regel ")
    desk.correct(key, said, value="een andere")
    with pytest.raises(Refused, match="this changes nothing"):
        desk.correct(key, said, value="een andere")


def _with_facts(desk: Desk) -> str:
    key = desk.open("vestiging", desk.household("H-1", desk.client("C-1", "1990-05-01")), municipality="westland")
    desk.fact(key, "huurcontract_op", "2026-11-02")
    return key


def test_a_correction_of_what_a_later_entry_overrules_names_that_entry(desk: Desk):
    key = _with_facts(desk)
    first = desk.dossier(key).trajectory.version
    second = desk.fact(key, "huurcontract_op", "2026-11-01").trajectory.version

    with pytest.raises(Refused, match=f"correcting event {first} changes nothing; correct {second}"):
        desk.correct(key, first, value="2026-10-30")
    assert "2026-11-01" == desk.dossier(key).trajectory.fact("huurcontract_op")


def test_a_correction_of_what_was_voided_names_what_voided_it(desk: Desk):
    key = _with_facts(desk)
    version = desk.dossier(key).trajectory.version
    by = desk.correct(key, version, void=True).trajectory.version

    with pytest.raises(NotFound, match=f"event {version} is not in force: {by} voided it"):
        desk.correct(key, version, value="2026-10-30")
    with pytest.raises(NotFound, match="no event 99 in force"):
        desk.correct(key, 99, void=True)


# leaving


def test_leaving_takes_outcomes_that_exist(settling: Desk, run: Run):
    """Another word closed everything as stopped; the nearest is named, and without a terminal all are."""
    for words, hint in (
        (("client", "leave", "C-3", "--reason", "verhuist"), "bedoelt u verhuisd?"),
        (("client", "leave", "C-3", "--reason", "terug naar zus"), "kies uit verhuisd, overleden, gestopt"),
        (("client", "leave", "C-3"), "kies uit verhuisd, overleden, gestopt"),
    ):
        code, _, err = run(*words)
        assert (2, True) == (code, hint in " ".join(err.split())), words
    with settling.read() as uow:
        assert "present" == person_by_id(uow, "p3").status


def test_leaving_can_be_tried_first(settling: Desk, run: Run):
    """What would close, and as what; then it does, with what else was said kept apart."""
    given = ("client", "leave", "c-3", "--reason", "Moved away", "--note", "naar haar tante")
    code, out, _ = run(*given, "--dry-run")

    assert (0, True) == (code, "Proef: er is niets geschreven." in out)
    assert "te sluiten: t4 verblijf: Verhuisd." in out
    assert [] == closed(settling)
    assert 0 == run(*given)[0]
    assert closed(settling)
    assert "naar haar tante" in [row[0] for row in settling.rows("select value from private where field = 'reason'")]


def closed(desk: Desk) -> list[str]:
    return [str(row[0]) for row in desk.rows("select id from trajectory where closed_on <> ''")]


def test_a_course_that_knows_no_such_outcome_says_which_it_knows(desk: Desk):
    """It fell on the word 'stopped', which three courses do not know."""
    desk.open("alfabetisering", desk.client("C-1", "1990-05-01"))

    with pytest.raises(Refused, match="cannot close as gestopt, but as verhuisd, overleden"), desk.write() as uow:
        people_changes.leave(desk.casework, uow, "p1", MON_2_NOV, desk.by, "gestopt")


# several tasks, and everyone


def test_several_tasks_are_done_at_once_for_everyone(settling: Desk, run: Run):
    """Ten for a family in one command, by labels too; each for those who have it to do."""
    settling.task("t1", "huisarts", member="p2")

    code, out, _ = run("task", "done", "t1", "huisarts", "Zorgtoeslag aanvragen", "huurtoeslag", "--everyone")

    done = settling.dossier("t1").trajectory.done
    assert (0, 4) == (code, len(out.splitlines()))
    assert {"huisarts/p1", "huisarts/p2", "huisarts/p3", "zorgtoeslag", "huurtoeslag"} == set(done)
    assert {1} == {len(entries) for entries in done.values()}
    assert (4, True) == ((told := run("task", "done", "t1", "huisarts", "--everyone"))[0], "niemand heeft" in told[2])


def test_what_was_asked_of_nobody_yet_says_where_it_will_be(settling: Desk, run: Run):
    """It said that nobody has it to do any more."""
    key = settling.open("vestiging", "h2", municipality="westland")

    code, _, told = run("task", "done", key, "huisarts", "--everyone")

    wanted = "‘Inschrijven huisarts’ is nog van niemand gevraagd; dat gebeurt in ‘Huisvesting’"
    assert (4, True) == (code, wanted in " ".join(told.split()))


def test_of_several_tasks_all_are_done_or_none(settling: Desk, run: Run):
    before = settling.dossier("t1").trajectory.version

    assert 5 == run("task", "done", "t1", "huurtoeslag", "bestaat_niet")[0]
    assert 4 == run("task", "done", "t1", "huurtoeslag", "huisarts")[0]
    assert 2 == run("task", "done", "t1", "huisarts", "--everyone", "--member", "C-1")[0]
    assert before == settling.dossier("t1").trajectory.version


def test_another_version_refuses_several_too(settling: Desk, run: Run):
    version = str(settling.dossier("t1").trajectory.version)

    assert 6 == run("task", "done", "t1", "huurtoeslag", "zorgtoeslag", "--expect", "1")[0]
    assert 0 == run("task", "done", "t1", "huurtoeslag", "zorgtoeslag", "--expect", version)[0]


def test_a_task_for_all_says_so_when_a_member_is_named(settling: Desk, run: Run):
    """It said that the task 'does not apply to this member', as if it were asked of another one."""
    code, _, err = run("task", "done", "t1", "fiets", "--member", "C-1")

    assert (4, True) == (code, "‘Fiets regelen’ is één taak voor het hele traject" in err)
    assert "laat --member weg" in " ".join(err.split())


def test_a_task_per_member_names_both_ways_to_say_for_whom(settling: Desk, run: Run):
    code, _, err = run("task", "done", "t1", "huisarts")

    assert (4, True) == (code, "‘Inschrijven huisarts’ gaat per gezinslid" in err)
    assert ("--member" in err, "--everyone" in err) == (True, True)
