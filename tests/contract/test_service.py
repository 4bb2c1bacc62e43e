"""Commands on trajectories through the real database: what they do, start, signal and refuse."""

from datetime import date
from hashlib import sha256

import pytest

from tests.builders import Desk, builtin_catalogue
from tests.documents import a_document
from trajectories.casework import commands as ask
from trajectories.casework.tasks import open_tasks
from trajectories.history import events as ev
from trajectories.repository.tables import PROJECTIONS
from trajectories.service import people_changes
from trajectories.service.office import adopt_calendar, publish
from trajectories.views.trajectory import trajectory_view
from workflows.calendar import WorkCalendar, builtin_calendar
from workflows.catalogue.resolve import Resolved, canonical
from workflows.errors import DefinitionError, NotFound, Refused, StepRefused, UsageError, VersionConflict
from workflows.words import Words

FRI_5 = date(2024, 1, 5)
MON_8 = date(2024, 1, 8)
WED_10 = date(2024, 1, 10)
FRI_12 = date(2024, 1, 12)
MON_15 = date(2024, 1, 15)
MON_22 = date(2024, 1, 22)


@pytest.fixture
def family(desk: Desk) -> Desk:
    """H-1: a mother, a daughter of sixteen, a son of three; all known on Friday 5 January 2024."""
    mother = desk.client("A-1", "1990-05-31", "Amal Haddad", on=FRI_5)
    daughter = desk.client("A-2", "2007-06-01", "Dina Haddad", on=FRI_5)
    son = desk.client("A-3", "2020-06-01", "Sami Haddad", on=FRI_5)
    desk.household("H-1", mother, daughter, son, on=FRI_5)
    return desk


@pytest.fixture
def settled(family: Desk) -> str:
    """Vestiging of H-1, in the stage of coaching since Friday 12 January."""
    key = family.open("vestiging", "h1", MON_8)
    family.clock.noon(MON_15)
    family.advance(key, "plan_bezichtiging", MON_8)
    family.advance(key, "accepteer_woning", WED_10)
    family.advance(key, "start_coaching", FRI_12, huurcontract_op="2024-01-12")
    return key


def everything(desk: Desk) -> list[object]:
    """All that a command could change."""
    private = desk.rows("select id from private order by id")
    return [desk.rows("select hash from event order by position"), private, desk.dump(*PROJECTIONS)]


def refused(desk: Desk, kind, command, *given, **named):
    """The refusal, which left everything as it was."""
    before = everything(desk)
    with pytest.raises(kind) as caught:
        command(*given, **named)
    assert before == everything(desk)
    return caught.value


def tasks(desk: Desk, key: str) -> set[tuple[str, str]]:
    written = desk.dossier(key)
    return {(each.task, each.member) for each in open_tasks(written.compiled, written.trajectory)}


# opening, and what it starts


def test_opening_vestiging_starts_what_nobody_would_think_of_in_time(family):
    """Everyone the permit; adults the question of family reunion and the integration; not for those of school age."""
    key = family.open("vestiging", "h1")

    assert [
        ("verblijf", "t2"),
        ("verblijf", "t3"),
        ("verblijf", "t4"),
        ("gezinshereniging", "t5"),
        ("inburgering", "t6"),
    ] == family.started(key)
    assert ["p1", "p2", "p3", "p1", "p1"] == [family.dossier(f"t{number}").trajectory.subject for number in range(2, 7)]
    assert {"t1@1"} == {family.dossier(f"t{number}").trajectory.origin for number in range(2, 7)}


def test_someone_whose_age_is_not_known_gets_what_adults_get_and_that_is_said(desk):
    """So that no term is missed."""
    desk.household("H-1", desk.client("A-1"))

    with desk.write() as uow:
        done = desk.casework.open(uow, ask.Open("vestiging", "h1", "any", MON_8, MON_8), desk.by)

    assert ["verblijf", "gezinshereniging", "inburgering"] == [each.workflow for each in done.started]
    assert ["A-1"] == [each.en.split()[4] for each in done.notices]


def test_nothing_is_opened_twice_when_a_stage_is_entered_again(settled, family):
    """Back to the match: the household has it all."""
    family.clock.noon(MON_22)
    before = family.rows("select count(*) from trajectory")

    family.close("t2", "gestopt")
    other = family.open("proefhuis", "h1", getekend_op="2024-01-08")
    opened = family.rows("select count(*) from trajectory")
    family.advance(other, "ga")
    family.advance(other, "terug")

    assert opened == family.rows("select count(*) from trajectory")
    assert before[0][0] + 4 == opened[0][0]  # the house and its three people


