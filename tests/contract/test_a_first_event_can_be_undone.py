"""A wrong opening is taken back with all that it started: as if it had never been, but for the history."""

import shutil
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from scheduler.explain.simulate_ticks import moments, prepared
from scheduler.explain.who_hears import who_hears
from scheduler.health.collect import look
from scheduler.health.doctor import findings
from scheduler.messages.digest import digest_of
from scheduler.messages.message import Message
from scheduler.messages.weekly_overview import overview_of
from scheduler.outbox.ledger import ledger
from scheduler.sending.tick import dispatch_due
from tests.builders import Desk
from tests.contract.grounds import Crash, Ground, a_ground, resolved
from trajectories.audit.verify import verify
from trajectories.casework import commands as ask
from trajectories.casework.commands import Correct
from trajectories.casework.tasks import open_tasks
from trajectories.clock import utc_now
from trajectories.history import events as ev
from trajectories.history.replay import replay
from trajectories.people.clients import edit_person
from trajectories.people.departure import void_person
from trajectories.people.staff import staff_on, take_role
from trajectories.projections.caseload import running_in
from trajectories.projections.scope import Scope
from trajectories.repository.tables import PROJECTIONS
from trajectories.service import people_changes, staff_changes
from trajectories.service.office import digests, publish, rebuild_all
from trajectories.service.recording import Done
from trajectories.views.board import board_view
from trajectories.views.due import due_rows
from trajectories.views.trajectory import trajectory_view
from trajectories.views.whose import Whose
from workflows.errors import NotDelivered, Refused, StepRefused, UsageError
from workflows.words import Words

MON_2_MARCH = date(2026, 3, 2)
ONE_DAY = timedelta(1)
PLACES = ["westland", "leiden", "den_haag", "hillegom", "leidschendam_voorburg"]


@pytest.fixture
def clock(clock):
    """Monday 2 March 2026."""
    clock.noon(MON_2_MARCH)
    return clock


@pytest.fixture
def untouched(prepared_file: Path, tmp_path: Path, clock) -> Iterator[Desk]:
    """The same office, in which nobody opened anything by mistake."""
    path = tmp_path / "untouched.db"
    shutil.copy(prepared_file, path)
    desk = Desk(f"sqlite:///{path}", clock)
    yield desk
    desk.app.store.close()


class Office:
    """A desk with a post office: what its ticks handed over."""

    def __init__(self, desk: Desk, place: str = "westland") -> None:
        self.desk = desk
        self.place = place
        self.outbox: list[tuple[date, Message]] = []
        self.is_down = False
        self.cora = desk.colleague("Cora", "coordinator", email="cora@voorbeeld.nl")
        self.jo = desk.colleague("Jo", "jurist", email="jo@voorbeeld.nl", lang="en")
        self.thea = desk.colleague("Thea", "teamleider", email="thea@voorbeeld.nl")
        for number in (1, 2):
            members = [
                desk.client(f"P{number}{letter}", born) for letter, born in (("A", "1990-05-31"), ("B", "2020-06-01"))
            ]
            desk.household(f"H{number}", *members)

    def opens(self, household: str) -> str:
        key = self.desk.open("vestiging", household, municipality=self.place)
        for each in (key, *(found for _, found in self.desk.started(key))):
            self.desk.assign(each, self.cora)
        return key

    def tick(self) -> None:
        app, today = self.desk.app, self.desk.by.today

        def channel(message: Message) -> None:
            if self.is_down:
                raise NotDelivered(Words("de mailserver antwoordde niet", "the mail server did not answer"))
            self.outbox.append((today, message))

        dispatch_due(app.store, app.casework, channel, "smtp", self.desk.clock(), utc_now)

    def bodies(self, day: date) -> list[tuple[str, str, str]]:
        return sorted((each.name, each.subject, each.body) for at, each in self.outbox if at == day)


def until(day: date, *offices: Office) -> None:
    """A tick in each at noon of every day up to and including that one."""
    clock = offices[0].desk.clock
    while offices[0].desk.by.today < day:
        clock.noon(offices[0].desk.by.today + ONE_DAY)
        for office in offices:
            office.tick()


