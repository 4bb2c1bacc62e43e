"""Does the scheduler look in time? Checks of its ticks, its claims, what lies waiting, and the clock."""

from datetime import timedelta

from scheduler.health.finding import HealthFinding, counted, local_text
from scheduler.health.snapshot import ABANDONED, JUMP, PATIENCE, Snapshot, last_good, tick_age, ticks_so_far
from workflows.words import Words

SET_CLOCK = Words(
    "De klok is teruggezet: kijk eerst of hij nu goed staat (timedatectl status). ",
    "The clock was set back: see first whether it is right now (timedatectl status). ",
)


def no_tick(seen: Snapshot) -> HealthFinding | None:
    age, allowed = tick_age(seen), max(3 * timedelta(minutes=seen.every_minutes), PATIENCE)
    if age is not None and age <= allowed:
        return None
    if not seen.ticks and not seen.trajectories:
        return _never_started(seen)
    last = last_good(seen)
    since = Words("er is er nog nooit een geslaagd", "none ever ended well")
    if last and last.ended_at:
        at = local_text(last.at if seen.is_sandbox else last.ended_at)
        who = f" ({last.node})" if last.node else ""
        since = Words(f"de laatste die goed afliep was op {at}{who}", f"the last that ended well was at {at}{who}")
    ahead = [each for each in seen.ticks if each not in ticks_so_far(seen)]
    if ahead:
        at = local_text(ahead[0].started_at)
        since = Words(
            f"{since.nl}, en een ronde van {at} telt niet, want dat is nog niet",
            f"{since.en}, and a tick of {at} does not count, as that is yet to come",
        )
    wanted = f"{seen.every_minutes:g}"
    return HealthFinding(
        "no_tick",
        "problem",
        "certain",
        1,
        Words(
            f"Niemand kijkt of er iets te zeggen is: {since.nl}, en elke {wanted} minuten hoort er een te komen.",
            f"Nobody looks whether there is something to say: {since.en}, and one should come every {wanted} minutes.",
        ),
        Words(
            f"{SET_CLOCK.nl if ahead else ''}Start de scheduler; de eerstvolgende ronde haalt alles in.",
            f"{SET_CLOCK.en if ahead else ''}Start the scheduler; its first tick catches up with everything.",
        ),
        ("traject scheduler tick",)
        if seen.is_sandbox
        else ("systemctl status traject-scheduler", "traject scheduler run"),
    )


def _never_started(seen: Snapshot) -> HealthFinding:
    """Of an office that was made just now: nothing is lost yet."""
    return HealthFinding(
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


def tick_fails(seen: Snapshot) -> HealthFinding | None:
    ended = [each for each in ticks_so_far(seen) if each.ended_at]
    if not ended or not ended[0].problem:
        return None
    since = last_good(seen)
    failing = [each for each in ended if not since or each.started_at > since.started_at]
    return HealthFinding(
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


def tick_died(seen: Snapshot) -> HealthFinding | None:
    held = seen.database_now - ABANDONED
    died = [each for each in seen.ticks if not each.ended_at and each.started_at < held]
    if not died:
        return None
    return HealthFinding(
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


def stuck_claim(seen: Snapshot) -> HealthFinding | None:
    return counted(
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


def late_reminders(seen: Snapshot) -> HealthFinding | None:
    return counted(
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


def clock_jump(seen: Snapshot) -> HealthFinding | None:
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
        at = local_text(max(each.started_at for each in seen.ticks))
        signs.append(Words(f"de laatste ronde begon op {at}, dat is nog niet", f"the last tick began at {at}, not yet"))
    if seen.last_recorded_at and seen.last_recorded_at > seen.now + JUMP:
        at = local_text(seen.last_recorded_at)
        signs.append(
            Words(f"er is iets vastgelegd op {at}, dat is nog niet", f"something was recorded at {at}, not yet")
        )
    if seen.silent_since:
        at = local_text(seen.silent_since)
        signs.append(
            Words(
                f"er was geen teken van leven sinds {at}; staat de klok goed, dan zegt een beheerder dat eenmaal met "
                "--clock-is-right",
                f"there was no sign of life since {at}; if the clock is right, an administrator says so once with "
                "--clock-is-right",
            )
        )
    if not signs:
        return None
    return HealthFinding(
        "clock_jump",
        "problem",
        "certain",
        len(signs),
        Words(
            f"De klok is versprongen: {'; '.join(each.nl for each in signs)}.",
            f"The clock jumped: {'; '.join(each.en for each in signs)}.",
        ),
        Words(
            "Zet de klok van deze machine gelijk (NTP). Wat te vroeg is vastgelegd of verstuurd blijft staan; is de "
            "klok nu goed, dan maakt ‘traject audit clock-repaired’ de weg weer vrij.",
            "Set the clock of this machine right (NTP). What was recorded or sent too early stays; if the clock is "
            "right now, 'traject audit clock-repaired' frees the way again.",
        ),
        ("timedatectl status",),
    )
