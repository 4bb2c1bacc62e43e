"""What can be typed after `traject`: every command, where it lives, and its line in the help."""

from cli.command import Command as Command
from cli.command import Group as Group
from cli.command import every_command as every_command
from cli.import_commands import IMPORT
from cli.office_commands import AUDIT, STAFF

CLIENT_FACT = (
    Command(
        "set",
        "people.person_facts:set_fact",
        "Record a fact of a client, in everything open that reads it. What is opened later has it too.",
    ),
    Command(
        "list", "people.person_facts:list_facts", "What is recorded of a client, each with the event to correct it by."
    ),
    Command(
        "correct",
        "people.person_facts:correct_fact",
        "Correct a fact of a client in everything open that reads it, or nowhere: then it says what is in the way.",
    ),
    Command(
        "settle",
        "people.person_facts:settle_fact",
        "Where trajectories of a client answer a fact differently: say which is right, for all of them.",
    ),
)

CLIENT = (
    Command("add", "people.clients:add_client", "Add a client. Likely duplicates are named."),
    Command(
        "edit", "people.clients:edit_client", "Change what is known of a client; an empty text takes a value away."
    ),
    Command("void", "people.clients:void_client", "Take back a client added by mistake; only without trajectories."),
    Command(
        "leave", "people.clients:client_leaves", "A client leaves: every trajectory is closed and every reminder stops."
    ),
    Command(
        "return",
        "people.clients:client_returns",
        "A client who left is here again; what was closed by leaving is asked about.",
    ),
    Command(
        "merge",
        "people.clients:merge_client",
        "Two clients are one: REF becomes another name for OTHER. Nothing moves, and 'client unmerge' undoes it.",
    ),
    Command(
        "unmerge",
        "people.clients:unmerge_client",
        "Take a merge back: two clients after all, each with what was recorded for it.",
    ),
    Command(
        "erase",
        "people.erase:erase_client",
        "Erase what is kept of a client apart from the history, for good. For an administrator.",
    ),
    Command("find", "people.clients:find_clients", "Clients whose reference or name holds the text."),
    Command(
        "list",
        "people.client_list:list_clients",
        "Every client, with household and open cases; or those of someone's cases.",
    ),
    Group("fact", "Legal facts of a client, one for all that is followed for them.", CLIENT_FACT),
)

HOUSEHOLD = (
    Command("add", "people.households:add_household", "Form a household of clients."),
    Command("join", "people.households:join_household", "A client joins; what is meant for arrivals starts."),
    Command("leave", "people.households:leave_household", "A client leaves the household, and stays a client."),
    Command("house", "people.households:house_household", "The household gets its first dwelling."),
    Command("move", "people.households:move_household", "The household moves to another dwelling."),
)

TASK = (
    Command(
        "done",
        "casework.task:task_done",
        "Record that a task is done, or several, or a part of one; in many trajectories at once too; all or none.",
    ),
    Command(
        "missed",
        "casework.task:task_missed",
        "Record that someone was expected for a task and stayed away; the task stays open.",
    ),
    Command(
        "waive",
        "casework.task:task_waive",
        "Record that an optional task need not be done any more, open or left; 'traject correct' takes it back.",
    ),
)

FACT = (
    Command(
        "set",
        "casework.fact:fact_set",
        "Record a fact; or of many trajectories at once, with a column value in the list where it differs.",
    ),
)

SCHEDULER = (
    Command(
        "tick",
        "reminders.scheduler:tick",
        "Say once what has come due, for cron. Exit 7 when a message was not delivered.",
    ),
    Command("run", "reminders.scheduler:run", "Look every few minutes, until it is stopped. On SQLite one at a time."),
    Command("channel", "reminders.channel:channel", "Choose how this database reaches people. For an administrator."),
    Command(
        "bounced",
        "reminders.bounced:bounced",
        "Record that a message came back. Its address reaches nobody until it is recorded anew. For an administrator.",
    ),
    Command(
        "ledger",
        "reminders.ledger:ledger",
        "Every message: when, to whom, how it ended, and how many reminders it carried; or one of them whole.",
    ),
    Command(
        "retry",
        "reminders.retry:retry",
        "Have the next tick try what failed, and the mail server, without waiting for their time.",
    ),
    Command(
        "preview",
        "reminders.preview:preview",
        "The messages of the days to come, to whom, if nobody records anything. Nothing is sent or claimed.",
    ),
)

EXPORT = (
    Command(
        "calendar",
        "reminders.calendar_export:calendar",
        "The deadlines of a coordinator as a calendar (iCalendar) that calendar programs subscribe to.",
    ),
)

WORKFLOW = (
    Command("list", "workflow.list:list_workflows", "Every workflow, and what municipalities agreed otherwise."),
    Command("show", "workflow.show:show", "A workflow as it applies to a municipality and a day of intake, whole."),
    Command(
        "check",
        "workflow.check:check",
        "Everything that is wrong in definition files, with the place. Exit 3 when anything is an error.",
    ),
    Command(
        "schema",
        "workflow.schema:schema",
        "The shape of a definition file as a JSON Schema, for an editor that completes and checks.",
    ),
    Command(
        "test",
        "workflow.test:play",
        "Play the scenarios inside the definitions; tell what none of them reaches. Exit 3 when one does "
        "not come true.",
    ),
    Command(
        "diagram",
        "workflow.diagram:diagram",
        "A workflow as a diagram: stages, transitions with their guards, tasks, and terms beside their stage.",
    ),
    Command(
        "diff",
        "workflow.diff:diff",
        "What changed between two versions of a workflow, in words or as a coloured diagram.",
    ),
    Command(
        "migrate",
        "workflow.migrate:migrate",
        "Take running trajectories over to another version. Exit 4 when some could not be moved. For an administrator.",
    ),
    Command(
        "publish",
        "workflow.publish:publish",
        "Make workflows count: checked strictly, scenarios played, histories replayed. For an administrator.",
    ),
    Command(
        "explain",
        "workflow.explain:explain",
        "A work instruction in plain words: per stage who does what, by when, because of which rule.",
    ),
    Command(
        "sources",
        "workflow.sources:sources",
        "The register of rules: term, law and article, validity, how sure we are of it, and where it is used.",
    ),
)