def take_back(desk: Desk, key: str, **more: Any) -> Done:
    with desk.write() as uow:
        done: Done = desk.casework.correct(uow, key, Correct(1, void=True, **more), desk.by, "verkeerde cliënt")
        return done


def everything(desk: Desk) -> list[object]:
    private = desk.rows("select id from private order by id")
    return [desk.rows("select hash from event order by position"), private, desk.dump(*PROJECTIONS)]


def refused(desk: Desk, kind: type[Exception], command: Callable[..., object], *given: Any, **named: Any) -> Any:
    before = everything(desk)
    with pytest.raises(kind) as caught:
        command(*given, **named)
    assert before == everything(desk)
    return caught.value


def figures(desk: Desk, place: str) -> dict[str, object]:
    """All that is counted and planned of the office today."""
    today = desk.by.today
    with desk.read() as uow:
        staff = staff_on(uow, today)
        seen = look(desk.app, uow, desk.clock(), desk.clock, (), deep=True)
        hears = who_hears(uow, today)
        ahead = prepared(uow, desk.app.dossiers, desk.clock(), today + 14 * ONE_DAY, hears.staff_at, "smtp")
        told = [one for now in moments(desk.clock(), today + 14 * ONE_DAY, hears.staff_at) for one in ahead.look(now)]
        return {
            "board": board_view(uow),
            "board of the municipality": board_view(uow, place),
            "overview": overview_of(uow, "any", today, staff),
            "due": due_rows(uow, Whose(), today, today + 400 * ONE_DAY, "en"),
            "digests": [digest_of(uow, each, today, weekly=True) for each in staff.values()],
            "agenda": uow.connection.exec_driver_sql("select id, send_at, roles from agenda order by id").fetchall(),
            "coming": [(each.day, each.to, [line.reminder for line in each.lines]) for each in told],
            # Ticks stand on the clock of the machine or of the server, which is another one than that of the desk.
            "doctor": [each.code for each in findings(seen) if each.code != "no_tick"],
            "doctor counts": (seen.trajectories, seen.due, seen.told, seen.rules.keys()),
            "never said": [name for name, at in seen.rules.items() if at is None],
            "coordinator": [each.id for each in running_in(uow, Scope(given=(("coordinator", "s2"),)))],
        }


def sound(desk: Desk) -> None:
    """The history verifies, and projections made again are the same."""
    with desk.write() as uow:
        assert [] == verify(uow).problems
        before = digests(uow)
        rebuild_all(desk.casework, uow)
        assert before == digests(uow)


# the show


@pytest.mark.parametrize(
    "database_url, place",
    [*(("sqlite", place) for place in PLACES), pytest.param("postgresql", PLACES[0], marks=pytest.mark.postgres)],
    indirect=["database_url"],
)
def test_board_figures_and_reminders_are_as_if_it_had_never_been(desk: Desk, untouched: Desk, place: str):
    """Opened for H2 on Monday 2 March, found to be wrong on Thursday 23 April, when reminders had gone out."""
    office, same = Office(desk, place), Office(untouched, place)
    office.opens("h1")
    same.opens("h1")
    key = office.opens("h2")
    tree = [key, *(found for _, found in desk.started(key))]
    until(date(2026, 3, 10), office, same)
    desk.clock.noon(date(2026, 4, 19))
    until(date(2026, 4, 23), office, same)
    heard = {each.to for part in tree for each in said(desk, part)}
    assert heard, "nobody was reminded of it, so nothing is shown"

    take_back(desk, key)
    until(date(2026, 4, 28), office, same)

    told = [each for part in tree for each in said(desk, part) if "taken-back" in each.reminder]
    assert heard == {each.to for each in told}
    assert sorted({(each.to, each.reminder) for each in told}) == sorted((each.to, each.reminder) for each in told)
    assert figures(untouched, place) == figures(desk, place)
    assert same.bodies(date(2026, 4, 28)) == office.bodies(date(2026, 4, 28)) != []
    assert {date(2026, 4, 23)} == {desk.dossier(each).trajectory.taken_back_on for each in tree}
    sound(desk)

    again = desk.open("vestiging", "h2", municipality=place)
    assert int(again[1:]) > max(int(each[1:]) for each in tree)
    assert len(tree) == 1 + len(desk.started(again))