def test_a_refused_dwelling_brings_the_household_back_and_opens_nothing(family):
    """Koppeling starts three kinds of trajectory, once, also after one of them was closed."""
    key = family.open("vestiging", "h1")
    family.advance(key, "plan_bezichtiging")
    family.close("t2", "verhuisd")
    family.advance(key, "weiger_woning")

    assert 5 == len(family.started(key))
    assert [(6,)] == family.rows("select count(*) from trajectory")


def test_facts_go_along_to_what_is_started(family):
    """Under their name there."""
    family.open("proefhuis", "h1", getekend_op="2024-01-08")

    assert {"2024-01-08"} == {family.dossier(key).trajectory.fact("getekend_op") for key in ("t2", "t3", "t4")}


def test_a_subject_has_one_open_trajectory_of_a_kind(family):
    """A second one after the first was closed."""
    key = family.open("verblijf", "p1")

    error = refused(family, Refused, family.open, "verblijf", "p1")
    assert "A-1 has an open verblijf already: t1" in str(error)
    family.close(key, "verhuisd")
    assert "t2" == family.open("verblijf", "p1")


def test_a_workflow_follows_a_person_or_a_household(family):
    """With the one that was probably meant."""
    assert "H-1" in str(refused(family, Refused, family.open, "vestiging", "p1"))
    assert "open it for a member" in str(refused(family, Refused, family.open, "verblijf", "h1"))


@pytest.mark.parametrize(
    "workflow, municipality, near", [("vestigin", "any", "vestiging"), ("vestiging", "westlnd", "westland")]
)
def test_a_typo_is_refused_with_the_nearest_names(family, workflow, municipality, near):
    """Nothing is opened."""
    assert near in str(refused(family, NotFound, family.open, workflow, "h1", municipality=municipality))


def test_municipality_and_intake_pick_the_variant(family):
    """Westland: intake up to 2017 keeps the old agreement, also when opened later."""
    old = family.open("vestiging", "h1", municipality="westland", intake=date(2017, 12, 31))
    assert ("westland-2017", date(2017, 12, 31)) == (
        family.dossier(old).trajectory.variant,
        family.dossier(old).trajectory.intake_on,
    )
    family.close(old, "gestopt")
    new = family.open("vestiging", "h1", municipality="westland", intake=date(2018, 1, 1))
    assert "westland-2018" == family.dossier(new).trajectory.variant


# members who come and go


def test_a_member_who_joins_later_gets_what_is_meant_for_arrivals(settled, family):
    """The father arrives: his permit and his integration, not the question of family reunion; and a task."""
    father = family.client("A-4", "1988-08-08")

    assert ["verblijf", "inburgering"] == family.join("h1", father)
    assert ("huisarts", father) in tasks(family, settled)
    assert father in family.dossier(settled).trajectory.members


def test_a_child_of_school_age_who_joins_gets_a_permit_and_school(settled, family):
    """No integration for those of school age."""
    child = family.client("A-4", "2012-08-08")

    assert ["verblijf"] == family.join("h1", child)
    assert {("huisarts", child), ("school", child)} <= tasks(family, settled)


def test_a_member_whose_coming_is_entered_late_has_the_tasks_of_the_present_stage(settled, family):
    """Came on Tuesday, before the coaching of Friday; entered on Monday."""
    father = family.client("A-4", "1988-08-08", on=FRI_5)
    family.join("h1", father, on=date(2024, 1, 9))

    assert ("huisarts", father) in tasks(family, settled)
    family.task(settled, "huisarts", member=father)


def test_a_member_who_leaves_takes_the_tasks_along(settled, family):
    """Those done stay done; the others are gone."""
    family.depart("h1", "p3")

    assert not any(member == "p3" for _, member in tasks(family, settled))
    assert "is not in this trajectory" in str(refused(family, Refused, family.task, settled, "huisarts", member="p3"))


def test_a_member_whose_leaving_is_entered_late_blocks_nothing(settled, family):
    """Left on Tuesday, before the coaching asked for tasks."""
    family.depart("h1", "p3", on=date(2024, 1, 9))

    assert not any(member == "p3" for _, member in tasks(family, settled))


