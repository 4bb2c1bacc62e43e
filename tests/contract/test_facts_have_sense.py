"""Facts have sense: by whatever door a value comes in, what cannot be is refused, and what is unlikely asked about."""

import hashlib
import json
from collections.abc import Callable, Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from scheduler.health.recorded_facts import doubtful_facts
from tests.apps import an_app
from tests.builders import NO_MAIL, Clock, Desk, builtin
from tests.contract.history_by_hand import publish
from tests.sense import HOUSEHOLD, OUTSIDE, ZIN, Case
from trajectories.casework import commands as ask
from trajectories.settings import Settings
from workflows.catalogue.catalogue import Catalogue, builtin_folder
from workflows.catalogue.resolve import canonical, from_text
from workflows.errors import CaseworkError, Refused, UsageError
from workflows.format.files import DefinitionFile
from workflows.language.facts import SENSE
from workflows.language.workflow import Workflow

MON_8, MON_3_JULY = date(2024, 1, 8), date(2023, 7, 3)
PUBLISHED = Path(__file__).parents[1] / "workflows" / "data" / "published.json"
BEFORE = PUBLISHED.parent / "published_before"
AT_DOORS = [each for each in OUTSIDE if each.value in ("2062-01-20", "1990-04-30", "2029-01-09", "99999")]
WELL = [("verleend_op", "2024-01-08"), ("gezien_op", "1990-05-01"), ("geldig", "2029-01-08"), ("maanden", "1200")]
EARLIER = {"maanden": "3"}  # what stands before a correction; of a date a good day


def a_catalogue(folder: Path, text: str = ZIN) -> Catalogue:
    (folder / "zin.yaml").write_text(text, encoding="utf-8")
    return Catalogue.load(folder)


class Office(Desk):
    """A desk whose catalogue can be another one, as after an upgrade."""

    def __init__(self, url: str, clock: Clock) -> None:
        super().__init__(url, clock)
        self.url = url

    def under(self, catalogue: Catalogue) -> "Office":
        """The same database with these definitions, published."""
        self.app = an_app(Settings(self.url, "Beheer", "en", None, NO_MAIL), lambda _: catalogue, self.clock)
        with self.write() as uow:
            for name in catalogue.workflows:
                for resolved in catalogue.resolved_of(name):
                    publish(uow, resolved, self.stamp)
        return self


@pytest.fixture
def office(database_url: str, clock: Clock, tmp_path: Path) -> Iterator[Office]:
    """Monday 8 January 2024; p1 was born on 1 May 1990."""
    office = Office(database_url, clock).under(a_catalogue(tmp_path))
    office.client("C-1", born="1990-05-01")
    yield office
    office.app.store.close()


# the doors


def at_opening(office: Desk, fact: str, value: str, sure: bool) -> None:
    command = ask.Open("zin", "p1", "any", MON_8, MON_8, {fact: value}, sure=[fact] if sure else ())
    with office.write() as uow:
        office.casework.open(uow, command, office.by)


def by_fact_set(office: Desk, fact: str, value: str, sure: bool) -> None:
    key = office.open("zin", "p1")
    with office.write() as uow:
        office.casework.set_fact(uow, ask.SetFact(key, fact, value, MON_8, sure), office.by)


def by_fact_set_of_an_earlier_day(office: Desk, fact: str, value: str, sure: bool) -> None:
    """The day from which it holds is another than that on which it is typed in: only that one counts."""
    key = office.open("zin", "p1", on=MON_3_JULY)
    with office.write() as uow:
        office.casework.set_fact(uow, ask.SetFact(key, fact, value, MON_3_JULY, sure), office.by)


def beside_a_step(office: Desk, fact: str, value: str, sure: bool) -> None:
    key = office.open("zin", "p1")
    with office.write() as uow:
        office.casework.advance(uow, ask.Advance(key, "ga", MON_8, {fact: value}, [fact] if sure else ()), office.by)


def by_correction(office: Desk, fact: str, value: str, sure: bool) -> None:
    earlier: dict[str, Any] = {fact: EARLIER.get(fact, "2020-02-03")}
    key = office.open("zin", "p1", **earlier)
    with office.write() as uow:
        office.casework.correct(uow, key, ask.Correct(2, value=value, sure=sure), office.by, "typefout")


Door = Callable[[Desk, str, str, bool], None]
DOORS: list[Door] = [at_opening, by_fact_set, by_fact_set_of_an_earlier_day, beside_a_step, by_correction]
EACH_DOOR = pytest.mark.parametrize("door", DOORS, ids=lambda door: door.__name__)