def said(desk: Desk, key: str) -> list[ev.ReminderSent]:
    return [each.event for each in desk.dossier(key).said if isinstance(each.event, ev.ReminderSent)]


# who heard of it


def an_office_that_was_reminded(desk: Desk, lang: str) -> tuple[Office, list[str]]:
    """The holder was asked for what is not known of four trajectories, on Monday 9 March."""
    office = Office(desk)
    office.cora = desk.colleague("Carla", "coordinator", email="carla@voorbeeld.nl", lang=lang)
    key = office.opens("h1")
    until(date(2026, 3, 9), office)
    tree = [key, *(found for _, found in desk.started(key))]
    assert [False, True, True, True, True] == [bool(said(desk, each)) for each in tree]
    return office, tree


@pytest.mark.parametrize(
    "lang, heading, headline, nothing",
    [
        ("nl", "TERUGGEDRAAID", "opening teruggedraaid op maandag 9 maart 2026", "per vergissing geopend"),
        ("en", "TAKEN BACK", "opening taken back on Monday 9 March 2026", "opened by mistake"),
    ],
)
def test_who_was_reminded_reads_once_in_the_next_message_that_it_was_taken_back(
    desk: Desk, lang: str, heading: str, headline: str, nothing: str
):
    """Of what nobody was reminded of, nothing is said: the household's own trajectory."""
    office, tree = an_office_that_was_reminded(desk, lang)

    take_back(desk, tree[0])
    until(date(2026, 3, 20), office)

    told = [(at, each) for at, each in office.outbox if heading in each.body]
    [(at, message)] = told
    assert (date(2026, 3, 10), "Carla") == (at, message.name)
    assert 4 == message.body.count(headline)
    assert " ".join(nothing.split()) in " ".join(message.body.split())
    assert [0, 1, 1, 1, 1] == [len([e for e in said(desk, each) if "taken-back" in e.reminder]) for each in tree]
    assert "verkeerde" not in message.body, "a reason is private"
    later = [each.body for at, each in office.outbox if at > date(2026, 3, 10)]
    assert later
    assert not any(key in body for body in later for key in tree)


def test_what_is_to_be_told_is_foretold_and_stands_in_the_agenda(desk: Desk):
    office, tree = an_office_that_was_reminded(desk, "nl")
    take_back(desk, tree[0])

    with desk.read() as uow:
        hears = who_hears(uow, desk.by.today)
        ahead = prepared(uow, desk.app.dossiers, desk.clock(), date(2026, 3, 11), hears.staff_at, "smtp")
        coming = [one for now in moments(desk.clock(), date(2026, 3, 11), hears.staff_at) for one in ahead.look(now)]
    agenda = desk.rows("select id, roles from agenda order by id")

    wanted = [f"{each}/taken-back#1/told.0" for each in tree[1:]]
    assert wanted == [each for each, _ in agenda]
    [message] = [each for each in coming if each.lines]
    assert (date(2026, 3, 10), office.cora) == (message.day, message.to)
    assert (wanted, {"taken_back"}) == (
        sorted(each.reminder for each in message.lines),
        {each.group for each in message.lines},
    )


def test_what_is_under_way_is_dropped(desk: Desk):
    """Written down for Carla, and not handed over yet: the mail server did not answer."""
    office = Office(desk)
    key = office.opens("h1")
    until(date(2026, 3, 8), office)
    office.is_down = True
    until(date(2026, 3, 9), office)
    office.is_down = False

    take_back(desk, key)
    until(date(2026, 3, 13), office)

    later = [each.body for at, each in office.outbox if at > date(2026, 3, 9)]
    assert later
    assert not any(told in body for body in later for told in ("P1A", "H1", "TERUGGEDRAAID"))
    with desk.read() as uow:
        assert {"sent", "dropped"} == {each.state for each in ledger(uow) if each.day >= "2026-03-09"}
    assert [] == desk.rows("select id from agenda")


