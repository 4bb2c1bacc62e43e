"""When the partner's mvv is granted, the household's guidance must check the child budget."""

from tests.stories.desk import Desk


def test_the_mvv_gives_the_guidance_of_the_household_a_task_with_a_deadline(desk: Desk):
    desk.on("2024-01-08").household("H1", C1="1990-05-01")  # Monday
    opened = desk.ask("open", "vestiging", "H1", "--municipality", "westland")
    household = opened["trajectory"]
    (family,) = (each["trajectory"] for each in opened["started"] if each["workflow"] == "gezinshereniging")

    assert "voorbereiding" == desk.advance(family, "rond_intake_af", "--fact", "aanvragen=yes")
    assert "aanvraag_ingediend" == desk.advance(family, "dien_aanvraag_in")
    granted = ("--fact", "beslissing_op=2024-06-03")
    assert "mvv_verleend" == desk.on("2024-06-03").advance(family, "willig_in", *granted)
    done = desk.on("2024-06-10").run("task", "done", household, "kindgebonden_budget")
    once_more = desk.run("task", "done", household, "kindgebonden_budget")

    assert (0, 4) == (done.code, once_more.code)


def test_without_an_open_guidance_it_is_said_that_someone_must_see_to_it(desk: Desk):
    desk.on("2024-01-08").ask("client", "add", "--ref", "C1", "--born", "1990-05-01")
    family = desk.ask("open", "gezinshereniging", "C1", "--municipality", "any")["trajectory"]

    answered = desk.run("advance", family, "rond_intake_af", "--fact", "aanvragen=yes")

    assert 0 == answered.code
    assert "kindgebonden_budget_uitleg could not be passed on" in answered.err


def test_voiding_the_step_says_what_it_gave_elsewhere(desk: Desk):
    """The task stays where it is; a person is told so."""
    desk.on("2024-01-08").household("H1", C1="1990-05-01")  # Monday; t1 vestiging, t3 gezinshereniging
    desk.ask("open", "vestiging", "H1", "--municipality", "westland")
    moved = desk.ask("advance", "t3", "rond_intake_af", "--fact", "aanvragen=ja")
    events = [each for each in desk.ask("history", "t3") if each["type"] == "StageEntered"]

    voided = desk.run("correct", "t3", str(events[-1]["version"]), "--void", "--reason", "te vroeg", "--lang", "en")

    assert "voorbereiding" == moved["stage"]
    assert 0 == voided.code
    assert "t1 was given kindgebonden_budget_uitleg by this step; it stays there" in voided.err
