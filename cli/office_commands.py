"""What can be typed of the office: its history and its staff. See commands."""

from cli.command import Command, Group

WITNESS = (
    Command(
        "add",
        "office.witness:add",
        "Mail every checkpoint to someone outside the office, from the next tick on. For an administrator.",
    ),
    Command(
        "remove", "office.witness:remove", "Mail no more checkpoints there, and tell them so. For an administrator."
    ),
    Command("list", "office.witness:list_witnesses", "Who is mailed the checkpoints, and when they last were."),
)

AUDIT = (
    Command(
        "verify",
        "office.verify:verify",
        "Hash every event again, and compare projections with the history. Exit 8 when something does not fit.",
    ),
    Command(
        "clock-repaired",
        "office.clock_repaired:clock_repaired",
        "Record that the clock was ahead and is right now, so that everyone may write again. For an administrator.",
    ),
    Command(
        "seats",
        "office.seats:seats",
        "In whose name was recorded at which seat, and whether that is their own account. For auditors too.",
    ),
    Command(
        "restored",
        "office.restored:restored",
        "Record that a copy was put back by other means than 'traject restore'. For an administrator.",
    ),
    Command(
        "checkpoint",
        "office.checkpoint:checkpoint",
        "The end of the history as it is now, to be kept elsewhere; 'audit verify --since' compares with it later.",
    ),
    Group("witness", "Who outside the office is mailed the checkpoints.", WITNESS),
)

STAFF = (
    Command("add", "people.staff:add_staff", "Add someone, or give someone further roles. For an administrator."),
    Command(
        "end",
        "people.staff:end_role",
        "End a role; what was done in it stays. Tells what is left to hand over. For an administrator.",
    ),
    Command(
        "bind",
        "people.binding:bind",
        "Record by which account a colleague works; without one nothing is said of it any more. For an administrator.",
    ),
    Command(
        "strict", "people.binding:strict", "Whether everyone acts at their own account only. For an administrator."
    ),
    Command(
        "hand-over",
        "people.staff:hand_over",
        "Give all running trajectories of someone to a successor, or none of them when one cannot be given.",
    ),
    Command(
        "away",
        "people.absence:away",
        "Record that someone is away, now or later. For an administrator, a team leader, or the person themself.",
    ),
    Command(
        "back",
        "people.absence:back",
        "Record that someone is there again. For an administrator, a team leader, or the person themself.",
    ),
    Command(
        "hours", "people.absence:hours", "Choose when someone is told. For an administrator, or the person themself."
    ),
    Command(
        "list",
        "people.staff:list_staff",
        "Everyone on the staff, with the roles held today, own hours, and who is away until when.",
    ),
)