def test_a_colleague_who_stands_in_reads_it_and_who_left_does_not(desk: Desk):
    office, tree = an_office_that_was_reminded(desk, "nl")
    with desk.write() as uow:
        staff_changes.go_away(uow, office.cora, date(2026, 3, 9), None, office.jo, desk.by)

    take_back(desk, tree[0])
    until(date(2026, 3, 10), office)

    assert ["Jo"] == [each.name for _, each in office.outbox if "TAKEN BACK" in each.body or "TERUGGE" in each.body]


def test_where_nobody_who_heard_works_here_any_more_the_coordinators_read_it(desk: Desk):
    office, tree = an_office_that_was_reminded(desk, "nl")
    with desk.write() as uow:
        take_role(uow, office.cora, "coordinator", date(2026, 3, 9), desk.stamp)

    take_back(desk, tree[0])
    until(date(2026, 3, 13), office)

    assert ["Cora"] == [each.name for _, each in office.outbox if "TERUGGEDRAAID" in each.body]


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def ground(request: pytest.FixtureRequest) -> Iterator[Ground]:
    """Staff and a workflow in two versions; t1 was received on 2 February 2026; Anna and Jos hear of it on 2 March."""
    ground = a_ground(request)
    ground.opens("2026-02-02")
    ground.assigns("t1", "Anna", "coordinator")
    yield ground
    ground.app.store.close()


def told_that(ground: Ground) -> list[str]:
    names = {key: name for name, key in ground.staff.items()}
    events = [each.event for each in ground.dossier("t1").said]
    return [names[e.to] for e in events if isinstance(e, ev.ReminderSent) and "taken-back" in e.reminder]


def test_who_hears_of_it_while_it_is_taken_back_reads_it_too(ground: Ground):
    """The message was on its way to the jurist when it was taken back."""
    ground.on("2026-03-02").tick()
    before = ground.sent("t1")
    names = {key: name for name, key in ground.staff.items()}
    messages: list[str] = []

    def taken_back_meanwhile(message: Message) -> None:
        messages.append(message.name)
        if not ground.dossier("t1").trajectory.taken_back_on:
            ground.corrects("t1", 1, void=True)

    ground.on("2026-03-16").tick(taken_back_meanwhile)
    ground.must_hold()
    ground.on("2026-03-17").tick()
    ground.must_hold()
    ground.on("2026-03-18").tick()

    said_now = [each.event for each in ground.dossier("t1").said if isinstance(each.event, ev.ReminderSent)]
    heard = {names[each.to] for each in said_now if "taken-back" not in each.reminder}
    assert before
    assert len(messages) > 1
    assert sorted(heard) == sorted(told_that(ground))
    ground.must_lose_nothing()
    assert sorted(heard) == sorted(told_that(ground)), "once"


def test_a_tick_that_dies_over_the_telling_tells_it_once(ground: Ground):
    def dies(message: Message) -> None:
        raise Crash

    ground.on("2026-03-02").tick()
    ground.corrects("t1", 1, void=True)
    with pytest.raises(Crash):
        ground.on("2026-03-03").tick(dies)
    ground.in_time()
    ground.tick()

    ground.must_hold()
    ground.must_lose_nothing()
    assert ["Anna", "Jos"] == sorted(told_that(ground))


@pytest.mark.parametrize("said_again", [False, True])
def test_one_that_was_taken_over_to_another_version_can_be_taken_back(ground: Ground, said_again: bool):
    """A migration is no work of its own. Its reminders were said under the names of before."""
    ground.on("2026-03-02").tick()
    ground.goes_over("t1", 2, past="all" if said_again else "none")
    ground.on("2026-03-04").tick()

    ground.corrects("t1", 1, void=True)
    ground.must_hold()
    ground.on("2026-03-05").tick()

    now = ground.dossier("t1").trajectory
    assert (date(2026, 3, 4), 2, 1) == (now.taken_back_on, now.workflow_version, now.migrations)
    assert ["Anna", "Jos"] == sorted(told_that(ground))
    ground.must_lose_nothing()
    ground.rebuilds()
    ground.must_hold()


