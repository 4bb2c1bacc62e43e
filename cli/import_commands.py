"""What can be typed after `traject import`."""

from cli.command import Command, Group

PROFILE = (
    Command("show", "imports.profiles:show_profile", "A profile as it is kept, and where; it may be edited there."),
)

IMPORT = (
    Command(
        "clients",
        "imports.lists:import_clients",
        "Bring in clients and their households from a list; --apply does what is shown first. Once, however often.",
    ),
    Command(
        "cases",
        "imports.lists:import_cases",
        "Bring in running cases from a list, each taken over where it stands; --apply does what is shown first. Once.",
    ),
    Command(
        "households",
        "imports.lists:import_households",
        "Bring in households of known clients, and where they live; --apply does what is shown first. Once.",
    ),
    Command(
        "facts",
        "imports.lists:import_facts",
        "Bring in facts of running cases from a list; --apply does what is shown first. Once, however often.",
    ),
    Command(
        "tasks",
        "imports.lists:import_tasks",
        "Bring in tasks done in running cases from a list; --apply does what is shown first. Once, however often.",
    ),
    Command(
        "notes",
        "imports.lists:import_notes",
        "Bring in notes on running cases from a list; --apply does what is shown first. Once, however often.",
    ),
    Command(
        "history",
        "imports.history:import_history",
        "Judge events of cases elsewhere by a workflow; --apply stores what fits, and sends nothing of the past.",
    ),
    Command(
        "list",
        "imports.batches:list_imports",
        "Every list that was brought in: when, by whom, how much, and whether it was taken back.",
    ),
    Command(
        "show",
        "imports.batches:show_import",
        "A list that was brought in: what began with it, and what it recorded elsewhere.",
    ),
    Command(
        "undo",
        "imports.batches:undo_import",
        "Take back a list that was brought in, as far as nobody has built on it; what stays is listed.",
    ),
    Group("profile", "What an office calls the columns of its lists.", PROFILE),
)
