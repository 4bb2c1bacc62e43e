"""What goes wrong in writing the file itself: indentation, quotes, dates, numbers, words left out."""

from tests.workflows.mistakes.planted import Planted

SHAPES = [
    Planted("indented with a tab", "    to: stabilisatie", "\tto: stabilisatie", "syntax", also=("base_unread",)),
    Planted(
        "a line one space too far to the right",
        "    label: {nl: Intake afronden",
        "     label: {nl: Intake afronden",
        "syntax",
        also=("base_unread",),
    ),
    Planted(
        "a line one space too far to the left",
        "    label: {nl: Bemiddeling starten",
        "   label: {nl: Bemiddeling starten",
        "syntax",
        also=("base_unread",),
    ),
    Planted(
        "no space behind the colon", "    to: bemiddeling\n", "    to:bemiddeling\n", "syntax", also=("base_unread",)
    ),
    Planted("a colon forgotten", "  stop_bemiddeling:\n", "  stop_bemiddeling\n", "syntax", also=("base_unread",)),
    Planted(
        "a comma inside a label without quotes",
        "{nl: Eerste gesprek, en: First meeting}",
        "{nl: Eerste gesprek, thuis, en: First meeting}",
        "empty_value",
    ),
    Planted(
        "a colon inside a label without quotes",
        "    label: {nl: Einde van de regeling, en: End of the arrangement}",
        "    label: Einde: van de regeling",
        "syntax",
        also=("base_unread",),
    ),
    Planted(
        "a bracket not closed",
        "    tasks: [intake, inkomen]\n    review",
        "    tasks: [intake, inkomen\n    review",
        "syntax",
        also=("base_unread",),
    ),
    Planted(
        "a brace not closed",
        "  rond_af: {from: afbetaling, to: klaar, label: {nl: Afronden, en: Finish}}",
        "  rond_af: {from: afbetaling, to: klaar, label: {nl: Afronden, en: Finish}",
        "syntax",
        also=("base_unread",),
    ),
    Planted(
        "curly quotes of a word processor",
        "{nl: Gestopt, en: Stopped}",
        "{nl: “Gestopt, klaar”, en: Stopped}",
        "syntax",
        also=("base_unread",),
    ),
    Planted(
        "a hard space behind the colon",
        "    since: bemiddeling",
        "    since:\u00a0bemiddeling",
        "syntax",
        also=("base_unread",),
    ),
    Planted(
        "hard spaces as indentation",
        "    since: bemiddeling",
        "\u00a0\u00a0\u00a0\u00a0since: bemiddeling",
        "syntax",
        also=("base_unread",),
    ),
    Planted(
        "an invisible mark in a name",
        "    since: bemiddeling",
        "    since: bemid\u200bdeling",
        "syntax",
        also=("base_unread",),
    ),
    Planted(
        "a dash of a word processor before an item",
        "      - {on_due: true, to: coordinator}\n      - {overdue: 1 week, every: 1 week,",
        "      – {on_due: true, to: coordinator}\n      - {overdue: 1 week, every: 1 week,",
        "syntax",
        also=("base_unread",),
    ),
    Planted(
        "a key written twice",
        "    legal: statutory\n",
        "    legal: statutory\n    legal: norm\n",
        "duplicate_key",
        at="legal: norm",
    ),
    Planted(
        "a stage copied and not renamed",
        "  klaar: {label",
        "  afbetaling: {label: {nl: Nazorg}, review: 6 months}\n  klaar: {label",
        "duplicate_key",
    ),
    Planted(
        "an anchor and an alias of YAML",
        "roles: [coordinator, teamleider]",
        "roles: &wie [coordinator, teamleider]",
        "alias",
    ),
    Planted("version as a true", "version: 3\n", "version: true\n", "wrong_type"),
    Planted("version with a zero before it", "version: 3\n", "version: 03\n", "wrong_type", near="3"),
    Planted("version with a decimal", "version: 3\n", "version: 3.0\n", "wrong_type", near="3"),
    Planted("version in quotes", "version: 3\n", 'version: "3"\n', "wrong_type", near="3"),
    Planted("an amount in words", "amount: 3}", "amount: drie}", "wrong_type"),
    Planted("an amount of nothing", "amount: 3}", "amount: 0}", "bad_value"),
    Planted(
        "yes where true belongs, in a guard",
        "when: {fact: akkoord, is: true}",
        "when: {fact: akkoord, is: yes}",
        "wrong_type",
        near="true",
    ),
    Planted("ja where true belongs", "repeats: true}", "repeats: ja}", "wrong_type", near="true"),
    Planted(
        "yes where true belongs, of a stage",
        "    initial: true\n",
        "    initial: yes\n",
        "wrong_type",
        near="true",
        also=("no_initial",),
    ),
    Planted(
        "True with a capital", "{fact: akkoord, is: false}", "{fact: akkoord, is: False}", "wrong_type", near="false"
    ),
    Planted("a date as people write it", "from: 2022-01-01", "from: 01-01-2022", "wrong_type", near="2022-01-01"),
    Planted("a date without zeros", "text_of: 2021-01-01", "text_of: 2021-1-1", "wrong_type", near="2021-01-01"),
    Planted("a day that does not exist", "until: 2021-12-31", "until: 2021-11-31", "wrong_type"),
    Planted(
        "a month and a day swapped",
        "opened: 2023-03-06                          # Monday",
        "opened: 2023-13-06",
        "wrong_type",
    ),
    Planted(
        "nothing behind a key",
        "    when: {fact: reden, is: set}",
        "    when:",
        "empty_value",
        at="=    when:",
        also=("unused_fact",),
    ),
    Planted(
        "a list with nothing behind a dash",
        "      - {on_due: true, to: coordinator}\n      - {overdue: 1 week, every: 1 week,",
        "      -\n      - {overdue: 1 week, every: 1 week,",
        "empty_value",
        at="=      -",
    ),
    Planted(
        "a label forgotten", "    label: {nl: Bemiddeling, en: Mediation}\n", "", "missing_key", at="  bemiddeling:"
    ),
    Planted(
        "a label as bare text",
        "    label: {nl: Stabilisatie, en: Stabilising}",
        "    label: Stabilisatie",
        "wrong_type",
        near="nl",
    ),
    Planted(
        "a label that is a number", "{nl: Afgerond, en: Finished}", "{nl: 2024, en: 2024}", "wrong_type", file="maatje"
    ),
    Planted("the term forgotten", "    term: 10 weeks\n", "", "missing_key", at="  antwoord_schuldeisers:"),
    Planted("the rule's number forgotten", "    rule: D3\n", "", "missing_key", at="  regeling_einde:"),
    Planted(
        "steps written as a list",
        "transitions:\n  koppel: {from: zoeken, to: samen}\n  sluit: {from: [zoeken, samen], to: klaar}",
        "transitions:\n  - {trigger: koppel, from: zoeken, to: samen}\n"
        "  - {trigger: sluit, from: [zoeken, samen], to: klaar}",
        "wrong_type",
        file="maatje",
        at="transitions:",
    ),
    Planted("a list where one word belongs", "    since: bemiddeling", "    since: [bemiddeling]", "wrong_type"),
    Planted("one word where a list belongs", "roles: [teamleider]", "roles: teamleider", "wrong_type"),
    Planted(
        "deadlines indented under transitions",
        "deadlines:\n  eerste_gesprek:\n",
        "  deadlines:\n  eerste_gesprek:\n",
        "missing_key",
        at="  eerste_gesprek:",
        also=("unknown_key", "empty_value", "unknown_deadline"),
    ),
    Planted(
        "a value in Dutch",
        "subject: person\nsource: handboek\nsources:\n"
        "  handboek: {ref: Handboek schuldhulp 2024, certainty: report}\n  wgs",
        "subject: persoon\nsource: handboek\nsources:\n"
        "  handboek: {ref: Handboek schuldhulp 2024, certainty: report}\n  wgs",
        "bad_value",
        near="person",
    ),
    Planted("a type in Dutch", "aangemeld_op: {type: date,", "aangemeld_op: {type: datum,", "bad_value", near="date"),
    Planted("wettelijk where statutory belongs", "legal: statutory", "legal: wettelijk", "bad_value", near="statutory"),
    Planted("met_by as a bare name", "    met_by: {fact: akkoord}", "    met_by: akkoord", "wrong_type"),
    Planted(
        "reminders as one mapping",
        "    remind:\n      - {before: 8 weeks, to: coordinator}\n"
        "      - {overdue: 1 week, every: 1 month, to: teamleider}",
        "    remind: {before: 8 weeks, to: coordinator}",
        "wrong_type",
    ),
    Planted(
        "a copied file whose name was not changed",
        "workflow: schuldhulp\nversion: 3",
        "workflow: maatje\nversion: 3",
        "duplicate_workflow",
        also=("unknown_workflow",),
    ),
    Planted("a misspelt unit in a reminder", "{before: 2 weeks, to", "{before: 2 weks, to", "bad_term", near="weeks"),
    Planted(
        "a Dutch word for yes in a fact of a scenario",
        "fact: akkoord, value: true}",
        "fact: akkoord, value: ja}",
        "wrong_type",
        near="true",
    ),
]