def test_one_on_a_text_published_before_can_be_taken_back(ground: Ground):
    """A newer text was published meanwhile, and the next is opened under that."""
    with ground.work() as (casework, uow):
        publish(casework, uow, resolved(2), ground.by)
    ground.on("2026-03-02").tick()

    ground.corrects("t1", 1, void=True)

    assert 1 == ground.dossier("t1").trajectory.workflow_version
    assert date(2026, 3, 2) == ground.dossier("t1").trajectory.taken_back_on
    ground.must_lose_nothing()


# what stands in the way


def step(desk: Desk, root: str) -> None:
    desk.advance(root, "plan_bezichtiging")


def closing(desk: Desk, root: str) -> None:
    with desk.write() as uow:
        desk.casework.close(uow, ask.Close(root, "gestopt", desk.by.today), desk.by)


def task(desk: Desk, root: str) -> None:
    desk.task(root, "zorgtoeslag")


def note(desk: Desk, root: str) -> None:
    desk.note(root, "sleutel opgehaald")


def pause(desk: Desk, root: str) -> None:
    desk.clock.noon(date(2026, 3, 3))
    desk.suspend(root, "woning_norm")


def longer(desk: Desk, root: str) -> None:
    desk.extend(root, "woning_norm", by="2 weeks")


def fact(desk: Desk, root: str) -> None:
    desk.fact(root, "gevestigd_op", "2026-03-02")


def step_in_a_child(desk: Desk, root: str) -> None:
    desk.advance("t4", "rond_intake_af", aanvragen=False)


def note_in_a_child(desk: Desk, root: str) -> None:
    desk.note("t2", "belde zelf")


def fact_in_a_child(desk: Desk, root: str) -> None:
    desk.fact("t3", "geldig_tot", "2031-01-20")


def closing_of_a_child(desk: Desk, root: str) -> None:
    closing(desk, "t2")


IN_THE_WAY = {
    step: ("t1", "stage"),
    closing: ("t1", "stage"),
    task: ("t1", "task"),
    note: ("t1", "note"),
    pause: ("t1", "deadline"),
    longer: ("t1", "deadline"),
    fact: ("t1", "fact"),
    step_in_a_child: ("t4", "stage"),
    note_in_a_child: ("t2", "note"),
    fact_in_a_child: ("t3", "fact"),
    closing_of_a_child: ("t2", "stage"),
}


@pytest.mark.parametrize("work", IN_THE_WAY, ids=lambda work: work.__name__)
def test_what_someone_recorded_stands_in_the_way_and_nothing_is_half_undone(desk: Desk, work: Any):
    """In the trajectory or in one that it started. The refusal names it, and what would work; voided, it is gone."""
    Office(desk).opens("h1")
    work(desk, "t1")
    key, kind = IN_THE_WAY[work]
    last = desk.dossier(key).history[-1]

    error = refused(desk, StepRefused, take_back, desk, "t1")

    assert kind in [each.kind for each in error.missing]
    assert all(each.text.en.startswith(f"{key}, event ") for each in error.missing)
    assert f"{key}, event {last.version} on {last.occurred_on}: " in error.missing[-1].text.en
    assert (key == "t1" and work is closing) is not ("traject close t1 --outcome" in error.say("en"))

    with desk.write() as uow:
        for each in reversed(error.missing):
            version = int(each.text.en.split("event ")[1].split()[0])
            desk.casework.correct(uow, key, Correct(version, void=True), desk.by, "ook een vergissing")
    take_back(desk, "t1")
    assert desk.dossier("t1").trajectory.taken_back_on
    sound(desk)


def test_what_came_with_the_opening_does_not_stand_in_the_way(desk: Desk):
    """Facts given with it, also copied, the birth date that changed, who holds it, and a member who came."""
    office = Office(desk)
    key = desk.open("proefhuis", "h1", getekend_op="2026-02-02")
    copied = [desk.dossier(each).trajectory.fact("getekend_op") for _, each in desk.started(key)]
    desk.assign(key, office.cora)
    desk.join("h1", desk.client("P1C", "2026-02-20"))

    take_back(desk, key)

    assert ["2026-02-02"] * 2 == copied
    assert {MON_2_MARCH} == {desk.dossier(f"t{number}").trajectory.taken_back_on for number in (1, 2, 3, 4)}
    sound(desk)