def test_a_client_who_leaves_closes_what_is_open(settled, family):
    """The person's own; the household goes on, until the last one leaves."""
    with family.write() as uow:
        closed = people_changes.leave(family.casework, uow, "p1", MON_15, family.by, "overleden")
        assert {"t2", "t5", "t6"} == set(closed)
    assert "overleden" == family.dossier("t2").trajectory.outcome
    assert None is family.dossier(settled).trajectory.closed_on

    with family.write() as uow:
        people_changes.leave(family.casework, uow, "p2", MON_15, family.by, "Stopped", "terug naar familie")
    with family.write() as uow:
        assert {"t4", settled} == set(people_changes.leave(family.casework, uow, "p3", MON_15, family.by, "verhuisd"))
    assert ("gestopt", "verhuisd") == (
        family.dossier("t3").trajectory.outcome,
        family.dossier(settled).trajectory.outcome,
    )


# signals


def test_a_granted_mvv_gives_the_household_the_task_to_check_the_child_budget(family):
    """H9, in the same transaction; two weeks from that day."""
    settling = family.open("vestiging", "h1")
    key = dict(family.started(settling))["gezinshereniging"]
    family.advance(key, "rond_intake_af", aanvragen=True)
    family.advance(key, "dien_aanvraag_in", aanvraag_ontvangen_op="2024-01-08")
    family.advance(key, "willig_in", beslissing_op="2024-01-08")

    written = family.dossier(settling)
    assert ("kindgebonden_budget", "") in tasks(family, settling)
    assert MON_22 == {each.name: each.due_on for each in written.deadlines}["toeslagval"]
    [signal] = [each for followed in family.dossier(key).trajectory.followed for each in followed.signalled if
                each["task"] == "kindgebonden_budget"]  # fmt: skip
    assert (settling, "") == (signal["trajectory"], signal["problem"])


def test_a_signal_without_a_target_is_work_for_a_person(family):
    """Recorded, said, and shown until then."""
    key = family.open("proefmens", "p1")

    done = family.advance(key, "geef_taak")

    assert ["nakijken could not be passed on: no open proefhuis in the household; see to it yourself"] == [
        each.en for each in done.notices
    ]
    with family.read() as uow:
        shown = a_document(trajectory_view(uow, family.dossier(key), family.actor, MON_8, "en"))
    assert [{"workflow": "proefhuis", "what": "nakijken", "problem": "none"}] == shown["loose_ends"]


def test_a_signal_with_several_targets_is_given_to_none(family):
    """Two households at once cannot be told apart: a person decides."""
    key = family.open("proefmens", "p1")
    family.open("proefhuis", "h1", getekend_op="2024-01-08")
    family.depart("h1", "p1")
    family.household("H-2", "p1")
    other = family.open("proefhuis", "h2", getekend_op="2024-01-08")

    done = family.advance(key, "geef_taak")
    assert [] == done.notices
    assert {("nakijken", "")} == tasks(family, other)


def test_a_signal_may_record_a_fact(family):
    """With the event it came from."""
    settling = family.open("proefhuis", "h1")
    key = dict(family.started(settling))["proefmens"]

    family.advance(key, "geef_feit")

    event = family.dossier(settling).history[-1].event
    assert ev.FactSet("akkoord", True, f"{key}@2") == event


def test_a_task_asked_again_counts_from_that_day(family):
    """The second asking has its own two weeks, and the first work does not meet it."""
    settling = family.open("proefhuis", "h1")
    key = dict(family.started(settling))["proefmens"]
    family.advance(key, "geef_taak")
    family.task(settling, "nakijken")
    family.clock.noon(MON_22)
    family.advance(key, "geef_feit")
    family.advance(key, "geef_taak")

    found = next(each for each in family.dossier(settling).deadlines if each.name == "nakijken")
    assert ("running", date(2024, 2, 5)) == (found.standing, found.due_on)
    family.task(settling, "nakijken")
    assert "met" == next(each.standing for each in family.dossier(settling).deadlines if each.name == "nakijken")


# refusals


def test_a_refused_step_names_all_that_is_missing_and_changes_nothing(settled, family):
    """Every task with its member, every fact; and what is possible."""
    error = refused(family, StepRefused, family.advance, settled, "start_begeleiding")

    assert {("task", "huisarts"), ("task", "school"), ("task", "huurtoeslag"), ("fact", "ingeschreven_brp_op")} < {
        (each.kind, each.name) for each in error.missing
    }
    assert ["[A-1]", "[A-2]", "[A-3]"] == sorted(
        each.text.en.split("’ ")[1].split(" is")[0] for each in error.missing if each.name == "huisarts"
    )
    assert [] == error.possible


