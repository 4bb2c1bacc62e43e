"""Stages, steps and guards that are well written and do not do what was meant."""

from tests.workflows.mistakes.planted import Planted

WAYS = [
    Planted(
        "from and to swapped",
        "    from: aanmelding\n    to: stabilisatie",
        "    from: stabilisatie\n    to: aanmelding",
        "dead_end",
        at="  aanmelding:",
        also=("unreachable_stage", "task_not_asked", "silent_stage", "never_met"),
    ),
    Planted("no stage is the first", "    initial: true\n", "", "no_initial", at="stages:"),
    Planted(
        "two first stages after copying",
        "    label: {nl: Afbetaling, en: Repayment}",
        "    label: {nl: Afbetaling, en: Repayment}\n    initial: true    # copied",
        "no_initial",
        at="# copied",
    ),
    Planted(
        "the end not marked as final",
        "{nl: Afgerond, en: Finished}, final: true}",
        "{nl: Afgerond, en: Finished}}",
        "no_final",
        file="maatje",
        at="stages:",
        also=("dead_end", "silent_stage"),
    ),
    Planted(
        "a stage that nobody can come to",
        "  klaar: {label",
        "  nazorg: {label: {nl: Nazorg, en: Aftercare}, review: 6 months}\n  klaar: {label",
        "unreachable_stage",
        also=("dead_end",),
    ),
    Planted(
        "a step out of a final stage",
        "  rond_af: {from: afbetaling,",
        "  rond_af: {from: [afbetaling, niet_gelukt],",
        "leaves_final",
    ),
    Planted(
        "one value of a choice forgotten",
        "    - {from: bemiddeling, to: niet_gelukt, when: {fact: akkoord, is: false}, label: {nl: Geen "
        "akkoord, en: Not agreed}}\n",
        "",
        "value_without_way_out",
        at="    - {from: bemiddeling, to: afbetaling",
        also=("unused_outcome",),
    ),
    Planted(
        "both passages ask the same",
        "when: {fact: akkoord, is: false}",
        "when: {fact: akkoord, is: true}",
        "shadowed_transition",
        at="to: niet_gelukt, when",
        also=("value_without_way_out",),
    ),
    Planted(
        "two passages that can both be taken",
        "when: {fact: akkoord, is: false}",
        "when: {fact: reden, is: set}",
        "ambiguous_transition",
    ),
    Planted(
        "a guard on a value that the fact never has",
        "when: {fact: reden, is: set}",
        "when: {all: [{fact: reden, is: set}, {fact: regeling, is: 24}]}",
        "wrong_type",
    ),
    Planted(
        "a guard that asks two things in one",
        "when: {fact: reden, is: set}",
        "when: {fact: reden, task: budgetplan}",
        "bad_value",
        also=("unused_fact",),
    ),
    Planted(
        "a guard on a task that is asked later",
        "when: {all: [{tasks: done}, {fact: aangemeld_op, is: set}]}",
        "when: {all: [{task: budgetplan}, {fact: aangemeld_op, is: set}]}",
        "task_not_asked",
    ),
    Planted(
        "a guard on a task that nobody asks for",
        "  voorstel: {label",
        "  akte: {label: {nl: Akte, en: Deed}}\n  voorstel: {label",
        "unused_task",
    ),
    Planted(
        "all tasks of a stage without tasks",
        "  sluit: {from: [zoeken, samen], to: klaar}",
        "  sluit: {from: [zoeken, samen], to: klaar, when: {tasks: done}}",
        "guard_for_nobody",
        file="maatje",
    ),
    Planted(
        "all tasks, while each comes round",
        "to: klaar, label: {nl: Afronden",
        "to: klaar, when: {tasks: done}, label: {nl: Afronden",
        "guard_for_nobody",
        at="  rond_af:",
    ),
    Planted(
        "a task for children, of one person",
        "  inkomen: {label: {nl: Inkomen nagaan, en: Check the income}}",
        "  inkomen: {label: {nl: Inkomen nagaan, en: Check the income}, for: each_child}",
        "guard_for_nobody",
    ),
    Planted(
        "a trajectory for each child, of one person",
        "{workflow: maatje, when",
        "{workflow: maatje, for: each_child, when",
        "guard_for_nobody",
    ),
    Planted(
        "a question about the household, of a member",
        "when: {fact: reden, is: set}",
        "when: {all: [{fact: reden, is: set}, {member: has_child}]}",
        "bad_value",
    ),
    Planted(
        "a guard that always holds",
        "when: {fact: reden, is: set}",
        "when: {any: [{fact: reden, is: set}, {not: {fact: reden, is: set}}]}",
        "guard_always_true",
    ),
    Planted(
        "a guard that contradicts itself",
        "when: {fact: reden, is: set}",
        "when: {all: [{fact: reden, is: set}, {fact: akkoord, is: true}, {fact: akkoord, is: false}]}",
        "impossible_guard",
    ),
    Planted(
        "a guard of a list with nothing in it",
        "when: {fact: reden, is: set}",
        "when: {all: [{fact: reden, is: set}, {any: []}]}",
        "empty_list",
    ),
    Planted("a choice of nothing", "one_of: [18, 36]", "one_of: []", "empty_list"),
    Planted("a choice with the same value twice", "one_of: [18, 36]", "one_of: [18, 36, 18]", "bad_value"),
    Planted(
        "a private text compared", "when: {fact: reden, is: set}", "when: {fact: reden, is: verhuisd}", "private_guard"
    ),
    Planted(
        "a role that may only read",
        "roles: [coordinator, teamleider]",
        "roles: [auditor]",
        "no_role_can_leave",
        at="  aanmelding:",
    ),
    Planted(
        "a fact that nothing reads",
        "  akkoord: {type",
        "  bijlage: {type: boolean, label: {nl: Bijlage, en: Annex}}\n  akkoord: {type",
        "unused_fact",
    ),
    Planted(
        "a date that does not say whether it lies ahead",
        "brief_op: {type: date, lies: past,",
        "brief_op: {type: date,",
        "date_without_sense",
    ),
    Planted(
        "a fact of the wrong type",
        "akkoord: {type: boolean,",
        "akkoord: {type: text,",
        "private_guard",
        at="    - {from: bemiddeling, to: afbetaling",
        also=("wrong_type",),
    ),
    Planted(
        "a type in other words", "akkoord: {type: boolean,", "akkoord: {type: yes/no,", "bad_value", near="boolean"
    ),
    Planted(
        "two that start each other when they open",
        "  zoeken: {label: {nl: Maatje zoeken, en: Finding a buddy}, initial: true, review: 4 weeks}",
        "  zoeken: {label: {nl: Maatje zoeken, en: Finding a buddy}, initial: true, review: 4 weeks, "
        "starts: [{workflow: maatje}]}",
        "circular_start",
        file="maatje",
    ),
    Planted(
        "another goes on where this one does not end",
        "      - {workflow: maatje, when",
        "      - {workflow: maatje, continues: true, when",
        "continues_outside_final",
    ),
    Planted(
        "a stage in which nobody is reminded",
        "{label: {nl: Samen op weg, en: Together}, review: 3 months}",
        "{label: {nl: Samen op weg, en: Together}}",
        "silent_stage",
        file="maatje",
    ),
]
