"""Terms, reminders and sources that are well written and do not do what was meant."""

from tests.workflows.mistakes.planted import Planted

TERMS = [
    Planted("a unit that does not exist", "    term: 10 weeks", "    term: 10 wekken", "bad_term", near="weken"),
    Planted("a number without a unit", "    term: 10 weeks", "    term: 10", "bad_term"),
    Planted("number and unit written as one", "    term: 10 weeks", "    term: 10weeks", "bad_term", near="10 weeks"),
    Planted("half a term", "    term: 10 weeks", "    term: 1.5 months", "bad_term"),
    Planted("a negative term", "    term: 10 weeks", "    term: -10 weeks", "bad_term"),
    Planted(
        "months where weeks were meant: no calendar holds it",
        "    term: 10 weeks",
        "    term: 10000 months",
        "bad_term",
    ),
    Planted("months written as days", "    term: 10 weeks", "    term: 90 days", "months_as_days"),
    Planted(
        "a negative parameter that a term counts by",
        "controle_maanden: 6,",
        "controle_maanden: -6,",
        "bad_term",
        at="{parameter: controle_maanden}",
    ),
    Planted("a negative choice that a term counts by", "one_of: [18, 36]", "one_of: [18, -36]", "bad_term"),
    Planted("a choice that no calendar holds", "one_of: [18, 36]", "one_of: [18, 36000]", "bad_term"),
    Planted(
        "for ever, as a day",
        "{rule: D2b, from: 2022-01-01,",
        "{rule: D2b, from: 2022-01-01, until: 9999-12-31,",
        "bad_value",
    ),
    Planted(
        "a reminder longer before than the term lasts",
        "      - {before: 1 week, to",
        "      - {before: 5 weeks, to",
        "rung_before_anchor",
    ),
    Planted(
        "a reminder before the day of a shorter version",
        "      - {before: 2 weeks, to",
        "      - {before: 11 weeks, to",
        "rung_before_anchor",
    ),
    Planted(
        "the same reminder twice",
        "      - {on_due: true, to: coordinator}\n      - {overdue: 1 week, every: 1 week,",
        "      - {on_due: true, to: coordinator}\n      - {on_due: true, to: teamleider}\n"
        "      - {overdue: 1 week, every: 1 week,",
        "duplicate_rung",
        at="{on_due: true, to: teamleider}",
    ),
    Planted(
        "a reminder to nobody",
        "      - {before: 8 weeks, to: coordinator}",
        "      - {before: 8 weeks, to: []}",
        "no_recipient",
    ),
    Planted(
        "a last reminder that comes once",
        "    remind:\n      - {before: 8 weeks, to: coordinator}\n"
        "      - {overdue: 1 week, every: 1 month, to: teamleider}",
        "    remind:  # once\n      - {before: 8 weeks, to: coordinator}\n      - {overdue: 1 week, to: teamleider}",
        "last_rung_once",
    ),
    Planted(
        "a reminder every ten days",
        "{overdue: 1 week, every: 1 month,",
        "{overdue: 1 week, every: 10 days,",
        "weekend_rung",
    ),
    Planted(
        "no reminders for a term that is met",
        "    remind:\n      - {before: 8 weeks, to: coordinator}\n"
        "      - {overdue: 1 week, every: 1 month, to: teamleider}\n",
        "",
        "silent_deadline",
        at="  regeling_einde:",
    ),
    Planted("nothing meets the term", "    met_by: {fact: akkoord}\n", "", "never_met", at="  antwoord_schuldeisers:"),
    Planted(
        "met by a stage that lies before it",
        "    anchor: {stage: afbetaling}\n    term: {months: {fact: regeling}}\n    met_by: {stage: klaar}",
        "    anchor: {stage: afbetaling}\n    term: {months: {fact: regeling}}\n    met_by: {stage: bemiddeling}",
        "never_met",
        at="    met_by: {stage: bemiddeling}",
    ),
    Planted(
        "met by the stage that it is counted from",
        "    anchor: {stage: afbetaling}\n    term: {months: {fact: regeling}}\n    met_by: {stage: klaar}",
        "    anchor: {stage: afbetaling}\n    term: {months: {fact: regeling}}\n    met_by: {stage: afbetaling}",
        "met_when_born",
        at="    met_by: {stage: afbetaling}",
    ),
    Planted(
        "met by the fact that it is counted from",
        "    met_by: {fact: akkoord}",
        "    met_by: {fact: brief_op}",
        "met_when_born",
    ),
    Planted(
        "counted from a fact that is no date", "anchor: {fact: aangemeld_op}", "anchor: {fact: akkoord}", "wrong_type"
    ),
    Planted(
        "counted from its own end",
        "    anchor: {stage: afbetaling}",
        "    anchor: {deadline: regeling_einde}",
        "circular_anchor",
    ),
    Planted("begins in the last stage", "    since: bemiddeling", "    since: klaar", "reminder_after_closing"),
    Planted(
        "two things in one anchor",
        "    anchor: {fact: aangemeld_op}",
        "    anchor: {fact: aangemeld_op, stage: aanmelding}",
        "bad_value",
    ),
    Planted("an anchor as bare text", "    anchor: {fact: aangemeld_op}", "    anchor: aangemeld_op", "wrong_type"),
    Planted("days between two versions", "from: 2022-01-01", "from: 2022-02-01", "version_gap"),
    Planted("versions that overlap", "from: 2022-01-01", "from: 2021-12-01", "version_overlap"),
    Planted(
        "versions without the date that picks them",
        "    version_key: {fact: brief_op}\n",
        "",
        "missing_key",
        at="    versions:",
    ),
    Planted(
        "a term of law without a source",
        "    source: wgs\n",
        "",
        "missing_source",
        at="  eerste_gesprek:",
        also=("unused_source",),
    ),
    Planted("read in the law, not in which text", ", text_of: 2021-01-01", "", "law_without_text", at="  wgs:"),
    Planted("a certainty that does not exist", "certainty: law,", "certainty: sure,", "bad_value"),
    Planted(
        "paused in a stage, and not suspendable",
        "    lapses_at: [niet_gelukt]",
        "    lapses_at: [niet_gelukt]\n    suspendable: false\n    paused_in: [bemiddeling]",
        "paused_not_suspendable",
        at="paused_in",
    ),
    Planted(
        "a scenario that expects a reminder on a Saturday",
        "      stage: afbetaling\n      deadlines",
        "      stage: afbetaling\n      reminders: {eerste_gesprek: [2023-03-25]}\n      deadlines",
        "weekend_rung",
        at="reminders:",
    ),
    Planted(
        "two scenarios of one name",
        "  - name: the village pays back in two years",
        "  - name: agreed within the term    # copied",
        "duplicate_scenario",
        at="# copied",
    ),
]