def test_a_birth_date_that_was_changed_is_no_fact_of_its_own(desk: Desk):
    person = desk.client("A-1", "2009-05-31")
    key = desk.open("amv_achttien", person)
    with desk.write() as uow:
        edit_person(uow, person, {"born": "2009-06-01"}, desk.by.today, desk.stamp)
        people_changes.follow_birth_date(desk.casework, uow, person, desk.by)
    assert 2 == sum(isinstance(each.event, ev.FactSet) for each in desk.dossier(key).history)

    take_back(desk, key)

    assert MON_2_MARCH == desk.dossier(key).trajectory.taken_back_on


def test_a_fact_given_later_in_the_same_moment_is_a_fact_of_its_own(desk: Desk):
    """The clock of a sandbox stands still."""
    Office(desk)
    key = desk.open("proefhuis", "h1", getekend_op="2026-02-02")
    desk.fact(key, "akkoord", True)

    error = refused(desk, StepRefused, take_back, desk, key)

    assert ["akkoord"] == [each.name for each in error.missing]


def test_a_task_or_fact_from_elsewhere_does_not_stand_in_the_way(desk: Desk):
    """A member's trajectory gave the household's a task: it stays in the member's history that it did."""
    Office(desk)
    house = desk.open("proefhuis", "h1")
    other = desk.open("proefmens", "p3")
    with desk.write() as uow:
        desk.casework.correct(uow, "t2", Correct(1, void=True), desk.by, "dubbel")
    mens = desk.open("proefmens", "p1")
    desk.advance(mens, "geef_taak")
    desk.advance(mens, "geef_feit")
    assert "nakijken" in [
        each.task for each in open_tasks(desk.dossier(house).compiled, desk.dossier(house).trajectory)
    ]

    take_back(desk, house)

    assert not desk.dossier(mens).trajectory.taken_back_on
    assert not desk.dossier(other).trajectory.taken_back_on


def test_what_the_opening_gave_elsewhere_is_said(desk: Desk):
    """It stays there: that is other people's case."""
    person = desk.client("A-1", "1990-05-31")
    desk.household("H-1", person)
    with_task = desk.open("proefhuis", "h1")
    take_back(desk, "t2")
    giver = desk.open("proefgever", person)
    assert "nakijken" in desk.dossier(with_task).trajectory.asked

    done = take_back(desk, giver)

    assert [f"{with_task} was given nakijken by this step; it stays there: see to it there"] == [
        each.en for each in done.notices
    ]
    assert "nakijken" in desk.dossier(with_task).trajectory.asked


# siblings


def test_only_a_child_goes_where_only_that_was_wrong(desk: Desk):
    """What opened it stays, and that is said; it may be opened anew, by hand."""
    Office(desk).opens("h1")

    done = take_back(desk, "t2")

    assert ["t2 was opened by event 1 of t1, which stays"] == [each.en for each in done.notices]
    assert [None, MON_2_MARCH, None] == [desk.dossier(each).trajectory.taken_back_on for each in ("t1", "t2", "t3")]
    assert "t6" == desk.open("verblijf", "p1")
    take_back(desk, "t1")
    assert [MON_2_MARCH] * 5 == [desk.dossier(f"t{number}").trajectory.taken_back_on for number in range(1, 6)]
    assert None is desk.dossier("t6").trajectory.taken_back_on
    sound(desk)


def test_one_that_was_opened_again_was_worked_on(desk: Desk):
    person = desk.client("A-1", "1990-05-31")
    key = desk.open("proefdossier", person)
    for trigger in ("rond_af", "heropen"):
        desk.advance(key, trigger)

    error = refused(desk, StepRefused, take_back, desk, key)

    assert ["stage", "stage"] == [each.kind for each in error.missing]


def test_one_in_which_another_goes_on_can_be_taken_back_alone(desk: Desk):
    """The one before stays closed, and its history says in which it went on."""
    person = desk.client("A-1", "1990-05-31")
    first = desk.open("proefdossier", person)
    desk.assign(first, desk.colleague("Vera", "volunteer"), "volunteer")
    desk.advance(first, "stroom_door")
    [(_, second)] = desk.started(first)
    assert first == desk.dossier(second).trajectory.continues

    done = take_back(desk, second)

    assert f"{second} was opened by event 3 of {first}, which stays" in [each.en for each in done.notices]
    assert board(desk) == {"proefdossier": 1}
    refused(desk, StepRefused, take_back, desk, first)


