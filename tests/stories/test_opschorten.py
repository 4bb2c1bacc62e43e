"""A term that stands still: on which ground, more than once, through a rung; and the ledger that tells it."""

from typing import Any

from tests.stories.desk import Desk
from tests.stories.test_verlengen import waiting_for_ind


def shown(desk: Desk, deadline: str, *words: str) -> dict[str, Any]:
    found: dict[str, Any] = desk.ask("show", deadline, *words)
    return found


def test_a_decision_stands_still_while_a_foreign_authority_is_asked(desk: Desk):
    """Tuesday 1 April up to Wednesday 30 April 2025: thirty days, so from Wed 25 June to Fri 25 July."""
    deadline = waiting_for_ind(desk, "2025-03-27")
    desk.on("2025-04-01")

    other = desk.run("suspend", deadline, "--ground", "holiday")
    desk.ask("suspend", deadline, "--ground", "buitenland", "--reason", "DNA")
    open_end = shown(desk.on("2025-04-10"), deadline)
    desk.on("2025-05-01").ask("resume", deadline, "--ground", "result")
    resumed = shown(desk, deadline)

    assert 4 == other.code
    assert "buitenland ‘Asked of a foreign authority (lid 1 b)’ (Algemene wet bestuursrecht art. 4:15)" in " ".join(
        other.err.split()
    )
    assert ("suspended", "2025-06-25", 4, 10) == tuple(
        open_end[each] for each in ("status", "due_on", "used_days", "suspended_days")
    )
    [still] = resumed["suspended"]
    assert ("2025-04-01", "2025-04-30", 30, "buitenland", "DNA") == tuple(
        still[each] for each in ("from", "until", "days", "ground", "reason")
    )
    assert ("open", "2025-07-25", 90, 5) == tuple(
        resumed[each] for each in ("status", "due_on", "budget_days", "used_days")
    )


def test_days_that_overlap_count_once_and_each_stretch_tells_its_own(desk: Desk):
    """1 to 10 April and 8 to 20 April 2025: ten and ten days."""
    deadline = waiting_for_ind(desk, "2025-03-27")
    desk.on("2025-05-01")
    desk.ask("suspend", deadline, "--on", "2025-04-08", "--until", "2025-04-20", "--ground", "buitenland")
    desk.ask("suspend", deadline, "--on", "2025-04-01", "--until", "2025-04-10", "--ground", "buitenland")

    found = shown(desk, deadline)

    assert [10, 10] == [each["days"] for each in found["suspended"]]
    assert (20, "2025-07-15") == (found["suspended_days"], found["due_on"])


def test_what_stands_still_is_never_overdue(desk: Desk):
    """Not in the ledger, not in `due`, not on the board of reminders; two years later neither."""
    deadline = waiting_for_ind(desk, "2025-03-27")
    desk.on("2025-04-01").ask("suspend", deadline, "--ground", "buitenland")

    desk.on("2027-04-01")
    found = shown(desk, deadline)
    listed = [each for each in desk.ask("due") if each["deadline"].startswith(deadline)]

    assert ("suspended", 86) == (found["status"], found["left_days"])
    assert {"suspended"} == {each["status"] for each in listed}


def test_a_suspension_through_a_rung_moves_the_rung(desk: Desk):
    """On the day: Wed 25 June 2025. Ten days stood still around it, so Sat 5 July; told on Friday 4 July."""
    deadline = waiting_for_ind(desk, "2025-03-27")
    key = deadline.partition("/")[0]
    desk.on("2025-06-20")
    before = planned(desk, key)
    desk.ask("suspend", deadline, "--ground", "buitenland")
    during = planned(desk, key)
    desk.on("2025-06-30").ask("resume", deadline, "--ground", "result")
    after = planned(desk, key)

    assert "2025-06-25" == before["due.0"]
    assert "due.0" not in during
    assert "2025-07-04" == after["due.0"]  # due on Saturday 5 July, which the law moves to Monday; the rung does not


def planned(desk: Desk, key: str) -> dict[str, str]:
    """The rungs of the IND's decision that are still to be said."""
    rungs = desk.ask("why", f"{key}/ind_beslist")["rungs"]
    return {each["reminder"].rpartition("/")[2]: each["on"] for each in rungs if each["state"] == "planned"}


def test_a_statutory_day_that_stood_still_moves_off_the_weekend(desk: Desk):
    deadline = waiting_for_ind(desk, "2025-03-27")
    desk.on("2025-06-20").ask("suspend", deadline, "--until", "2025-06-29", "--ground", "buitenland")

    found = shown(desk, deadline)

    assert ("2025-07-05", "2025-07-07", 2) == (found["raw_on"], found["due_on"], found["moved_days"])


