"""How a term is written and read."""

import pytest

from workflows.language.terms import BadTerm, Term, parse_term


@pytest.mark.parametrize(
    "text, term",
    [
        ("10 weeks", Term(10, "week")),
        ("1 month", Term(1, "month")),
        ("1 months", Term(1, "month")),
        ("90 day", Term(90, "day")),
        ("3 working days", Term(3, "working day")),
        ("1 working day", Term(1, "working day")),
        ("3 Working   Days", Term(3, "working day")),
        ("  5 years ", Term(5, "year")),
        ("0 days", Term(0, "day")),
        ("012 weeks", Term(12, "week")),
        ("1 dag", Term(1, "day")),
        ("10 dagen", Term(10, "day")),
        ("10 weken", Term(10, "week")),
        ("1 maand", Term(1, "month")),
        ("3 Maanden", Term(3, "month")),
        ("1 jaar", Term(1, "year")),
        ("5 jaren", Term(5, "year")),
        ("1 werkdag", Term(1, "working day")),
        ("3 werkdagen", Term(3, "working day")),
    ],
)
def test_a_term_is_a_number_and_a_unit(text, term):
    """Singular and plural are the same, Dutch too; spaces and capitals do not matter."""
    assert term == parse_term(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "weeks",
        "10",
        "10weeks",
        "ten weeks",
        "-1 week",
        "1.5 years",
        "1,5 years",
        "10 wekens",
        "10 maands",
        "4 hours",
        "2 workdays",
        "working days",
        "2 weeks 3 days",
        "2 weeks\n3 days",
        "10 weekss",
    ],
)
def test_anything_else_is_refused_with_what_would_work(text):
    """A term that cannot be read says how to write one."""
    with pytest.raises(ValueError, match="write a number and days, weeks, months, years or working days"):
        parse_term(text)


def test_what_would_work_is_said_in_both_languages():
    """With the words of each language itself."""
    with pytest.raises(BadTerm) as refused:
        parse_term("3 manen")

    assert "dagen, weken, maanden, jaren of werkdagen" in refused.value.words.nl
    assert "working days" in refused.value.words.en


@pytest.mark.parametrize("unit", ["day", "week", "month", "year", "working day"])
@pytest.mark.parametrize("amount", [0, 1, 2, 90])
def test_what_is_written_is_read_back(amount, unit):
    """A term survives being written down."""
    assert Term(amount, unit) == parse_term(str(Term(amount, unit)))


@pytest.mark.parametrize(
    "term, short, nl, en",
    [
        (Term(8, "week"), "8w", "8 weken", "8 weeks"),
        (Term(1, "week"), "1w", "1 week", "1 week"),
        (Term(1, "day"), "1d", "1 dag", "1 day"),
        (Term(3, "month"), "3m", "3 maanden", "3 months"),
        (Term(1, "year"), "1y", "1 jaar", "1 year"),
        (Term(5, "year"), "5y", "5 jaar", "5 years"),
        (Term(1, "working day"), "1wd", "1 werkdag", "1 working day"),
        (Term(5, "working day"), "5wd", "5 werkdagen", "5 working days"),
    ],
)
def test_a_term_has_words_in_both_languages_and_a_short_form(term, short, nl, en):
    """The short form serves in ids, the words in messages."""
    assert (short, nl, en) == (term.short, term.words.nl, term.words.en)
