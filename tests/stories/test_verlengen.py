"""Making a term longer: on which ground, how often, how long and by whom; and what `traject show` then tells."""

from tests.stories.desk import Desk
from tests.stories.test_law_in_time import opened


def waiting_for_ind(desk: Desk, received: str, ref: str = "C1") -> str:
    """The deadline of a request for family reunion that was received on that day."""
    desk.on(received)
    key = opened(desk, "gezinshereniging", ref, vergunning_verleend_op=received)
    desk.advance(key, "rond_intake_af", "--fact", "aanvragen=yes")
    desk.advance(key, "dien_aanvraag_in", "--fact", f"aanvraag_ontvangen_op={received}")
    return f"{key}/ind_beslist"


def due_on(desk: Desk, deadline: str) -> str:
    return str(desk.ask("show", deadline)["due_on"])


def test_the_ind_prolongs_by_three_months_at_most(desk: Desk):
    """Received on Thu 27 March 2025: Wed 25 June. Three months on is Thu 25 September, and not a day later."""
    deadline = waiting_for_ind(desk, "2025-03-27")
    desk.on("2025-06-16")

    any_reason = desk.run("extend", deadline, "--by", "3 months", "--ground", "letter")
    too_long = desk.run("extend", deadline, "--by", "4 months", "--ground", "ind_verlengt")
    too_late = desk.run("extend", deadline, "--until", "2025-09-26", "--ground", "ind_verlengt")
    assert (4, 4, 4) == (any_reason.code, too_long.code, too_late.code)
    assert (
        "ind_verlengt ‘Prolonged by the IND’ (3 months at most and once; Vreemdelingenwet 2000 art. 2u lid 1)"
        in " ".join(any_reason.err.split())
    )
    for each in (too_long, too_late):
        told = " ".join(each.err.split())
        assert "3 months longer at most" in told
        assert "until 2025-09-25" in told
        assert "Vreemdelingenwet 2000 art. 2u lid 1" in told
    assert "2025-06-25" == due_on(desk, deadline)

    desk.ask(
        "extend", deadline, "--by", "2 months", "--ground", "prolonged by the IND", "--reason", "letter of 11 June"
    )
    assert "2025-08-25" == due_on(desk, deadline)
    again = desk.run("extend", deadline, "--until", "2025-09-25", "--ground", "ind_verlengt")
    assert (4, True) == (again.code, "once" in again.err)


def test_what_is_granted_is_told_with_its_ground_and_its_reason(desk: Desk):
    deadline = waiting_for_ind(desk, "2025-03-27")
    desk.on("2025-06-16").ask(
        "extend", deadline, "--by", "3 months", "--ground", "ind_verlengt", "--reason", "letter of 11 June"
    )

    history = desk.run("history", deadline.partition("/")[0]).out
    shown = desk.ask("show", deadline)

    assert "on the ground 'Prolonged by the IND' (reason: letter of 11 June)" in " ".join(history.split())
    [longer] = shown["extended"]
    assert ("3 months", None, "ind_verlengt") == (longer["by"], longer["until"], longer["ground"])
    assert ("letter of 11 June", "2025-06-16", "coordinator") == (longer["reason"], longer["on"], longer["role"])
    days = [shown[name] for name in ("budget_days", "extended_days", "suspended_days", "used_days", "left_days")]
    assert [90, 92, 0, 81, 101] == days  # 27 March to 16 June, and to 25 September
    assert (0, []) == (shown["extensions_left"], shown["extension_grounds"])


def test_a_complex_case_is_prolonged_by_what_the_letter_says(desk: Desk):
    """From 28 March 2025 nine months, and nobody found how long a complex case may take."""
    deadline = waiting_for_ind(desk, "2025-03-28")
    desk.on("2025-12-15").ask("extend", deadline, "--until", "2026-06-28", "--ground", "complex case")

    assert "2026-06-28" == due_on(desk, deadline)
    left = desk.ask("show", deadline)
    assert None is left["extensions_left"]
    assert [("ingewikkeld", None)] == [(each["ground"], each["until"]) for each in left["extension_grounds"]]


def test_a_term_of_the_client_is_never_prolonged(desk: Desk):
    """Four weeks to object are what the law gives."""
    deadline = waiting_for_ind(desk, "2025-03-27")
    key = deadline.partition("/")[0]
    desk.on("2025-06-16").advance(key, "wijs_af", "--fact", "afwijzing_bekend_op=2025-06-16")

    ran = desk.run("extend", f"{key}/bezwaar_maken", "--by", "1 week", "--ground", "letter")

    assert 4 == ran.code
    assert "names no ground" in " ".join(ran.err.split())


def test_a_voided_extension_gives_its_time_back(desk: Desk):
    """Thirteen weeks, all there is, on the wrong file; voided, they can be granted again."""
    desk.on("2025-01-06")  # Monday
    key = opened(desk, "naturalisatie", "C1")
    desk.advance(key, "start_check", "--fact", "toelating_sinds=2019-01-15")
    desk.advance(key, "kies_optie", "--fact", "optie_ontvangen_op=2025-01-06")
    deadline = f"{key}/besluit_optie"
    granted = desk.on("2025-03-31").ask(
        "extend", deadline, "--ground", "dertien_weken"
    )  # no length: the ground has one

    again = desk.run("extend", deadline, "--ground", "dertien_weken")
    desk.ask("correct", key, str(granted["version"]), "--void", "--reason", "wrong file")
    voided = due_on(desk, deadline)
    desk.ask("extend", deadline, "--ground", "dertien_weken")

    assert 4 == again.code
    assert ("2025-04-07", "2025-07-07") == (voided, due_on(desk, deadline))


def test_learning_to_read_gives_two_years_once(desk: Desk):
    """Obliged on Thu 15 March 2018: until Mon 15 March 2021; two years more at most, and only once."""
    desk.on("2018-04-09")
    key = opened(desk, "inburgering", "C1", inburgeringsplichtig_op="2018-03-15")
    desk.advance(key, "start_inburgering")
    deadline = f"{key}/inburgering_einde"
    desk.on("2020-11-23")

    too_long = desk.run("extend", deadline, "--until", "2023-03-16", "--ground", "alfabetisering")
    desk.ask("extend", deadline, "--until", "2022-03-15", "--ground", "alfabetisering")
    twice = desk.run("extend", deadline, "--until", "2022-09-15", "--ground", "learning to read")
    too_early = desk.run("extend", deadline, "--until", "2022-09-15", "--ground", "geen_verwijt")
    desk.on("2021-09-15").ask("extend", deadline, "--until", "2022-09-15", "--ground", "geen_verwijt")

    assert (4, 4, 4) == (too_long.code, twice.code, too_early.code)
    assert "once" in twice.err
    assert "2022-09-15" == due_on(desk, deadline)


def test_a_b1_term_is_six_months_longer(desk: Desk):
    """From the PIP of Wed 1 June 2022 to Sun 1 June 2025; then to Mon 1 December."""
    desk.on("2022-06-01")
    key = opened(desk, "inburgering", "C1", inburgeringsplichtig_op="2022-01-01")
    desk.advance(key, "start_inburgering")
    desk.advance(key, "stel_pip_vast", "--fact", "pip_op=2022-06-01")

    desk.on("2025-03-03").ask("extend", f"{key}/inburgering_2021_einde", "--ground", "b1")

    assert "2025-12-01" == due_on(desk, f"{key}/inburgering_2021_einde")