TABLE: tuple[Command | Group, ...] = (
    Command(
        "init",
        "office.init:init",
        "Make the database, or upgrade it. Safe to repeat. Exit 4 where something must be said first.",
    ),
    Command(
        "backup",
        "office.backup:backup",
        "Copy the whole database into one file, while all goes on; looked through, and for you alone.",
    ),
    Command(
        "restore",
        "office.restore:restore",
        "Put a copy back in the place of the database, which is kept beside it. For an administrator.",
    ),
    Command(
        "rebuild",
        "office.rebuild:rebuild",
        "Make every projection again from the history; sends nothing. For an administrator.",
    ),
    Command(
        "open",
        "casework.open:open_trajectory",
        "Open a trajectory, and those that its first stage starts beside it; or take one over midway (--at).",
    ),
    Command(
        "advance",
        "casework.advance:advance",
        "Move a trajectory along a trigger; out of a final stage it is opened again.",
    ),
    Command(
        "transfer",
        "casework.transfer:transfer",
        "Change who looks after a trajectory, or many, or where it is counted, from a day on; its definition stays.",
    ),
    Command(
        "settle",
        "casework.settle:settle",
        "Answer a question about a client or household with yes or no; a yes is carried out at once.",
    ),
    Command(
        "assign",
        "casework.assign:assign",
        "Give a trajectory its coordinator, volunteer, jurist or teamleider; or many at once.",
    ),
    Command(
        "suspend",
        "casework.deadlines:suspend",
        "Let a term stand still. Here --by is a term: say who you are before the command.",
    ),
    Command("resume", "casework.deadlines:resume", "Let a suspended term run again."),
    Command(
        "extend",
        "casework.deadlines:extend",
        "Make a term longer. Here --by is a term: say who you are before the command.",
    ),
    Command("close", "casework.close:close", "Close a trajectory from any stage; or many at once."),
    Command(
        "correct",
        "casework.correct:correct",
        "Void an event, or give it another day or value. Nothing is erased: the correction is history too.",
    ),
    Command("note", "casework.note:note", "Write a note; also with a closed trajectory."),
    Command(
        "show",
        "reading.show:show",
        "Where a trajectory stands, what is to be done, what blocks and what is due; or all of a client or household.",
    ),
    Command("due", "reading.due:due", "What ends soon, all that is overdue, and what cannot be known yet."),
    Command(
        "caseload",
        "reading.caseload:caseload",
        "Every open case of someone: stage, since when, next day and open tasks; or all of a municipality.",
    ),
    Command("board", "reading.board:board", "How many trajectories stand in which stage."),
    Command(
        "history",
        "reading.history:history",
        "Every event of a trajectory and what was said about it, of a client, a household or the office, as written.",
    ),
    Command(
        "replay",
        "reading.replay:replay",
        "Fold the history again, from its events alone. Exit 8 when that is not what the database shows.",
    ),
    Command(
        "why",
        "reading.why:why",
        "Where a deadline or a reminder comes from: rule, source, every step of the arithmetic, and who is told when.",
    ),
    Command("term", "reading.term:term", "Count a term from a day: the last day in time, and how it was found."),
    Command(
        "why-not",
        "reminders.why_not:why_not",
        "Why a rule does not remind about a client: the first thing that fails, or when its first rung goes out.",
    ),
    Command(
        "forecast", "reminders.forecast:forecast", "The calendar to come: if nothing happens, and if all goes on time."
    ),
    Command(
        "doctor",
        "reminders.doctor:doctor",
        "Find out whether everyone is told in time. Exit 8, 7 or 3 when something must be done, the gravest first.",
    ),
    Command(
        "acknowledge",
        "casework.snooze:acknowledge",
        "Say that you have seen a reminder: it is not repeated for twenty working days. All else goes on.",
    ),
    Command(
        "snooze",
        "casework.snooze:snooze",
        "Let everything still to be said of a deadline wait until a day; never past a last day in law.",
    ),
    Command("digest", "reminders.digest:digest", "The daily message as it would be now; nothing is sent or recorded."),
    Command(
        "overview",
        "reminders.digest:overview",
        "The figures of the week: who has how much, what lies still, which rules never spoke, who is there.",
    ),
    Command(
        "schema",
        "office.schema:schema",
        "The shape of what a command answers with --json, as a JSON Schema; by itself the names of all.",
    ),
    Command(
        "demo",
        "office.demo:demo",
        "Build a sandbox with a year of casework in Westland, and show it. Every person is invented.",
    ),
    Group("audit", "Does the history verify?", AUDIT),
    Group("staff", "Who works here, in which roles, and who is away.", STAFF),
    Group("client", "Clients.", CLIENT),
    Group("household", "Households.", HOUSEHOLD),
    Group("import", "Bring in lists, see beforehand what will happen, and take them back.", IMPORT),
    Group("task", "Work on tasks.", TASK),
    Group("fact", "Record facts.", FACT),
    Group("scheduler", "Tell everyone what has come due.", SCHEDULER),
    Group("export", "Give other programs what they can use.", EXPORT),
    Group("workflow", "The workflows: what they say, and whether they are right.", WORKFLOW),
)