def test_a_wrong_stage_says_where_the_step_starts(settled, family):
    """And what can be done here."""
    error = refused(family, StepRefused, family.advance, settled, "weiger_woning")

    assert "it starts only from" in error.missing[0].text.en


def test_a_role_may_be_needed(family):
    """A volunteer may not close; the event is written under the role that was asked for."""
    key = family.open("verblijf", "p1")
    family.advance(key, "wijs_af")

    error = refused(family, StepRefused, family.as_("volunteer").advance, key, "beeindig")
    assert ["role"] == [each.kind for each in error.missing]
    done = family.as_("volunteer", "jurist").advance(key, "beeindig")
    assert "jurist" == done.recorded[0].role


def test_an_auditor_reads_and_never_writes(settled, family):
    """None of the commands."""
    auditor = family.as_("auditor")
    rule = "coaching_einde"

    for command, given in (
        (auditor.open, ("verblijf", "p1")),
        (auditor.advance, (settled, "start_begeleiding")),
        (auditor.task, (settled, "huurtoeslag")),
        (auditor.fact, (settled, "ingeschreven_brp_op", "2024-01-12")),
        (auditor.assign, (settled, "s1")),
        (auditor.note, (settled, "gezien")),
        (auditor.suspend, (settled, rule)),
        (auditor.resume, (settled, rule)),
        (auditor.extend, (settled, rule, None, "1 week")),
        (auditor.close, (settled, "gestopt")),
        (auditor.correct, (settled, 2)),
        (auditor.join, ("h1", "p9")),
        (auditor.depart, ("h1", "p1")),
    ):
        with pytest.raises(Refused, match="only read"):
            command(*given)


def test_nothing_is_dated_after_today(settled, family):
    """Whatever it is."""
    tuesday, rule = date(2024, 1, 16), "coaching_einde"

    for command, given in (
        (family.open, ("inburgering", "p2", tuesday)),
        (family.open, ("inburgering", "p2", MON_15, "any", tuesday)),
        (family.advance, (settled, "herplaatsen", tuesday)),
        (family.task, (settled, "huurtoeslag", tuesday)),
        (family.fact, (settled, "ingeschreven_brp_op", "2024-01-12", tuesday)),
        (family.assign, (settled, "s1", "administrator", tuesday)),
        (family.note, (settled, "gezien", tuesday)),
        (family.suspend, (settled, rule, tuesday)),
        (family.extend, (settled, rule, tuesday, "1 week")),
        (family.close, (settled, "gestopt", tuesday)),
    ):
        assert "after today (2024-01-15)" in str(refused(family, Refused, command, *given))


def test_a_move_dated_before_the_last_says_how_to_correct_that(settled, family):
    """The way out is a command that works."""
    error = refused(family, Refused, family.advance, settled, "start_begeleiding", date(2024, 1, 11))

    version = family.dossier(settled).trajectory.path[-1].version
    assert f"traject correct {settled} {version} --on" in str(error)


def test_a_step_is_decided_on_what_held_on_its_day(family):
    """The lease was signed on Friday; entered on Monday the step can be dated Friday, not Thursday."""
    key = family.open("vestiging", "h1")
    family.advance(key, "plan_bezichtiging", MON_8)
    family.advance(key, "accepteer_woning", MON_8)
    family.clock.noon(MON_15)
    family.fact(key, "huurcontract_op", "2024-01-12", on=FRI_12)

    refused(family, StepRefused, family.advance, key, "start_coaching", date(2024, 1, 11))
    assert FRI_12 == family.advance(key, "start_coaching", FRI_12).trajectory.entered_on


def test_late_facts_and_work_from_before_the_opening_are_allowed(family):
    """Facts, tasks and notes may be of any day up to today."""
    key = family.open("vestiging", "h1")

    family.fact(key, "huurcontract_op", "2024-01-05", on=FRI_5)
    family.task(key, "huurtoeslag", on=FRI_5)
    family.note(key, "gebeld", on=FRI_5)

    now = family.dossier(key).trajectory
    assert (FRI_5, FRI_5, 1) == (now.facts["huurcontract_op"][0].on, now.done["huurtoeslag"][0].on, now.note_count)


# two who saw the same