def last_value(office: Desk, fact: str) -> object:
    """As it stands; what is private as it is kept apart."""
    value: Any = office.dossier("t1").trajectory.fact(fact)
    if isinstance(value, dict):
        with office.read() as uow:
            return uow.private(value["private"])[value["private"]]
    return value


@EACH_DOOR
@pytest.mark.parametrize("case", AT_DOORS, ids=lambda case: f"{case.fact} {case.value}")
def test_what_makes_no_sense_is_refused_at_every_door(office: Office, door: Door, case: Case):
    with pytest.raises(Refused) as refused:
        door(office, case.fact, case.value, False)

    assert case.en in refused.value.say("en")
    assert case.nl in refused.value.say("nl")
    assert case.sure == ("--sure" in refused.value.say("en")) == ("--sure" in refused.value.say("nl"))
    assert "1990-05-01" not in refused.value.say("en"), "a birth date is nobody's to read here"


@EACH_DOOR
@pytest.mark.parametrize("case", AT_DOORS, ids=lambda case: f"{case.fact} {case.value}")
def test_saying_that_it_is_right_helps_only_what_is_unlikely(office: Office, door: Door, case: Case):
    if not case.sure:
        with pytest.raises(Refused, match=case.fact):
            door(office, case.fact, case.value, True)
    else:
        door(office, case.fact, case.value, True)
        assert case.value == last_value(office, case.fact)


@EACH_DOOR
@pytest.mark.parametrize("fact, value", WELL)
def test_what_makes_sense_is_taken_at_every_door(office: Office, door: Door, fact: str, value: str):
    """Both ends of a span belong to it."""
    door(office, fact, value, False)

    assert value == str(last_value(office, fact))


@EACH_DOOR
def test_what_is_no_value_at_all_is_refused_as_ever(office: Office, door: Door):
    with pytest.raises(UsageError, match="give a day such as"):
        door(office, "verleend_op", "gisteren", True)


def test_everything_that_is_wrong_is_told_at_once(office: Office):
    """Who says of the one that it is right has seen the other too."""
    facts: dict[str, Any] = {"geldig": "2039-01-08", "ontvangen_op": "1999-01-08"}
    with pytest.raises(Refused) as refused:
        office.open("zin", "p1", **facts)

    assert all(each in refused.value.say("en") for each in ("geldig on 2039-01-08", "ontvangen_op on 1999-01-08"))
    with pytest.raises(Refused, match="ontvangen_op"), office.write() as uow:
        office.casework.open(uow, ask.Open("zin", "p1", "any", MON_8, MON_8, facts, sure=["geldig"]), office.by)


def test_an_unknown_birth_says_nothing(office: Office):
    person = office.client("C-2")

    office.open("zin", person, verleend_op="1950-01-01")


def test_in_a_household_the_eldest_counts_and_only_where_all_are_known(office: Office, tmp_path: Path):
    office.under(a_catalogue(tmp_path, HOUSEHOLD))
    office.household("H-1", "p1", office.client("C-2", born="2015-03-02"))
    office.household("H-2", office.client("C-3", born="2015-03-02"), office.client("C-4"))

    key = office.open("zin", "h1", verleend_op="1990-05-01")
    with pytest.raises(Refused, match="before the birth of anyone in the household"):
        office.fact(key, "verleend_op", "1990-04-30")
    office.open("zin", "h2", verleend_op="1990-04-30")


def test_another_day_for_a_fact_is_no_other_value(office: Office):
    """`correct --on` asks nothing anew: what was said to be right stays so."""
    at_opening(office, "geldig", "2039-01-08", True)
    office.clock.noon(date(2024, 1, 15))

    office.correct("t1", 2, on=date(2024, 1, 9))

    assert "2039-01-08" == last_value(office, "geldig")


# what was published before


class AsBefore(Catalogue):
    """The definitions as they were published before facts had sense: one version lower, and nothing said of it."""

    def of_base(self, base: DefinitionFile) -> Workflow:
        return unsaid(super().of_base(base))

    def of_variant(self, base: DefinitionFile, file: DefinitionFile, index: int) -> Workflow:
        return unsaid(super().of_variant(base, file, index))


def unsaid(workflow: Workflow) -> Workflow:
    facts = {name: spec.model_copy(update=dict.fromkeys(SENSE)) for name, spec in workflow.facts.items()}
    is_older = facts != workflow.facts
    return workflow.model_copy(update={"facts": facts, "version": workflow.version - is_older})


@cache
def as_before() -> Catalogue:
    return AsBefore.load(builtin_folder())


