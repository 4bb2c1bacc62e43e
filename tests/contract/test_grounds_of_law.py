"""Terms of law stand still and become longer only as an article says: which ground, how long, how often, from when.

What was recorded before that was asked goes on counting, and doctor lists it with the day that would hold without.
"""

from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import Any

import pytest

from scheduler.health.without_ground import WithoutGround, terms_without_ground
from tests.apps import an_app
from tests.builders import NO_MAIL, Clock
from tests.contract.history_by_hand import publish
from tests.contract.test_facts_have_sense import Office
from trajectories.history import events as ev
from trajectories.migration.plan import Pair, Wish
from trajectories.migration.plan_file import draft
from trajectories.service.migrate import migrate
from trajectories.settings import Settings
from workflows.catalogue.catalogue import Catalogue, builtin_folder
from workflows.catalogue.resolve import Resolved
from workflows.errors import Refused
from workflows.format.files import DefinitionFile
from workflows.language.deadlines import DeadlineRule
from workflows.language.workflow import Workflow
from workflows.machine.state_machine import Compiled

SAYS_NOTHING: dict[str, Any] = {"suspend": None, "extend": None}


class BeforeGrounds(Catalogue):
    """The definitions as they were when terms of law could stand still for any reason: one version lower."""

    def of_base(self, base: DefinitionFile) -> Workflow:
        now = super().of_base(base)
        rules = {name: _said_nothing(rule) for name, rule in now.deadlines.items()}
        return now.model_copy(update={"deadlines": rules, "version": now.version - 1})


def _said_nothing(rule: DeadlineRule) -> DeadlineRule:
    versions = tuple(each.model_copy(update=SAYS_NOTHING) for each in rule.versions)
    return rule.model_copy(update={**SAYS_NOTHING, "versions": versions, "suspendable": True})


PUBLISHED = ("gezinshereniging", "inburgering", "naturalisatie", "verblijf")


@cache
def today() -> Catalogue:
    return Catalogue.load(builtin_folder())


@cache
def before() -> Catalogue:
    return BeforeGrounds.load(builtin_folder())


class LawOffice(Office):
    """With the definitions that these stories are about, each read once."""

    def under(self, catalogue: Catalogue) -> "LawOffice":
        self.app = an_app(Settings(self.url, "Beheer", "en", None, NO_MAIL), lambda _: catalogue, self.clock)
        with self.write() as uow:
            for resolved in _resolved(catalogue):
                publish(uow, resolved, self.stamp)
        return self


@cache
def _resolved(catalogue: Catalogue) -> list[Resolved]:
    return [catalogue.resolve(name, "any", date(2025, 1, 1)) for name in PUBLISHED]


@pytest.fixture
def office(database_url: str, clock: Clock) -> Iterator[Office]:
    """An office on the definitions of today; p1 was born on 1 May 1990."""
    office = LawOffice(database_url, clock).under(today())
    office.client("C-1", born="1990-05-01")
    yield office
    office.app.store.close()


@pytest.fixture
def old(database_url: str, clock: Clock) -> Iterator[Office]:
    """An office on the texts of before."""
    office = LawOffice(database_url, clock).under(before())
    office.client("C-1", born="1990-05-01")
    yield office
    office.app.store.close()


def on(office: Office, day: str) -> Office:
    office.clock.noon(date.fromisoformat(day))
    return office


def waiting_for_ind(office: Office, received: str = "2025-03-27") -> str:
    """Ninety days from Thu 27 March 2025 end on Wed 25 June; nine months from 28 March on Sun 28 December."""
    on(office, received)
    key = office.open("gezinshereniging", "p1", vergunning_verleend_op=received)
    office.advance(key, "rond_intake_af", aanvragen=True)
    office.advance(key, "dien_aanvraag_in", aanvraag_ontvangen_op=received)
    return key


def objecting(office: Office) -> str:
    """Rejected on Mon 14 August 2017; to object until 11 September; decided by 22 January 2018."""
    key = waiting_for_ind(office, "2017-07-03")
    on(office, "2017-08-14").advance(key, "wijs_af", afwijzing_bekend_op="2017-08-14")
    on(office, "2017-09-04").advance(key, "maak_bezwaar")
    on(office, "2018-01-15")
    return key


