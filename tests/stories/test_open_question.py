"""A term that is not known yet is a question, not a silence."""

from tests.stories.desk import Desk


def test_a_permit_date_not_entered_is_asked_for_after_five_working_days(desk: Desk):
    """Opened on Mon 8 January 2024: on Mon 15 January the coordinator is asked, because three months for nareis run."""
    desk.on("2024-01-08").household("H1", C1="1990-05-01")
    desk.ask("open", "vestiging", "H1", "--municipality", "westland")
    desk.ask("assign", "t1", "Cora", "--as", "coordinator")

    early = desk.on("2024-01-12").run("scheduler", "tick", "--by", "scheduler")
    asked = desk.on("2024-01-15").run("scheduler", "tick", "--by", "scheduler")

    assert "vergunning_verleend_op" not in early.out
    assert "Cora" in asked.out
    assert "traject fact set t3 vergunning_verleend_op JJJJ-MM-DD" in asked.out
    assert "C1" in asked.out


def test_an_answer_ends_the_question_and_starts_the_term(desk: Desk):
    """Granted on Mon 8 January 2024: three months on is Mon 8 April."""
    desk.on("2024-01-08").household("H1", C1="1990-05-01")
    desk.ask("open", "vestiging", "H1", "--municipality", "westland")

    desk.ask("fact", "set", "t3", "vergunning_verleend_op", "2024-01-08")

    [nareis] = [row for row in desk.ask("due", "--within", "1 year") if row["rule"] == "nareis_aanvragen"]
    assert ("2024-04-08", "open") == (nareis["due_on"], nareis["status"])
