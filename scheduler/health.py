"""Is everyone told in time, and does what is shown follow from the history? Pure checks over what was seen.

Names nobody: a colleague by id, a case by that of its trajectory, since what is found here may go into a log.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Literal, NamedTuple

from scheduler.figures import Audience, Place, Tick, Underway
from trajectories.clock import AMSTERDAM, write_instant
from workflows.roles import ROLES
from workflows.words import Words

NOT_VERIFIED, NOT_DELIVERED, DEFINITION_WRONG = 8, 7, 3  # exit codes, the gravest first
PATIENCE = timedelta(minutes=30)  # a clock that skips a beat is no alarm
ABANDONED = timedelta(minutes=15)  # after the end of a lease, real time
HELD_AT_MOST = timedelta(hours=1)  # no tick claims anything for so long
JUMP = timedelta(minutes=1)  # how far clocks may differ
SHOWN = 5  # examples

Severity = Literal["problem", "notice"]
Sure = Literal["certain", "likely"]


class Seen(NamedTuple):
    """What was seen at one moment. now: the product's clock; machine_now, database_now: real time, by two clocks.

    every_minutes: how often a tick is to come. missing_settings: of the channel, in these surroundings.
    calendar_until: the last day of which all decree days are known; None where the calendar itself is missing.
    """

    now: datetime
    machine_now: datetime
    database_now: datetime
    is_sandbox: bool
    every_minutes: float
    channel: str
    missing_settings: tuple[str, ...]
    ticks: list[Tick]
    due: int
    sent: int
    late: list[str]
    abandoned: list[str]
    messages: list[Underway]
    last_recorded_at: datetime | None
    never_said_again: list[str]
    told: "list[Told]"
    without_address: tuple[str, ...]
    calendar_until: date | None
    calendar_must_reach: date
    newer_calendar: bool
    dead_ends: list[Place]
    broken_definitions: list[str]
    trajectories: int
    replayed: "list[Replayed]"
    rules: dict[str, str | None]
    people_differ: list[str]


class Told(NamedTuple):
    """Reminders for the same people. nobody: no one at all; vacant: roles for which someone else stands in."""

    audience: Audience
    nobody: bool
    vacant: tuple[str, ...]


class Replayed(NamedTuple):
    """A trajectory beside its history. problem: why it could not be read, empty otherwise."""

    trajectory: str
    problem: str = ""
    state_differs: bool = False
    unplanned: tuple[str, ...] = ()  # on the agenda, but not in the plan
    unreached: tuple[str, ...] = ()  # in the plan, but not on the agenda


class Finding(NamedTuple):
    """Something to do, or to know of. commands: to be copied; a word in capitals is to be filled in."""

    code: str
    severity: Severity
    sure: Sure
    amount: int
    text: Words
    todo: Words
    commands: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()


class Check(NamedTuple):
    """title: what holds where it finds nothing."""

    code: str
    exit_code: int
    title: Words
    judge: Callable[[Seen], Finding | None]


# judging


def findings(seen: Seen) -> list[Finding]:
    """In the order of CHECKS."""
    return [found for check in CHECKS if (found := check.judge(seen))]


def exit_code(found: Iterable[Finding]) -> int:
    """0 where nothing need be done; else the gravest: the history, then whether people are told, then the rules."""
    codes = {check.code: check.exit_code for check in CHECKS}
    return max((codes[each.code] for each in found if each.severity == "problem"), default=0)


def last_good(seen: Seen) -> Tick | None:
    return next((each for each in seen.ticks if each.ended_at and not each.problem), None)


def tick_age(seen: Seen) -> timedelta | None:
    """Since the last tick that ended well, in real time, in a sandbox on its own clock; None where there is none."""
    last = last_good(seen)
    if last is None or last.ended_at is None:
        return None
    return seen.now - last.at if seen.is_sandbox else seen.database_now - last.ended_at


def no_tick(seen: Seen) -> Finding | None:
    age, allowed = tick_age(seen), max(3 * timedelta(minutes=seen.every_minutes), PATIENCE)
    if age is not None and age <= allowed:
        return None
    if not seen.ticks and not seen.trajectories:
        return _never_started(seen)
    last = last_good(seen)
    since = Words("er is er nog nooit een geslaagd", "none ever ended well")
    if last and last.ended_at:
        at = _local(last.at if seen.is_sandbox else last.ended_at)
        who = f" ({last.node})" if last.node else ""
        since = Words(f"de laatste die goed afliep was op {at}{who}", f"the last that ended well was at {at}{who}")
    wanted = f"{seen.every_minutes:g}"
    return Finding(
        "no_tick",
        "problem",
        "certain",
        1,
        Words(
            f"Niemand kijkt of er iets te zeggen is: {since.nl}, en elke {wanted} minuten hoort er een te komen.",
            f"Nobody looks whether there is something to say: {since.en}, and one should come every {wanted} minutes.",
        ),
        Words(
            "Start de scheduler; de eerstvolgende ronde haalt alles in.",
            "Start the scheduler; its first tick catches up with everything.",
        ),
        ("traject scheduler tick",)
        if seen.is_sandbox
        else ("systemctl status traject-scheduler", "traject scheduler run"),
    )


def _never_started(seen: Seen) -> Finding:
    """Of an office that was made just now: nothing is lost yet."""
    return Finding(
        "no_tick",
        "notice",
        "certain",
        1,
        Words(
            "De scheduler heeft nog nooit gelopen; er is ook nog geen traject om iets van te zeggen.",
            "The scheduler never ran yet; nor is there any trajectory to say something of.",
        ),
        Words("Start hem voordat het eerste traject opent.", "Start it before the first trajectory opens."),
        ("traject scheduler tick",) if seen.is_sandbox else ("traject scheduler run",),
    )


def tick_fails(seen: Seen) -> Finding | None:
    ended = [each for each in seen.ticks if each.ended_at]
    if not ended or not ended[0].problem:
        return None
    since = last_good(seen)
    failing = [each for each in ended if not since or each.started_at > since.started_at]
    return Finding(
        "tick_fails",
        "problem",
        "certain",
        len(failing),
        Words(
            f"De laatste ronde brak af ({len(failing)} op rij): {ended[0].problem}.",
            f"The last tick broke off ({len(failing)} in a row): {ended[0].problem}.",
        ),
        Words(
            "Kijk in het logboek wat eraan vooraf ging, en laat het met de hand lopen om de fout te zien.",
            "Look in the log for what came before, and run one by hand to see the error.",
        ),
        ("journalctl -u traject-scheduler -n 50", "TRAJECT_DEBUG=1 traject scheduler tick"),
    )


def tick_died(seen: Seen) -> Finding | None:
    held = seen.database_now - ABANDONED
    died = [each for each in seen.ticks if not each.ended_at and each.started_at < held]
    if not died:
        return None
    return Finding(
        "tick_died",
        "notice",
        "likely",
        len(died),
        Words(
            f"Rondes van het laatste etmaal zonder einde: {len(died)}. Ze zijn afgebroken, of duren nog.",
            f"Ticks of the last day without an end: {len(died)}. They were killed, or still go on.",
        ),
        Words(
            "Wat zij vasthielden zegt de volgende ronde. Gebeurt het vaker, kijk dan wat de machine doet.",
            "What they held is said by the next one. If it happens often, see what stops them.",
        ),
        ("journalctl -u traject-scheduler -n 50",),
        tuple(dict.fromkeys(each.node for each in died)),
    )


def stuck_claim(seen: Seen) -> Finding | None:
    return _listed(
        "stuck_claim",
        seen.abandoned,
        "problem",
        Words(
            "Claims zijn verlopen en niemand nam ze over, of duren langer dan een ronde ooit vraagt",
            "Claims have ended and nobody took them over, or last longer than any tick asks for",
        ),
        Words(
            "Zo lang geen ronde ze overneemt worden ze niet gezegd: laat er een lopen en zie wat hij meldt. Een claim "
            "tot ver vooruit komt van een klok die vooruit sprong.",
            "Until a tick takes them over they are not said: run one and see what it tells. A claim until far ahead "
            "comes from a clock that jumped ahead.",
        ),
        ("traject scheduler tick", "traject scheduler ledger"),
    )


def late_reminders(seen: Seen) -> Finding | None:
    return _listed(
        "late_reminders",
        seen.late,
        "problem",
        Words(
            "Herinneringen zijn langer dan een half uur aan de beurt en niemand houdt ze vast",
            "Reminders have been due for more than half an hour and nobody holds them",
        ),
        Words(
            "Laat een ronde lopen; blijven ze staan, dan is er niemand om het aan te zeggen of is hun traject niet te "
            "lezen.",
            "Run a tick; if they stay, there is nobody to tell or their trajectory cannot be read.",
        ),
        ("traject scheduler tick", "traject doctor --deep"),
    )


def unreached(seen: Seen) -> Finding | None:
    missing = [reminder for each in seen.replayed for reminder in each.unreached]
    return _listed(
        "unreached",
        missing,
        "problem",
        Words(
            "Herinneringen volgen uit de geschiedenis maar staan niet op de agenda, of op een andere dag of voor een "
            "andere rol: geen ronde zegt ze zoals het hoort",
            "Reminders follow from the history but are not on the agenda, or on another day or for another role: no "
            "tick will say them as it should",
        ),
        REBUILD,
        ("traject rebuild",),
    )


def unplanned(seen: Seen) -> Finding | None:
    surplus = [reminder for each in seen.replayed for reminder in each.unplanned]
    return _listed(
        "unplanned",
        surplus,
        "problem",
        Words(
            "Herinneringen staan op de agenda maar volgen niet uit de geschiedenis",
            "Reminders are on the agenda but do not follow from the history",
        ),
        REBUILD,
        ("traject rebuild",),
    )


def silent_deadline(seen: Seen) -> Finding | None:
    return _listed(
        "silent_deadline",
        seen.never_said_again,
        "notice",
        Words(
            "Termijnen zijn voorbij, lopen nog, en er wordt niets meer over gezegd",
            "Deadlines are over, still run, and nothing more will be said of them",
        ),
        Words(
            "Leg vast hoe ze afliepen, of sluit het traject. Hoort er een herinnering te blijven komen, geef de "
            "termijn dan een ‘every’ in de definitie.",
            "Record how they ended, or close the trajectory. Where a reminder should keep coming, give the deadline an "
            "'every' in its definition.",
        ),
        ("traject due", *(f"traject why {each}" for each in seen.never_said_again[:1])),
    )


def no_recipient(seen: Seen) -> Finding | None:
    alone = [each.audience for each in seen.told if each.nobody]
    if not alone:
        return None
    count = sum(each.reminders for each in alone)
    roles = [ROLES[role] for role in sorted({role for each in alone for role in each.roles} - {"teamleider"})]
    nl = ", ".join(f"geen {each.nl}" for each in [*roles, ROLES["teamleider"]])
    en = ", ".join(f"no {each.en}" for each in [*roles, ROLES["teamleider"]])
    return Finding(
        "no_recipient",
        "problem",
        "certain",
        count,
        Words(
            f"Herinneringen voor niemand: {count}. Er is {nl} en geen beheerder.",
            f"Reminders for nobody: {count}. There is {en} and no administrator.",
        ),
        Words("Geef iemand een van die rollen.", "Give someone one of those roles."),
        ("traject staff list", "traject staff add NAME --role teamleider --email ADDRESS"),
        _first(each.trajectory for each in alone),
    )


def vacant_role(seen: Seen) -> Finding | None:
    counts: Counter[str] = Counter()
    for each in seen.told:
        counts.update(dict.fromkeys(each.vacant, each.audience.reminders))
    if not counts:
        return None
    nl = ", ".join(f"{ROLES[role].nl} ({count})" for role, count in sorted(counts.items()))
    en = ", ".join(f"{ROLES[role].en} ({count})" for role, count in sorted(counts.items()))
    return Finding(
        "vacant_role",
        "notice",
        "certain",
        sum(counts.values()),
        Words(
            f"Voor deze rollen springt een ander in, bij zoveel herinneringen: {nl}.",
            f"Someone else stands in for these roles, for so many reminders: {en}.",
        ),
        Words(
            "Wijs iemand toe, of geef iemand die rol; tot dan krijgen collega's in die rol, de teamleider of de "
            "beheerder ze.",
            "Assign someone, or give someone the role; until then colleagues in it, the team leader or an "
            "administrator get them.",
        ),
        ("traject staff list", "traject assign ID NAME --as ROLE"),
        _first(each.audience.trajectory for each in seen.told if each.vacant),
    )


def no_address(seen: Seen) -> Finding | None:
    return _listed(
        "no_address",
        seen.without_address,
        "problem",
        Words(
            "Collega's krijgen herinneringen en hebben geen mailadres",
            "Colleagues are to be reminded and have no mail address",
        ),
        Words("Leg hun adres vast.", "Record their address."),
        ("traject staff list --json", "traject staff add NAME --role ROLE --email ADDRESS"),
    )


def channel_not_set_up(seen: Seen) -> Finding | None:
    if seen.channel != "smtp" and not seen.is_sandbox:
        return Finding(
            "channel_not_set_up",
            "problem",
            "certain",
            1,
            Words(
                "Berichten gaan alleen naar het scherm, en dat telt hier niet als gezegd.",
                "Messages go to the screen only, and here that does not count as said.",
            ),
            Words("Zet mail aan.", "Set up mail."),
            ("traject scheduler channel smtp",),
        )
    if seen.channel != "smtp" or not seen.missing_settings:
        return None
    listing = ", ".join(seen.missing_settings)
    return Finding(
        "channel_not_set_up",
        "problem",
        "likely",
        len(seen.missing_settings),
        Words(
            f"Voor mail ontbreekt hier: {listing}. De scheduler zelf kan een andere omgeving hebben.",
            f"Not set here for mail: {listing}. The scheduler itself may have other surroundings.",
        ),
        Words(
            "Zet ze in het bestand met de omgeving van de scheduler, en laat doctor met hetzelfde bestand lopen.",
            "Set them in the scheduler's environment file, and run doctor with that same file.",
        ),
        (),
        seen.missing_settings,
    )


def unknown_deliveries(seen: Seen) -> Finding | None:
    unknown = [each for each in seen.messages if each.state == "unknown"]
    if not unknown:
        return None
    since = _local(datetime.fromisoformat(unknown[0].claimed_at))
    return Finding(
        "unknown_deliveries",
        "problem",
        "certain",
        len(unknown),
        Words(
            f"Berichten waarvan niet bekend is of ze aankwamen: {len(unknown)}, het oudste van {since}. Ze gaan "
            "opnieuw uit met dezelfde Message-ID en kunnen dus dubbel aankomen.",
            f"Messages of which it is not known whether they arrived: {len(unknown)}, the oldest of {since}. They go "
            "out again with the same Message-ID, so that they may arrive twice.",
        ),
        Words(
            "Meestal hoeft u niets te doen: een volgende ronde rondt ze af. Blijven ze staan, kijk dan of de "
            "mailserver antwoordt.",
            "Mostly there is nothing to do: a next tick settles them. If they stay, see whether the mail server "
            "answers.",
        ),
        ("traject scheduler ledger",),
        tuple(each.message for each in unknown[:SHOWN]),
    )


def failed_deliveries(seen: Seen) -> Finding | None:
    failed = [each for each in seen.messages if each.state == "failed"]
    if not failed:
        return None
    why = "; ".join(sorted({each.problem for each in failed if each.problem}))
    return Finding(
        "failed_deliveries",
        "problem",
        "certain",
        len(failed),
        Words(
            f"Berichten die niet konden worden afgeleverd en op een volgende poging wachten: {len(failed)} ({why}).",
            f"Messages that could not be delivered and wait for another try: {len(failed)} ({why}).",
        ),
        Words(
            "Neem de oorzaak weg; de volgende poging komt vanzelf.",
            "Take the cause away; the next try comes by itself.",
        ),
        ("traject scheduler ledger",),
        tuple(each.message for each in failed[:SHOWN]),
    )


def clock_jump(seen: Seen) -> Finding | None:
    ahead = seen.machine_now - seen.database_now
    signs: list[Words] = []
    if abs(ahead) > JUMP:
        seconds = round(abs(ahead).total_seconds())
        nl, en = ("voor", "ahead of") if ahead > timedelta() else ("achter", "behind")
        signs.append(
            Words(
                f"deze machine loopt {seconds} seconden {nl} op de database",
                f"this machine is {seconds} seconds {en} the database",
            )
        )
    if seen.ticks and max(each.started_at for each in seen.ticks) > seen.database_now + JUMP:
        at = _local(max(each.started_at for each in seen.ticks))
        signs.append(Words(f"de laatste ronde begon op {at}, dat is nog niet", f"the last tick began at {at}, not yet"))
    if seen.last_recorded_at and seen.last_recorded_at > seen.now + JUMP:
        at = _local(seen.last_recorded_at)
        signs.append(
            Words(f"er is iets vastgelegd op {at}, dat is nog niet", f"something was recorded at {at}, not yet")
        )
    if not signs:
        return None
    return Finding(
        "clock_jump",
        "problem",
        "certain",
        len(signs),
        Words(
            f"De klok is versprongen: {'; '.join(each.nl for each in signs)}.",
            f"The clock jumped: {'; '.join(each.en for each in signs)}.",
        ),
        Words(
            "Zet de klok van deze machine gelijk (NTP). Wat te vroeg is vastgelegd of verstuurd blijft staan.",
            "Set the clock of this machine right (NTP). What was recorded or sent too early stays.",
        ),
        ("timedatectl status",),
    )


def calendar_short(seen: Seen) -> Finding | None:
    until = seen.calendar_until
    if until and until >= seen.calendar_must_reach:
        return None
    is_practice = seen.is_sandbox and until is not None  # its clock may stand in any year; nobody has a term there
    todo, commands = (
        (
            Words(
                "Deze versie kent verder: neem haar kalender over.", "This release knows further: adopt its calendar."
            ),
            ("traject init",),
        )
        if seen.newer_calendar
        else (
            Words(
                "Installeer een nieuwere versie en neem haar kalender over; de dagen zelf staan in een koninklijk "
                "besluit.",
                "Install a newer release and adopt its calendar; the days themselves are set by royal decree.",
            ),
            ("pip install --upgrade .", "traject init"),
        )
    )
    known = (
        Words(
            f"Van de dagen die een besluit met een feestdag gelijkstelt zijn alle bekend tot en met {until}; "
            f"wettelijke termijnen tot en met {seen.calendar_must_reach} kunnen nog een dag opschuiven.",
            f"The days that a decree makes equal to a holiday are all known until {until}; statutory terms until "
            f"{seen.calendar_must_reach} may still move by a day.",
        )
        if until
        else Words(
            "De kalender die geldt ontbreekt in de database.", "The calendar in force is missing in the database."
        )
    )
    return Finding("calendar_short", "notice" if is_practice else "problem", "certain", 1, known, todo, commands)


def dead_end(seen: Seen) -> Finding | None:
    if not seen.dead_ends:
        return None
    count = sum(each.amount for each in seen.dead_ends)
    stages = ", ".join(sorted({f"{each.workflow} '{each.stage}'" for each in seen.dead_ends}))
    first = seen.dead_ends[0]
    return Finding(
        "dead_end",
        "problem",
        "certain",
        count,
        Words(
            f"Trajecten in een fase die hun definitie niet kan verlaten: {count}, in {stages}.",
            f"Trajectories in a stage that their definition cannot leave: {count}, in {stages}.",
        ),
        Words(
            "Publiceer een versie met een uitweg en breng ze daarheen over, of sluit ze.",
            "Publish a version with a way out and take them over to it, or close them.",
        ),
        (
            f"traject workflow migrate {first.workflow}@VERSION {first.workflow} --plan plan.yaml",
            f"traject close {first.trajectory} --outcome OUTCOME",
        ),
        tuple(each.trajectory for each in seen.dead_ends[:SHOWN]),
    )


def projection_differs(seen: Seen) -> Finding | None:
    wrong = [each for each in seen.replayed if each.state_differs or each.problem]
    why = "; ".join(sorted({each.problem for each in wrong if each.problem}))
    return _listed(
        "projection_differs",
        [each.trajectory for each in wrong],
        "problem",
        Words(
            "Onder de nagespeelde trajecten zijn er die iets anders tonen dan hun geschiedenis"
            + (f" ({why})" if why else ""),
            "Among the trajectories replayed some show something else than their history"
            + (f" ({why})" if why else ""),
        ),
        Words(
            "Ga eerst na of de geschiedenis zelf klopt; klopt zij, bouw dan opnieuw op wat eruit volgt.",
            "First see whether the history itself verifies; if it does, rebuild what follows from it.",
        ),
        ("traject audit verify", "traject rebuild"),
    )


def people_differ(seen: Seen) -> Finding | None:
    return _listed(
        "people_differ",
        seen.people_differ,
        "problem",
        Words(
            "Medewerkers, cliënten of huishoudens staan er anders bij dan hun geschiedenis: een bericht kan bij de "
            "verkeerde komen",
            "Staff, clients or households are shown otherwise than their history: a message may reach the wrong one",
        ),
        REBUILD,
        ("traject audit verify", "traject rebuild"),
    )


def definition_missing(seen: Seen) -> Finding | None:
    return _listed(
        "definition_missing",
        [each[:12] for each in seen.broken_definitions],
        "problem",
        Words(
            "Definities waar trajecten op rusten ontbreken in de database of zijn veranderd",
            "Definitions that trajectories rest on are missing in the database or were changed",
        ),
        Words(
            "Zet de tabel ‘definition’ terug uit een reservekopie; ‘init’ brengt de ingebouwde van deze versie terug.",
            "Restore the table 'definition' from a backup; 'init' brings back the built-in ones of this release.",
        ),
        ("traject audit verify", "traject init"),
    )


REBUILD = Words(
    "Bouw opnieuw op wat uit de geschiedenis volgt; er wordt niets bij verstuurd.",
    "Rebuild what follows from the history; it sends nothing.",
)


def _listed(
    code: str, found: Sequence[str], severity: Severity, what: Words, todo: Words, commands: tuple[str, ...]
) -> Finding | None:
    """So many of something, of which the first are named; None where there are none."""
    if not found:
        return None
    text = Words(f"{what.nl} ({len(found)}).", f"{what.en} ({len(found)}).")
    return Finding(code, severity, "certain", len(found), text, todo, commands, tuple(found[:SHOWN]))


def _first(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))[:SHOWN]


def _local(instant: datetime) -> str:
    return f"{instant.astimezone(AMSTERDAM):%Y-%m-%d %H:%M}"


CHECKS = (
    Check("no_tick", NOT_DELIVERED, Words("er komt op tijd een ronde", "ticks come in time"), no_tick),
    Check("tick_fails", NOT_DELIVERED, Words("geen ronde liep op een fout", "no tick met an error"), tick_fails),
    Check("tick_died", NOT_DELIVERED, Words("geen ronde brak af", "no tick was killed"), tick_died),
    Check("stuck_claim", NOT_DELIVERED, Words("geen claim bleef hangen", "no claim is stuck"), stuck_claim),
    Check("late_reminders", NOT_DELIVERED, Words("niets bleef liggen", "nothing was left lying"), late_reminders),
    Check(
        "unreached",
        NOT_VERIFIED,
        Words("elke herinnering staat op de agenda", "every reminder is on the agenda"),
        unreached,
    ),
    Check(
        "unplanned", NOT_VERIFIED, Words("de agenda zegt niets te veel", "the agenda says nothing too much"), unplanned
    ),
    Check(
        "silent_deadline",
        NOT_DELIVERED,
        Words("elke verlopen termijn blijft herinneren", "every deadline that is over keeps reminding"),
        silent_deadline,
    ),
    Check(
        "no_recipient",
        NOT_DELIVERED,
        Words("elke herinnering is voor iemand", "every reminder is for someone"),
        no_recipient,
    ),
    Check("vacant_role", NOT_DELIVERED, Words("elke rol is bezet", "every role is held"), vacant_role),
    Check(
        "no_address",
        NOT_DELIVERED,
        Words("elke ontvanger heeft een adres", "every recipient has an address"),
        no_address,
    ),
    Check(
        "channel_not_set_up",
        NOT_DELIVERED,
        Words("het kanaal is ingesteld", "the channel is set up"),
        channel_not_set_up,
    ),
    Check(
        "unknown_deliveries",
        NOT_DELIVERED,
        Words("van elk bericht is de afloop bekend", "how each message ended is known"),
        unknown_deliveries,
    ),
    Check("failed_deliveries", NOT_DELIVERED, Words("niets mislukte", "nothing failed"), failed_deliveries),
    Check("clock_jump", NOT_DELIVERED, Words("de klok loopt gelijk", "the clock is right"), clock_jump),
    Check(
        "calendar_short",
        DEFINITION_WRONG,
        Words("de kalender reikt ver genoeg", "the calendar reaches far enough"),
        calendar_short,
    ),
    Check("dead_end", DEFINITION_WRONG, Words("elke fase heeft een uitweg", "every stage can be left"), dead_end),
    Check(
        "projection_differs",
        NOT_VERIFIED,
        Words("wat getoond wordt volgt uit de geschiedenis", "what is shown follows from the history"),
        projection_differs,
    ),
    Check(
        "people_differ",
        NOT_VERIFIED,
        Words("wie er werkt volgt uit de geschiedenis", "who works here follows from the history"),
        people_differ,
    ),
    Check(
        "definition_missing",
        NOT_VERIFIED,
        Words("elke definitie is er", "every definition is there"),
        definition_missing,
    ),
)


# for monitoring


def as_figures(seen: Seen) -> dict[str, object]:
    """What monitoring wants, with stable keys; counts of messages, seconds, instants as text."""
    states = Counter(each.state for each in seen.messages)
    last, age = last_good(seen), tick_age(seen)
    return {
        "at": write_instant(seen.now),
        "due": seen.due,
        "sent": seen.sent,
        "failed": states["failed"],
        "unknown": states["unknown"],
        "waiting": states["waiting"],
        "late_seconds": max((each.late_seconds for each in seen.ticks), default=0),
        "late": len(seen.late),
        "tick_age_seconds": round(age.total_seconds()) if age is not None else None,
        "last_tick_at": write_instant(last.ended_at) if last and last.ended_at else None,
        "node": last.node or None if last else None,
        "nodes": sorted({each.node for each in seen.ticks if each.node}),
        "calendar_until": seen.calendar_until.isoformat() if seen.calendar_until else None,
        "trajectories": seen.trajectories,
        "replayed": len(seen.replayed),
        "rules": {name: {"last_fired_at": at} for name, at in seen.rules.items()},
    }