def due(office: Office, key: str, rule: str) -> date | None:
    return next(each.due_on for each in office.dossier(key).deadlines if each.name == rule)


# refused from now on, under every version


def test_waiting_for_the_lawyer_is_no_ground(office: Office):
    key = waiting_for_ind(office)
    on(office, "2025-04-01")

    with pytest.raises(
        Refused, match=r"only on one of these grounds: .*buitenland.*art\. 4:15.*'waiting for the lawy"
    ) as no:
        office.suspend(key, "ind_beslist", until=date(2025, 6, 1), ground="waiting for the lawyer")

    assert "(lid 1 b)" in no.value.say("nl")
    assert date(2025, 6, 25) == due(office, key, "ind_beslist")


@pytest.mark.parametrize("rule", ["ind_beslist", "maandronde"])
def test_a_text_of_before_takes_no_reason_for_a_term_of_law(old: Office, rule: str):
    """It says which version knows a ground, and which. A term of our own takes any reason still."""
    key = waiting_for_ind(old)
    new = on(old, "2025-04-01").under(today())
    version = new.dossier(key).trajectory.workflow_version

    if rule == "maandronde":
        new.suspend(key, rule, ground="waiting for the lawyer")
        return
    with pytest.raises(Refused, match=rf"version {version} names no ground .*version {version + 1} does: .*4:15") as no:
        new.suspend(key, rule, ground="waiting for the lawyer")
    with pytest.raises(Refused, match=r"version \d does: ‘Prolonged by the IND’ \(3 months at most and once"):
        new.extend(key, rule, by="3 months", ground="letter")
    assert f"versie {version + 1} wel" in no.value.say("nl")


def test_where_the_law_has_none_the_newest_version_says_so(old: Office):
    """Objecting is the client's own term: it never stands still."""
    key = waiting_for_ind(old)
    on(old, "2025-04-07").advance(key, "wijs_af", afwijzing_bekend_op="2025-04-07")
    new = on(old, "2025-04-08").under(today())

    with pytest.raises(Refused, match="none was found in the law"):
        new.suspend(key, "bezwaar_maken", ground="holiday")
    with pytest.raises(Refused, match="none was found in the law"):
        new.extend(key, "bezwaar_maken", by="1 week", ground="holiday")


# what was recorded before


def test_what_was_recorded_counts_on_and_is_listed_with_the_day_without_it(old: Office):
    """Thirty days in April 2025 and ten weeks more: listed; nothing of it changes the day."""
    key = waiting_for_ind(old)
    on(old, "2025-06-02")
    occurrence = old.occurrence(key, "ind_beslist")
    recorded(old, key, ev.DeadlineSuspended("ind_beslist", occurrence, "2025-04-30"), "2025-04-01")
    recorded(old, key, ev.DeadlineExtended("ind_beslist", occurrence, "10 weeks"), "2025-06-02")
    old.rebuild()
    counted = due(old, key, "ind_beslist")

    new = old.under(today())

    assert date(2025, 10, 3) == counted == due(new, key, "ind_beslist")
    assert [WithoutGround(f"{key}/ind_beslist#{occurrence}", 2, counted, date(2025, 6, 25))] == listed(new)

    moved(new, key)
    assert counted == due(new, key, "ind_beslist")
    assert [2] == [each.decisions for each in listed(new)]
    new.suspend(key, "ind_beslist", until=date(2025, 6, 3), ground="overmacht")
    assert [2] == [each.decisions for each in listed(new)]


def moved(office: Office, key: str) -> None:
    """Taken over to the newest version; every name stays."""
    written = office.dossier(key)
    resolved = office.casework.catalogue().resolve("gezinshereniging", "any", date(2025, 3, 27))
    plan = draft([Pair(written.compiled, Compiled(resolved.workflow, resolved.hash))])
    with office.write() as uow:
        wish = Wish(plan, office.by.today, office.clock(), "none")
        migrate(office.casework, uow, key, written.compiled.hash, resolved, wish, office.by)


def recorded(office: Office, key: str, event: ev.Event, day: str) -> None:
    """As it was written before grounds were asked."""
    definition = office.dossier(key).compiled.hash
    with office.write() as uow:
        uow.append(key, [(event, date.fromisoformat(day))], office.stamp._replace(definition=definition))


def listed(office: Office) -> list[WithoutGround]:
    with office.read() as uow:
        return terms_without_ground(uow, office.app.dossiers, [])


