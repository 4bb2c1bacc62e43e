"""Mistakes that a check does not see, as what is written could be meant. A scenario may, or who reads it back."""

from tests.workflows.mistakes.planted import Planted

PASSING = [
    Planted("weeks where months were meant", "    term: 4 weeks", "    term: 4 months", ""),
    Planted("a number with a zero too many", "    term: 10 weeks", "    term: 100 weeks", ""),
    Planted("the Dutch and the English label swapped", "{nl: Gestopt, en: Stopped}", "{nl: Stopped, en: Gestopt}", ""),
    Planted(
        "a label copied from another stage", "{nl: Afbetaling, en: Repayment}", "{nl: Bemiddeling, en: Mediation}", ""
    ),
    Planted("another language's code at a label", "{nl: Gestopt, en: Stopped}", "{nl: Gestopt, no: Stopped}", ""),
    Planted("a norm called statutory", "    legal: statutory\n", "    legal: norm\n", ""),
    Planted(
        "a reminder to the wrong role",
        "      - {before: 8 weeks, to: coordinator}",
        "      - {before: 8 weeks, to: volunteer}",
        "",
    ),
    Planted(
        "a step that leads to the wrong end",
        "to: niet_gelukt, when: {fact: akkoord, is: false}",
        "to: afbetaling, when: {fact: akkoord, is: false}",
        "",
    ),
    Planted("the values of a choice mistyped", "one_of: [18, 36]", "one_of: [18, 63]", ""),
    Planted("a task in the wrong stage", "    tasks: [budgetplan]", "    tasks: [budgetplan, voorstel]", ""),
    Planted(
        "a task that is asked only before the term begins",
        "    met_by: {fact: akkoord}",
        "    met_by: [{fact: akkoord}, {task: intake}]",
        "",
    ),
    Planted("`since` forgotten, so that the question is put from the first day", "    since: bemiddeling\n", "", ""),
    Planted("counted from the wrong date", "anchor: {fact: aangemeld_op}", "anchor: {fact: brief_op}", ""),
    Planted("the wrong source", "    source: afspraak\n  verwerk", "    source: handboek\n  verwerk", ""),
    Planted("a role forgotten: everybody may take the step", "    roles: [coordinator, teamleider]\n", "", ""),
    Planted(
        "an old version that ends, and no law after it",
        "{rule: D2b, from: 2022-01-01, term",
        "{rule: D2b, from: 2022-01-01, until: 2023-12-31, term",
        "",
    ),
    Planted(
        "an outcome that is no success called one",
        "geen_akkoord: {label: {nl: Geen akkoord, en: No agreement}}",
        "geen_akkoord: {label: {nl: Geen akkoord, en: No agreement}, success: true}",
        "",
    ),
    Planted(
        "`for` the whole household forgotten in a start",
        "{workflow: maatje, when: {fact: brief_op, is: set}}",
        "{workflow: maatje}",
        "",
    ),
    Planted("a rule's number used twice", "    rule: D4", "    rule: D3", ""),
    Planted("a parameter of the wrong size", "controle_maanden: 6,", "controle_maanden: 60,", ""),
    Planted("the version not raised", "version: 3\n", "version: 2\n", ""),
]