def test_who_saw_an_older_version_is_told_what_changed(settled, family):
    """One wins; the other reads again."""
    seen = family.dossier(settled).trajectory.version
    family.task(settled, "huurtoeslag", expect=seen)

    error = refused(family, VersionConflict, family.task, settled, "zorgtoeslag", expect=seen)

    assert f"{seen + 1} TaskDone 2024-01-15" in str(error)
    assert f"is at version {seen + 1} now, not {seen}" in str(error)
    refused(family, VersionConflict, family.advance, settled, "start_begeleiding", expect=99)
    family.task(settled, "zorgtoeslag")  # without expect it is decided on the new state


def test_leaving_halfway_opens_nothing(family):
    """Six trajectories were written, and then something went wrong: none of them is there, nor their numbers."""
    before = everything(family)
    with pytest.raises(ZeroDivisionError), family.write() as uow:  # noqa: PT012
        family.casework.open(uow, ask.Open("vestiging", "h1", "any", MON_8, MON_8), family.by)
        raise ZeroDivisionError
    assert before == everything(family)
    assert "t1" == family.open("vestiging", "h1")


def test_a_draft_opens_nothing_outside_a_sandbox_and_what_rests_on_it_neither(family):
    """The house is published, the people it starts are not: refused in the middle, nothing is written."""
    from sqlalchemy import text

    with family.write() as uow:
        uow.connection.execute(text("update definition set published = 0 where workflow = 'proefmens'"))

    error = refused(family, Refused, family.open, "proefhuis", "h1")

    assert "proefmens 1 (base) is not published" in str(error)


# deadlines


def status_of(desk: Desk, key: str, rule: str, on: date) -> tuple[str, str | None]:
    with desk.read() as uow:
        shown = a_document(trajectory_view(uow, desk.dossier(key), desk.actor, on, "en"))
    return next((each["status"], each["due_on"]) for each in shown["deadlines"] if each["rule"] == rule)


def test_a_term_is_suspended_resumed_and_extended(settled, family):
    """Three months from Friday 12 January; a week's hold and a fortnight's extension are added at the end."""
    rule = "coaching_einde"
    assert ("open", "2024-04-12") == status_of(family, settled, rule, MON_15)

    family.suspend(settled, rule, MON_15)
    assert ("suspended", "2024-04-12") == status_of(family, settled, rule, MON_15)
    family.clock.noon(MON_22)
    family.resume(settled, rule, MON_22)
    assert ("open", "2024-04-19") == status_of(family, settled, rule, MON_22)
    family.extend(settled, rule, by="2 weeks")
    assert ("open", "2024-05-03") == status_of(family, settled, rule, MON_22)
    family.extend(settled, rule, until=date(2024, 6, 1))
    assert ("open", "2024-06-01") == status_of(family, settled, rule, date(2024, 6, 1))
    assert ("overdue", "2024-06-01") == status_of(family, settled, rule, date(2024, 6, 2))


def test_a_deadline_that_does_not_exist_lists_those_there_are(settled, family):
    """By their ids."""
    with pytest.raises(NotFound, match=f"there is .*{settled}/coaching_einde#"), family.write() as uow:
        family.casework.suspend(uow, settled, ask.Suspend("coaching_eind", 1, MON_15), family.by, "ziek")


# assigning


def test_a_trajectory_is_handed_over_without_loss(settled, family):
    """Who holds the role; everything else stays."""
    vera, cora = family.colleague("Vera", "coordinator"), family.colleague("Cora", "coordinator")
    before = family.dossier(settled).trajectory

    family.assign(settled, vera)
    family.assign(settled, cora)

    now = family.dossier(settled).trajectory
    assert ({"coordinator": cora}, before.path, before.facts) == (now.assigned, now.path, now.facts)
    assert "is no jurist" in str(refused(family, Refused, family.assign, settled, vera, "jurist"))


def test_an_assignment_entered_late_counts_from_its_day(settled, family):
    """Vera holds it since Monday; it turns out that she did so on Wednesday already."""
    vera = family.colleague("Vera", "coordinator")
    family.assign(settled, vera, on=MON_15)
    family.assign(settled, vera, on=WED_10)

    assert {"coordinator": vera} == family.dossier(settled, as_of=FRI_12).trajectory.assigned


# corrections


