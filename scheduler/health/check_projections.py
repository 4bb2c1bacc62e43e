"""Does what is shown follow from the history? Checks of the agenda, the trajectories and the people."""

from scheduler.health.finding import HealthFinding, counted
from scheduler.health.snapshot import Snapshot
from workflows.words import Words

REBUILD = Words(
    "Bouw opnieuw op wat uit de geschiedenis volgt; er wordt niets bij verstuurd.",
    "Rebuild what follows from the history; it sends nothing.",
)


def unreached(seen: Snapshot) -> HealthFinding | None:
    missing = [reminder for each in seen.replayed for reminder in each.unreached]
    return counted(
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


def unplanned(seen: Snapshot) -> HealthFinding | None:
    surplus = [reminder for each in seen.replayed for reminder in each.unplanned]
    return counted(
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


def projection_differs(seen: Snapshot) -> HealthFinding | None:
    wrong = [each for each in seen.replayed if each.state_differs or each.problem]
    why = "; ".join(sorted({each.problem for each in wrong if each.problem}))
    return counted(
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


def rows_differ(seen: Snapshot) -> HealthFinding | None:
    return counted(
        "rows_differ",
        seen.rows_differ,
        "problem",
        Words(
            "Wat bewaard is van wat uit de geschiedenis volgt is niet wat er nu uit volgt",
            "What is kept of what follows from the history is not what follows from it now",
        ),
        REBUILD,
        ("traject audit verify --projections", "traject rebuild"),
    )


def people_differ(seen: Snapshot) -> HealthFinding | None:
    return counted(
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
