"""Two clients a day apart, on either side of a change of the law: another term, and `why` names the article."""

from typing import Any

from tests.stories.desk import Desk


def opened(desk: Desk, workflow: str, ref: str, **facts: str) -> str:
    """A trajectory in the national form."""
    desk.ask("client", "add", "--ref", ref, "--born", "1990-01-01")
    given = [word for name, value in facts.items() for word in ("--fact", f"{name}={value}")]
    return str(desk.ask("open", workflow, ref, "--municipality", "any", *given)["trajectory"])


def decided(why: Any) -> tuple[str, ...]:
    """The day, the rule, the article in the text that was read, and how sure we are of it."""
    return tuple(str(why[key]) for key in ("due_on", "register", "source", "text_of", "certainty"))


def test_the_decision_on_nareis_takes_ninety_days_or_nine_months(desk: Desk):
    """Received on Thu 27 or Fri 28 March 2025.

    Four days of March, thirty of April, thirty-one of May and twenty-five of June: Wed 25 June. Nine months from the
    28th is Sun 28 December, which the Algemene termijnenwet leaves where it is.
    """
    desk.on("2025-03-28")
    before, after = (opened(desk, "gezinshereniging", ref, vergunning_verleend_op="2025-03-03") for ref in ("C1", "C2"))
    for key, received in ((before, "2025-03-27"), (after, "2025-03-28")):
        desk.advance(key, "rond_intake_af", "--fact", "aanvragen=yes")
        desk.advance(key, "dien_aanvraag_in", "--fact", f"aanvraag_ontvangen_op={received}")

    old, new = (desk.ask("why", f"{key}/ind_beslist") for key in (before, after))

    assert ("2025-06-25", "N2", "Vreemdelingenwet 2000 art. 2u lid 1", "2024-07-25", "law") == decided(old)
    assert ("2025-12-28", "N2b", "Vreemdelingenwet 2000 art. 2u lid 4", "2025-03-28", "law") == decided(new)
    assert all("working assumption" in why["note"] for why in (old, new))


def test_integration_ends_by_the_law_of_2013_or_that_of_2021(desk: Desk):
    """Obliged on Fri 31 December 2021: three years with that day. A day later: from the PIP, to Sun 1 June 2025."""
    desk.on("2022-06-01")
    before = opened(desk, "inburgering", "C1", inburgeringsplichtig_op="2021-12-31")
    after = opened(desk, "inburgering", "C2", inburgeringsplichtig_op="2022-01-01")

    assert "wi2013" == desk.advance(before, "start_inburgering")
    assert "brede_intake" == desk.advance(after, "start_inburgering")
    assert "wi2021" == desk.advance(after, "stel_pip_vast", "--fact", "pip_op=2022-06-01")
    old = desk.ask("why", f"{before}/inburgering_einde")
    new = desk.ask("why", f"{after}/inburgering_2021_einde")

    assert ("2024-12-30", "I1", "Wet inburgering art. 7b", "2018-07-28", "unverified") == decided(old)
    assert "Otherwise it is a day later" in old["note"]
    assert ("2025-06-01", "J3", "Wet inburgering 2021 art. 11", "2025-10-21", "law") == decided(new)
    crossed = [desk.run("why", f"{after}/inburgering_einde"), desk.run("why", f"{before}/inburgering_2021_einde")]
    assert [5, 5] == [ran.code for ran in crossed]


def test_an_appeal_against_an_asylum_decision_takes_four_weeks_or_two(desk: Desk):
    """Made known on Thu 11 June 2026: Thu 9 July. On Fri 12 June: Fri 26 June. Nobody found the transitional law."""
    desk.on("2026-03-02")
    before, after = (opened(desk, "herhaalde_asielaanvraag", ref) for ref in ("C1", "C2"))
    for key in (before, after):
        desk.advance(key, "start_analyse")
        desk.tasks(key, "vluchtverhaal_analyse")
        desk.advance(key, "rond_analyse_af", "--fact", "nova=yes")
        desk.tasks(key, "advocaat")
        desk.advance(key, "dien_aanvraag_in")
    for key, day in ((before, "2026-06-11"), (after, "2026-06-12")):
        desk.on(day).advance(key, "wijs_af", "--fact", f"afwijzing_bekend_op={day}", "--fact", "een_week=no")

    old, new = (desk.ask("why", f"{key}/beroep_instellen") for key in (before, after))
    said = desk.run("why", f"{after}/beroep_instellen").out

    assert ("2026-07-09", "N10", "Vreemdelingenwet 2000 art. 69 lid 1 (oud)", "2026-02-28", "law") == decided(old)
    assert ("2026-06-26", "N10", "Vreemdelingenwet 2000 art. 69 lid 2 onder b", "2026-06-12", "law") == decided(new)
    assert all("No transitional law was found" in why["note"] for why in (old, new))
    assert "art. 69 lid 2 onder b (text of" in said
    assert "No transitional law was found" in said


def test_a_grant_of_subsidiary_protection_can_be_appealed_from_12_june_2026_on(desk: Desk):
    """Made known on Fri 12 June 2026: Fri 26 June. A day earlier there was no such appeal."""
    desk.on("2026-06-12")
    facts = {"alleen_subsidiair": "yes"}
    before = opened(desk, "verblijf", "C1", vergunning_bekend_op="2026-06-11", **facts)
    after = opened(desk, "verblijf", "C2", vergunning_bekend_op="2026-06-12", **facts)

    none, why = desk.run("why", f"{before}/beroep_status"), desk.ask("why", f"{after}/beroep_status")

    assert 5 == none.code
    assert ("2026-06-26", "N10", "Vreemdelingenwet 2000 art. 69 lid 2 onder b, 1°", "2026-06-12", "law") == decided(why)


def test_the_participation_statement_has_a_year_of_its_own_from_october_2017_until_2021(desk: Desk):
    """Obliged and registered on Sun 1 October 2017: a year on is Mon 1 October 2018. Before and after, no year."""
    desk.on("2022-01-03")
    days = ("2017-09-30", "2017-10-01", "2021-12-31", "2022-01-01")
    keys = [
        opened(desk, "participatieverklaring", f"C{day}", inburgeringsplichtig_op=day, ingeschreven_brp_op=day)
        for day in days
    ]

    asked = [desk.run("why", f"{key}/pvt_jaar", "--json") for key in keys]

    assert [5, 0, 0, 5] == [ran.code for ran in asked]
    assert ["2018-09-30", "2022-12-30"] == [ran.json["due_on"] for ran in asked[1:3]]
    assert "Wet inburgering art. 7a" == asked[1].json["source"]
