"""Does every term of law stand still, and run on, only on a ground of law?"""

from scheduler.health.finding import HealthFinding, counted
from scheduler.health.snapshot import Snapshot
from workflows.words import Words


def term_without_ground(seen: Snapshot) -> HealthFinding | None:
    """Each with the day as it counts and the one that would hold without what has no ground."""
    names = [f"{each.deadline} {each.due_on} ({each.lawful_on})" for each in seen.without_ground]
    return counted(
        "term_without_ground",
        names,
        "notice",
        Words(
            "Wettelijke termijnen die ooit stilstonden of langer werden zonder grond in de wet; tussen haakjes de dag "
            "die zonder dat zou gelden",
            "Terms of law that once stood still or became longer without a ground in law; in brackets the day that "
            "would hold without that",
        ),
        Words(
            "Het blijft meetellen. Ga met de jurist na of er een grond was: draai het terug, en leg het met die grond "
            "opnieuw vast; reken tot dan op de vroegste dag.",
            "It goes on counting. See with the jurist whether there was a ground: take it back, and record it anew on "
            "that ground; until then go by the earlier day.",
        ),
        ("traject show DEADLINE", "traject correct TRAJECTORY VERSION --void --reason REASON"),
    )