def test_voiding_a_step_lists_what_it_started_and_leaves_it_running_unless_named(family):
    """The step of Monday opened a participatieverklaring; it goes on."""
    key = family.open("inburgering", "p1", inburgeringsplichtig_op="2018-03-15")
    version = family.advance(key, "start_inburgering").recorded[0].version
    [(_, started)] = family.started(key)

    done = family.correct(key, version, void=True)

    assert ["intake", True] == [done.trajectory.stage, started in done.notices[0].en]
    assert None is family.dossier(started).trajectory.closed_on


def test_what_a_voided_step_started_can_be_closed_with_it(family):
    """By name, and nothing else."""
    key = family.open("inburgering", "p1", inburgeringsplichtig_op="2018-03-15")
    version = family.advance(key, "start_inburgering").recorded[0].version
    [(_, started)] = family.started(key)

    refused(family, UsageError, family.correct, key, version, void=True, also=("t99",))
    family.correct(key, version, void=True, also=(started,))

    assert MON_8 == family.dossier(started).trajectory.closed_on


def test_a_correction_needs_a_reason_and_dates_itself_today(settled, family):
    """Without one nothing is written."""
    refused(family, UsageError, family.correct, settled, 2, reason=" ", void=True)
    version = family.dossier(settled).trajectory.path[-1].version

    done = family.correct(settled, version, on=date(2024, 1, 13))

    assert (MON_15, date(2024, 1, 13)) == (done.recorded[0].occurred_on, done.trajectory.entered_on)
    assert "2024-04-13" == status_of(family, settled, "coaching_einde", MON_15)[1]


def test_a_closing_is_not_voided_when_the_client_has_another_open_since(family):
    """A subject has one open trajectory of a kind, also after a correction."""
    key = family.open("verblijf", "p1")
    version = family.close(key, "verhuisd").recorded[0].version
    other = family.open("verblijf", "p1")

    assert other in str(refused(family, Refused, family.correct, key, version, void=True))
    family.close(other, "gestopt")
    assert None is family.correct(key, version, void=True).trajectory.closed_on


def test_an_empty_note_is_no_note(settled, family):
    """A closed trajectory takes notes, and no facts."""
    refused(family, UsageError, family.note, settled, "  ")
    family.close(settled, "verhuisd")

    family.note(settled, "sleutel ontvangen")
    refused(family, StepRefused, family.fact, settled, "ingeschreven_brp_op", "2024-01-12")


def test_an_unknown_trajectory_is_not_found(desk):
    """Exit 5, not a crash."""
    with pytest.raises(NotFound, match="there is no trajectory t9"):
        desk.advance("t9", "plan_bezichtiging")


# the office


def another_edition() -> WorkCalendar:
    """The same calendar with another decree day than Friday 10 May 2024, the day after Ascension."""
    text = builtin_calendar().text.replace('"2024-05-10"', '"2024-05-17"')
    assert text != builtin_calendar().text
    return WorkCalendar.from_text(text)


def test_a_published_version_never_changes(desk):
    """The same text again is nothing new; another text under the same version is refused."""
    resolved = builtin_catalogue().resolve("verblijf", "any", MON_8)
    with desk.write() as uow:
        assert False is publish(desk.casework, uow, resolved, desk.by)

    changed = resolved.workflow.model_copy(update={"label": Words("Anders")})
    text = canonical(changed)
    other = Resolved(changed, text, sha256(text.encode()).hexdigest(), resolved.sources)
    with pytest.raises(DefinitionError, match="raise the version"), desk.write() as uow:
        publish(desk.casework, uow, other, desk.by)
    newer = changed.model_copy(update={"version": resolved.workflow.version + 1})
    text = canonical(newer)
    with desk.write() as uow:
        assert publish(desk.casework, uow, Resolved(newer, text, sha256(text.encode()).hexdigest(), ()), desk.by)


def test_terms_are_reckoned_with_the_calendar_of_their_time(family):
    """A new edition moves what it must once it is adopted; as known before, the old one counts."""
    family.clock.noon(date(2024, 2, 12))  # Mon
    key = family.open("gezinshereniging", "p1", vergunning_verleend_op="2024-02-10")
    family.advance(key, "rond_intake_af", aanvragen=True)
    known = family.clock()
    family.clock.noon(date(2024, 2, 19))  # Mon
    with family.write() as uow:
        assert adopt_calendar(family.casework, uow, another_edition(), family.by)
        assert not adopt_calendar(family.casework, uow, another_edition(), family.by)
    family.rebuild()

    assert date(2024, 5, 13) == family.dossier(key, known_at=known).deadlines[0].due_on
    assert date(2024, 5, 10) == family.dossier(key).deadlines[0].due_on