@pytest.fixture
def old(database_url: str, clock: Clock) -> Iterator[Office]:
    """An office on the texts of the release before; p1 was born on 1 May 1990."""
    office = Office(database_url, clock).under(as_before())
    office.client("C-1", born="1990-05-01")
    yield office
    office.app.store.close()


@pytest.mark.parametrize("text", sorted(BEFORE.iterdir()), ids=lambda path: path.stem)
def test_texts_published_before_are_the_same_to_the_byte(text: Path):
    """Also when they are read and written again: what is not said is left out."""
    published, stored = json.loads(PUBLISHED.read_text(encoding="utf-8")), text.read_text(encoding="utf-8")
    workflow = from_text(stored)

    assert stored == canonical(workflow)
    name = f"{workflow.workflow} {workflow.version} {workflow.variant}"
    assert published[name] == hashlib.sha256(stored.encode()).hexdigest()


def test_a_text_of_before_takes_a_day_ahead_and_asks_beyond_ten_years(old: Office):
    key = old.open("gezinshereniging", "p1", vergunning_verleend_op="2034-01-08")

    with pytest.raises(Refused, match=r"2034-01-09 is unlikely: that is after 2034-01-08.*--sure"):
        old.fact(key, "vergunning_verleend_op", "2034-01-09")
    with old.write() as uow:
        old.casework.set_fact(uow, ask.SetFact(key, "vergunning_verleend_op", "2062-01-20", MON_8, sure=True), old.by)

    assert builtin("gezinshereniging").workflow.version - 1 == old.dossier(key).trajectory.workflow_version
    assert "2062-01-20" == last_value(old, "vergunning_verleend_op")


def test_what_a_stage_starts_takes_over_what_stands_and_nobody_is_asked(old: Office):
    """It was judged where it was typed in. Under an old text that may be a day that a new one refuses; doctor tells."""
    facts: dict[str, Any] = {"inburgeringsplichtig_op": "2021-05-03", "ingeschreven_brp_op": "2024-03-01"}
    key = old.open("inburgering", "p1", **facts)
    new = old.under(Catalogue.load(builtin_folder()))

    done = new.advance(key, "start_inburgering")

    started = new.dossier(done.started[0].trajectory).trajectory
    version = builtin("participatieverklaring").workflow.version
    assert ("participatieverklaring", version) == (started.workflow, started.workflow_version)
    assert "2024-03-01" == started.fact("ingeschreven_brp_op")
    impossible = [("t1", "ingeschreven_brp_op", 3, True), ("t2", "ingeschreven_brp_op", 3, True)]
    assert impossible == doubtful(new)
    new.clock.noon(date(2024, 3, 1))
    assert [] == doubtful(new), "now it has happened"


def doubtful(office: Office) -> list[tuple[Any, ...]]:
    with office.read() as uow:
        calendar = office.app.dossiers.calendar(uow)
        return [tuple(each) for each in doubtful_facts(uow, office.app.dossiers, office.by.today, calendar, [])]


def test_what_stands_recorded_against_sense_is_listed(old: Office):
    """By the shared list, as the old text says nothing. What is only unlikely too, as nobody was asked."""
    born = old.open("gezinshereniging", "p1", vergunning_verleend_op="1989-01-02")
    old.fact(born, "herstel_verzuim_uiterlijk", "2027-01-08")
    old.fact(born, "beslissing_op", "2024-01-09")
    stays = old.open("verblijf", "p1", geldig_tot="2028-01-08", ingang_op="2026-01-09")

    expected = [
        (born, "vergunning_verleend_op", 2, False),
        (born, "herstel_verzuim_uiterlijk", 3, False),
        (born, "beslissing_op", 4, True),
        (stays, "ingang_op", 3, False),
    ]
    assert expected == doubtful(old)

    old.correct(born, 4, value="2024-01-08")
    old.close(stays, "gestopt")
    assert expected[:2] == doubtful(old)


def test_what_was_said_to_be_right_is_not_listed_again(office: Office):
    """A private date is judged as it is kept apart, and never named."""
    at_opening(office, "gezien_op", "1990-04-30", True)
    assert [] == doubtful(office)


def test_a_private_date_is_judged_too(office: Office):
    at_opening(office, "gezien_op", "2024-01-08", False)
    office.clock.noon(date(2024, 1, 5))  # the clock ran ahead that day

    assert [("t1", "gezien_op", 2, True)] == doubtful(office)


def test_a_refusal_writes_nothing(office: Office):
    before = office.rows("select count(*) from event") + office.rows("select count(*) from private")

    with pytest.raises(CaseworkError):
        at_opening(office, "gezien_op", "2024-01-09", False)

    assert before == office.rows("select count(*) from event") + office.rows("select count(*) from private")
