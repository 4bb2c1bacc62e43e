"""A coordinator takes over a family from another office: what every command says of it, in two languages."""

import pytest

from tests.stories.desk import Desk


@pytest.fixture
def family(desk: Desk) -> Desk:
    """On Monday 5 March 2018 H1 comes from elsewhere, in coaching since 8 January, linked on 2 October 2017."""
    desk.on("2018-01-02").household("H1", C1="1990-05-01", C2="2015-05-01")
    desk.on("2018-03-05")
    return desk


def opened(desk: Desk, *words: str):
    return desk.run(
        *("open", "vestiging", "H1", "--municipality", "westland", "--at", "coaching_vestiging"),
        *("--since", "2018-01-08", "--passed", "koppeling=2-10-2017", *words),
    )


def test_it_is_opened_where_it_stands_and_what_is_missing_is_said(family: Desk):
    told = opened(family, "--start", "verblijf")

    assert "t1 vestiging (westland-2017) was taken over for H1: 'Housing', since 2018-01-08." in told.out
    assert "opened beside it: t2 verblijf (C1)" in told.err
    assert "gezinshereniging was not opened with the taking over" in told.err
    assert "still to be asked: Settled in the municipality on – traject fact set t1 gevestigd_op" in told.err


def test_show_history_figures_and_pictures_tell_it_from_one_walked(family: Desk):
    opened(family)
    family.household("H2", C3="1991-01-01")
    family.ask("open", "vestiging", "H2", "--municipality", "westland")
    page = " ".join(family.run("show", "t1").out.split())
    dutch = " ".join(family.run("show", "t1", "--lang", "nl").out.split())
    shown = family.ask("show", "t1")["trajectories"][0]

    assert "taken over recorded on 2018-03-05, in 'Housing' since 2018-01-08; what came before was not" in page
    assert "overgenomen op 2018-03-05 vastgelegd" in dutch
    assert "inburgering (niet geopend bij het overnemen; neem het over of open het)" in dutch
    assert [True, True] == [each["elsewhere"] for each in shown["path"]]
    assert {"stage": "coaching_vestiging", "since": "2018-01-08"}.items() <= shown["taken_over"].items()
    assert family.ask("show", "H2")["trajectories"][0]["taken_over"] is None
    assert "overgenomen: " in family.run("history", "t1", "--lang", "nl").out
    assert "TakenOver" == family.ask("history", "t1")[0]["type"]
    figures = family.ask("board")
    assert (2, {"vestiging": 1}) == (figures["started"]["vestiging"], figures["taken_over"])
    assert "Ever taken over midway: 1" in family.run("board").out
    assert "elsewhere" in family.run("show", "t1", "--diagram", "timeline").out
    assert "↦" in family.run("show", "t1", "--diagram", "mermaid").out
    assert "↦" not in family.run("show", "H2", "--diagram", "mermaid").out
    assert "taken over, 2018-03-05" in family.run("why", "t1/coaching_einde").out
    assert family.ask("replay", "t1")["equals_projection"]
    assert 0 == family.run("audit", "verify").code


def test_a_loose_end_is_one_until_there_is_one_of_its_kind(family: Desk):
    opened(family)
    family.ask("open", "inburgering", "C1", "--municipality", "westland", "--at", "intake", "--since", "2018-01-08")

    ends = family.ask("show", "t1")["trajectories"][0]["loose_ends"]
    assert ["verblijf", "gezinshereniging"] == [each["workflow"] for each in ends]


def test_a_loose_end_stays_for_whoever_has_none_of_its_kind(desk: Desk):
    """Two parents and a child of ten: one parent's integration is taken over, and the other's is not forgotten."""
    desk.on("2018-01-02").household("H1", C1="1990-05-01", C2="1991-05-01", C3="2008-01-01")
    desk.on("2018-03-05")
    opened(desk)

    def integration() -> list[str]:
        ends = desk.ask("show", "t1")["trajectories"][0]["loose_ends"]
        return [each["what"] for each in ends if each["workflow"] == "inburgering"]

    words = ("--municipality", "westland", "--at", "intake", "--since", "2018-01-08")
    assert [""] == integration()
    desk.ask("open", "inburgering", "C1", *words)
    assert ["C2"] == integration()
    assert "inburgering: C2 (niet geopend" in " ".join(desk.run("show", "t1", "--lang", "nl").out.split())
    desk.ask("open", "inburgering", "C2", *words)
    assert [] == integration(), "who must go to school has none"