def test_what_has_a_ground_is_not_listed(office: Office):
    key = waiting_for_ind(office)
    on(office, "2025-04-01").suspend(key, "ind_beslist", until=date(2025, 4, 30), ground="buitenland")
    on(office, "2025-06-16").extend(key, "ind_beslist", by="3 months", ground="ind_verlengt")

    assert [] == listed(office)


# how long, how often, in all


def test_three_months_by_the_ind_come_once(office: Office):
    key = waiting_for_ind(office)
    on(office, "2025-06-16").extend(key, "ind_beslist", by="1 month", ground="ind_verlengt")

    with pytest.raises(Refused, match=r"once.*art\. 2u lid 1"):
        office.extend(key, "ind_beslist", by="1 month", ground="ind_verlengt")


def test_thirteen_weeks_for_third_parties_are_beside_the_six_and_no_more(office: Office):
    """Fourteen weeks are refused; so is a day on top of six and seven; so are six weeks twice."""
    key = objecting(office)
    with pytest.raises(Refused, match=r"13 weeks longer at most .* so until 2018-04-23 \(.*art\. 76 lid 2\)"):
        office.extend(key, "besluit_bezwaar", by="14 weeks", ground="derden")
    office.extend(key, "besluit_bezwaar", by="6 weeks", ground="derden")
    office.extend(key, "besluit_bezwaar", ground="zes_weken")
    office.extend(key, "besluit_bezwaar", by="7 weeks", ground="derden")

    assert date(2018, 6, 4) == due(office, key, "besluit_bezwaar")
    with pytest.raises(Refused, match="13 weeks longer at most"):
        office.extend(key, "besluit_bezwaar", by="1 day", ground="derden")
    with pytest.raises(Refused, match=r"once.*art\. 7:10"):
        office.extend(key, "besluit_bezwaar", by="1 week", ground="zes_weken")


def test_a_request_for_the_nationality_is_held_over_twice(office: Office):
    on(office, "2023-02-13")
    key = office.open("naturalisatie", "p1")
    office.advance(key, "start_check", toelating_sinds="2018-01-15")
    office.task(key, "jaren_nagaan")
    office.task(key, "inburgering_nagaan")
    office.advance(key, "dien_verzoek_in", verzoek_op="2023-02-13", leges_betaald_op="2023-02-13")
    on(office, "2024-02-05")
    office.extend(key, "besluit_verzoek", ground="aangehouden")
    office.extend(key, "besluit_verzoek", ground="aangehouden")

    assert date(2025, 2, 13) == due(office, key, "besluit_verzoek")
    with pytest.raises(Refused, match=r"2 times.*art\. 9 lid 4"):
        office.extend(key, "besluit_verzoek", ground="aangehouden")


def test_three_grounds_share_their_nine_months(office: Office):
    """Complex facts take them all, so that nothing is left for many applications; what was once recorded counts too."""
    key = permanent(office)
    office.extend(key, "onbepaalde_tijd_besluit", by="8 months", ground="complex")

    with pytest.raises(Refused, match="9 months longer at most"):
        office.extend(key, "onbepaalde_tijd_besluit", by="2 months", ground="toeloop")
    office.extend(key, "onbepaalde_tijd_besluit", by="1 month", ground="aan_vreemdeling")
    office.extend(key, "onbepaalde_tijd_besluit", ground="drie_maanden")
    assert date(2020, 8, 18) == due(office, key, "onbepaalde_tijd_besluit")


def test_nine_months_recorded_before_the_grounds_were_told_apart_use_them_up(office: Office):
    key = permanent(office)
    occurrence = office.occurrence(key, "onbepaalde_tijd_besluit")
    recorded(office, key, ev.DeadlineExtended("onbepaalde_tijd_besluit", occurrence, "9 months", "", "negen_maanden"),
             "2019-08-12")  # fmt: skip
    office.rebuild()

    with pytest.raises(Refused, match="9 months longer at most"):
        office.extend(key, "onbepaalde_tijd_besluit", by="1 month", ground="complex")


def permanent(office: Office) -> str:
    on(office, "2019-02-18")
    key = office.open("verblijf", "p1", geldig_tot="2019-03-15")
    office.advance(key, "vraag_verlenging_aan", onbepaalde_tijd=True, aanvraag_ontvangen_op="2019-02-18")
    on(office, "2019-08-12")
    return key


