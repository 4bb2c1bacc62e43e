"""Can the rules be relied on? Checks of the calendar, the ways out of a stage, and the definitions themselves."""

from scheduler.health.finding import SHOWN, HealthFinding, counted
from scheduler.health.snapshot import Snapshot
from workflows.words import Words


def calendar_short(seen: Snapshot) -> HealthFinding | None:
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
    return HealthFinding("calendar_short", "notice" if is_practice else "problem", "certain", 1, known, todo, commands)


def dead_end(seen: Snapshot) -> HealthFinding | None:
    if not seen.dead_ends:
        return None
    count = sum(each.amount for each in seen.dead_ends)
    stages = ", ".join(sorted({f"{each.workflow} '{each.stage}'" for each in seen.dead_ends}))
    first = seen.dead_ends[0]
    return HealthFinding(
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


def definition_missing(seen: Snapshot) -> HealthFinding | None:
    return counted(
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