def board(desk: Desk) -> dict[str, int]:
    with desk.read() as uow:
        return board_view(uow).started


# read afterwards


def test_it_was_open_as_known_before_and_never_was_as_known_now(desk: Desk):
    """On both clocks."""
    Office(desk)
    key = desk.open("vestiging", "h1")
    known = desk.clock()
    desk.clock.noon(date(2026, 3, 5))
    take_back(desk, key)

    then = desk.dossier(key, as_of=date(2026, 3, 3), known_at=known)
    now = desk.dossier(key, as_of=date(2026, 3, 3))

    assert (None, True) == (then.trajectory.taken_back_on, bool(then.deadlines))
    assert (date(2026, 3, 5), []) == (now.trajectory.taken_back_on, now.deadlines)
    assert replay(key, now.history) == now.trajectory


def test_nothing_can_be_done_with_it_any_more_but_read_it(desk: Desk):
    office = Office(desk)
    key = desk.open("vestiging", "h1")
    take_back(desk, key)
    no = "was taken back on 2026-03-02, as if it had never been opened; open vestiging anew"

    for command, given in (
        (desk.advance, (key, "plan_bezichtiging")),
        (desk.task, (key, "zorgtoeslag")),
        (desk.fact, (key, "gevestigd_op", "2026-03-02")),
        (desk.note, (key, "toch niet")),
        (desk.assign, (key, office.cora)),
        (closing, (desk, key)),
        (take_back, (desk, key)),
    ):
        assert no in refused(desk, Refused, command, *given).say("en")
    with desk.read() as uow:
        shown = trajectory_view(uow, desk.app.dossiers.load(uow, key), desk.actor, desk.by.today, "en")
    assert (True, None, MON_2_MARCH) == (shown.closed, shown.outcome, shown.taken_back_on)
    assert ([], [], [], []) == (shown.open_tasks, shown.possible, shown.blocked, shown.deadlines)


def test_what_an_opening_is_voided_with_must_make_sense(desk: Desk):
    """A reason; nothing that it did not start; and nobody who may only read."""
    Office(desk)
    key = desk.open("vestiging", "h1")
    other = desk.open("vestiging", "h2")

    with desk.write() as uow, pytest.raises(UsageError):
        desk.casework.correct(uow, key, Correct(1, void=True), desk.by, " ")
    with desk.write() as uow, pytest.raises(UsageError, match="was not started by this step"):
        desk.casework.correct(uow, key, Correct(1, void=True), desk.by, "fout", [other])
    auditor = desk.as_("auditor")
    assert "you may only read here" in refused(desk, Refused, take_back, auditor, key).say("en")


def test_a_client_added_by_mistake_can_be_voided_once_the_opening_was(desk: Desk):
    person = desk.client("A-1", "1990-05-31")
    key = desk.open("proefdossier", person)
    with desk.write() as uow, pytest.raises(Refused):
        void_person(uow, person, desk.by.today, desk.stamp)

    take_back(desk, key)
    with desk.write() as uow:
        void_person(uow, person, desk.by.today, desk.stamp)

    assert 1 == len([each for each in desk.dossier(key).history if isinstance(each.event, ev.EventVoided)])
    sound(desk)


def test_a_step_voided_later_does_not_speak_of_what_was_taken_back(desk: Desk):
    """What the step started is gone already."""
    person = desk.client("A-1", "1990-05-31")
    first = desk.open("proefdossier", person)
    desk.assign(first, desk.colleague("Vera", "volunteer"), "volunteer")
    desk.advance(first, "stroom_door")
    [(_, second)] = desk.started(first)
    take_back(desk, second)

    with desk.write() as uow:
        done = desk.casework.correct(uow, first, Correct(3, void=True), desk.by, "ook fout")

    assert [] == [each.en for each in done.notices]
    assert None is done.trajectory.closed_on