def test_the_ledger_is_told_as_it_stood_and_as_it_was_known(desk: Desk):
    """What was entered on 1 May about 1 April was not known in April."""
    deadline = waiting_for_ind(desk, "2025-03-27")
    desk.on("2025-05-01")
    desk.ask("suspend", deadline, "--on", "2025-04-01", "--until", "2025-04-20", "--ground", "buitenland")

    then = shown(desk, deadline, "--as-of", "2025-04-10")
    known = shown(desk, deadline, "--known-at", "2025-04-10")
    before = shown(desk, deadline, "--as-of", "2025-03-31")

    assert ("suspended", 4) == (then["status"], then["used_days"])
    assert ("open", 14, []) == (known["status"], known["used_days"], known["suspended"])
    assert ("open", "2025-06-25") == (before["status"], before["due_on"])


def test_the_ledger_reads_well_in_both_languages(desk: Desk):
    deadline = waiting_for_ind(desk, "2025-03-27")
    desk.on("2025-04-21").ask(
        "suspend", deadline, "--on", "2025-04-01", "--until", "2025-04-20", "--ground", "buitenland", "--reason", "DNA"
    )
    desk.ask("extend", deadline, "--by", "1 month", "--ground", "ind_verlengt")

    dutch, english = (desk.run("show", deadline, "--lang", lang).out for lang in ("nl", "en"))

    assert ["budget  90 dagen", "verlengd  31 dagen", "opgeschort  20 dagen"] == [
        " ".join(line.split()).replace(" ", "  ", 1)
        for line in dutch.splitlines()
        if line.strip().startswith(("budget", "verlengd ", "opgeschort "))
    ]
    assert "█ used ▒ suspended ░ left" in english
    assert all(word in english for word in ("Asked of a foreign", "DNA"))
    assert "extend: no" in " ".join(english.split())
    assert 2 == desk.run("show", deadline, "--diagram", "timeline").code
    assert 5 == desk.run("show", f"{deadline.partition('/')[0]}/weg").code
    assert 5 == desk.run("show", f"{deadline}#99").code


def test_why_names_the_ground_and_its_article(desk: Desk):
    """Asked for papers on 3 April and complete on 14 April: ten days; then the IND takes a month more."""
    deadline = waiting_for_ind(desk, "2025-03-27")
    key = deadline.partition("/")[0]
    desk.on("2025-04-03").advance(key, "vraag_herstel", "--fact", "herstel_verzuim_uiterlijk=2025-04-30")
    desk.on("2025-04-14").advance(key, "vul_aan")
    desk.on("2025-06-16").ask("extend", deadline, "--by", "1 month", "--ground", "ind_verlengt")

    told = desk.ask("why", deadline)
    dutch = " ".join(desk.run("why", deadline, "--lang", "nl").out.split())
    [still] = shown(desk, deadline)["suspended"]

    [stood], [longer] = told["stood_still"], told["granted"]
    assert ("2025-04-04", "2025-04-13", "ground") == (stood["on"], stood["until"], stood["by"])
    assert "‘Papers asked for (lid 1 a)’" in stood["ground"]
    assert "Algemene wet bestuursrecht art. 4:15" in stood["ground"]
    assert ("2025-06-16", "1 month") == (longer["on"], longer["by"])
    assert "Vreemdelingenwet 2000 art. 2u lid 1" in longer["ground"]
    assert "‘Stukken gevraagd (lid 1 a)’" in dutch
    assert ("ground", "aanvullen", 10) == (still["why"], still["ground"], still["days"])


def test_a_birthday_gives_way_to_nobody(desk: Desk):
    """Born Friday 14 November 2008: eighteen on Saturday 14 November 2026, whatever anybody decides."""
    desk.on("2026-03-02").ask("client", "add", "--ref", "K-9", "--born", "2008-11-14")
    key = str(desk.ask("open", "amv_achttien", "K-9", "--municipality", "leiden")["trajectory"])
    deadline = f"{key}/achttiende_verjaardag"

    longer = desk.run("extend", deadline, "--by", "1 month", "--ground", "asked for")
    still = desk.run("suspend", deadline, "--ground", "asked for")
    why = " ".join(desk.run("why", deadline).out.split())

    assert (4, 4) == (longer.code, still.code)
    assert "is a birthday and is not extended" in " ".join(longer.err.split())
    assert "2026-11-14" == shown(desk, deadline)["due_on"]
    assert "giving way A birthday: nobody can move it." in why
    assert not shown(desk, deadline)["extension_any_reason"]