def test_options_that_do_not_go_together_are_refused(family: Desk):
    without = family.run("open", "vestiging", "H1", "--municipality", "westland", "--at", "coaching_vestiging")
    loose = family.run("open", "vestiging", "H1", "--municipality", "westland", "--since", "2018-01-08")
    wrong = opened(family, "--passed", "koppeling")

    assert [2, 2, 2] == [each.code for each in (without, loose, wrong)]
    assert "--since" in without.err
    assert "go with --at" in loose.err
    assert "is no STAGE=DATE" in wrong.err


def test_by_which_edition_it_goes_on_is_said_where_nobody_told_when_it_began(family: Desk):
    """Westland agreed something else from 2018 on; before that day who came fell under the agreement of 2017."""
    words = ("open", "vestiging", "H1", "--municipality", "westland", "--at", "coaching_vestiging", "--since")
    told = family.run(*words, "2018-01-08", "--intake", "2017-10-02")
    family.ask("correct", "t1", "1", "--void", "--reason", "proef")
    untold = family.run(*words, "2018-01-08", "--lang", "nl")

    assert ("westland-2017" in told.out, "when it began" in told.err) == (True, False)
    assert "t2 volgt westland-2018, zoals dat geldt bij een intake op 2018-01-08" in untold.err


def test_what_it_would_have_given_to_another_case_is_work_until_it_is_there(family: Desk):
    """A reunion taken over at the granted visa would have had the family's own case look at the child budget."""
    opened(family)
    told = family.run(
        *("open", "gezinshereniging", "C1", "--municipality", "westland", "--at", "mvv_verleend"),
        *("--since", "2018-02-26", "--lang", "nl"),
    )

    def ends() -> list[str]:
        found = family.ask("show", "t2")["trajectories"][0]["loose_ends"]
        return [each["what"] for each in found if each["problem"] == "not_given"]

    assert ["kindgebonden_budget_uitleg", "kindgebonden_budget"] == ends()
    assert "kindgebonden_budget werd bij het overnemen niet aan vestiging doorgegeven" in told.err
    page = " ".join(family.run("show", "t2").out.split())
    assert "vestiging: kindgebonden_budget (not passed on with the taking over; see whether" in page
    family.ask("task", "done", "t1", "kindgebonden_budget", "--on", "2018-03-01")
    assert ["kindgebonden_budget_uitleg"] == ends()


def test_what_nobody_told_and_a_term_may_run_by_is_listed_until_it_is_recorded(family: Desk):
    told = opened(family)

    def needs() -> list[str]:
        return [
            name
            for each in family.ask("show", "t1")["trajectories"][0]["taken_over"]["not_told"]
            for name in (*each["facts"], *each["tasks"])
        ]

    assert {"cak_boete_op", "uitkering_aangevraagd_op", "kindgebonden_budget"} <= {*needs()}
    assert (
        "nothing was told on taking over of Refusal of income support made known on; the term 'Object to the"
        in told.err
    )
    page = " ".join(family.run("show", "t1", "--lang", "nl").out.split())
    assert "bij het overnemen is niets verteld van " in page
    assert ", en daar kan een termijn van lopen; leg vast wat er was" in page
    family.ask("fact", "set", "t1", "uitkering_aangevraagd_op", "2018-02-05")
    assert "uitkering_aangevraagd_op" not in needs()


def test_every_picture_and_the_list_of_cases_tell_it_from_one_walked(family: Desk):
    """The list of cases said nothing; figures of a workflow of which nothing runs any more neither."""
    opened(family)
    family.household("H2", C3="1991-01-01")
    family.ask("open", "vestiging", "H2", "--municipality", "westland")

    words = ("caseload", "--municipality", "westland")
    cases = {each["trajectory"]: each for each in family.ask(*words)["cases"] if each["workflow"] == "vestiging"}
    walked = next(key for key in cases if key != "t1")
    pages = [" ".join(family.run(*words, "--lang", lang).out.split()) for lang in ("nl", "en")]

    assert [True, False] == [cases[key]["taken_over"] for key in ("t1", walked)]
    assert [1, 1] == [pages[0].count("overgenomen"), pages[1].count("taken over")]
    assert ["↦" in family.run("show", key, "--diagram", "dot").out for key in ("t1", "H2")] == [True, False]
    assert ["elsewhere" in family.run("show", key, "--diagram", "timeline").out for key in ("t1", "H2")] == [
        True,
        False,
    ]
    family.ask("close", "t1", "--outcome", "verhuisd", "--reason", "weg")
    family.ask("close", walked, "--outcome", "verhuisd", "--reason", "weg")
    assert "Ever taken over midway" in family.run("board").out