def test_an_mvv_is_never_prolonged_and_its_collection_once(office: Office):
    key = waiting_for_ind(office, "2018-02-05")
    on(office, "2018-04-16").advance(key, "willig_in", beslissing_op="2018-04-14")
    on(office, "2018-06-04")
    with pytest.raises(Refused, match="Embassy closed or absent"):
        office.extend(key, "mvv_ophalen", by="1 month", ground="no money for the journey")
    office.extend(key, "mvv_ophalen", by="1 month", ground="ambassade")
    with pytest.raises(Refused, match=r"once.*art\. 2r lid 1"):
        office.extend(key, "mvv_ophalen", by="1 month", ground="ambassade")
    office.advance(key, "haal_mvv_op", mvv_afgegeven_op="2018-06-04")

    with pytest.raises(Refused, match="no ground for it"):
        office.extend(key, "inreizen", by="1 day", ground="ambassade")


# from when


@pytest.mark.parametrize("ground", ["omstandigheid", "b1"])
def test_duo_extends_not_earlier_than_six_months_before_the_end(office: Office, ground: str):
    """The PIP of Mon 9 May 2022 gives until Fri 9 May 2025: from Sat 9 November 2024 on."""
    key = integrating(office)
    on(office, "2024-11-08")

    with pytest.raises(Refused, match=r"not earlier than 6 months before that, so from 2024-11-09 on") as no:
        office.extend(key, "inburgering_2021_einde", until=date(2025, 11, 9), ground=ground)
    assert "niet eerder dan 6 maanden daarvoor" in no.value.say("nl")

    on(office, "2024-11-09").extend(key, "inburgering_2021_einde", until=date(2025, 11, 9), ground=ground)
    with pytest.raises(Refused, match=r"so from 2025-05-09 on"):
        office.extend(key, "inburgering_2021_einde", until=date(2026, 1, 9), ground="omstandigheid")


def test_an_extension_cannot_be_dated_before_its_window(office: Office):
    """Mending the day of what was recorded asks the same."""
    key = integrating(office)
    done = on(office, "2024-11-11").extend(
        key, "inburgering_2021_einde", until=date(2025, 11, 9), ground="omstandigheid"
    )

    with pytest.raises(Refused, match=r"so from 2024-11-09 on"):
        office.correct(key, done.trajectory.version, on=date(2024, 11, 8))
    office.correct(key, done.trajectory.version, on=date(2024, 11, 9))


def integrating(office: Office) -> str:
    on(office, "2022-05-09")
    key = office.open("inburgering", "p1", inburgeringsplichtig_op="2022-02-14", ingeschreven_brp_op="2022-02-14")
    office.advance(key, "start_inburgering", kennisgeving_duo_op="2022-02-28")
    office.advance(key, "stel_pip_vast", pip_op="2022-05-09")
    return key


def test_great_effort_gives_no_more_after_a_fine(office: Office):
    key = integrating(office)
    on(office, "2025-07-15").advance(key, "boete_opgelegd", boete_op="2025-07-14", nieuwe_termijn_maanden=6)
    on(office, "2025-08-01")

    with pytest.raises(Refused, match="one of these grounds: omstandigheid"):
        office.extend(key, "termijn_na_boete", by="6 months", ground="b1")
    office.extend(key, "termijn_na_boete", by="6 months", ground="omstandigheid")
    assert date(2026, 7, 14) == due(office, key, "termijn_na_boete")


# what begins by itself


def test_what_begins_by_itself_is_recorded_and_not_decided(office: Office):
    key = waiting_for_ind(office)
    on(office, "2025-04-01")

    with pytest.raises(Refused, match="begins by itself: record 'Request to be completed'"):
        office.suspend(key, "ind_beslist", ground="aanvullen")
    office.advance(key, "vraag_herstel", herstel_verzuim_uiterlijk="2025-04-30")
    on(office, "2025-04-11").advance(key, "vul_aan")

    assert date(2025, 7, 4) == due(office, key, "ind_beslist")  # 2 to 10 April: nine days
    office.correct(key, office.dossier(key).trajectory.version, on=date(2025, 4, 8))
    assert date(2025, 7, 1) == due(office, key, "ind_beslist")  # complete three days earlier
