"""Are people followed? Checks of what members of a household should have, and of questions that wait for an answer."""

from scheduler.health.finding import HealthFinding, counted
from scheduler.health.snapshot import Snapshot
from workflows.words import Words


def case_missing(seen: Snapshot) -> HealthFinding | None:
    """Someone lives in the household of a case, and has not what that case opens for those who live there."""
    found = seen.missing_cases
    return counted(
        "case_missing",
        [f"{each.subject} {each.workflow} ({each.by})" for each in found],
        "problem",
        Words(
            "Wie in een huishouden woont mist een traject dat het traject van het huishouden voor hen opent",
            "Someone who lives in a household lacks a trajectory that the household's trajectory opens for them",
        ),
        Words(
            "Open het traject, of sluit dat van het huishouden als het niet meer loopt.",
            "Open the trajectory, or close the household's where it is over.",
        ),
        tuple(f"traject open {each.workflow} REF --municipality MUNICIPALITY" for each in found[:1]),
    )


def question_open(seen: Snapshot) -> HealthFinding | None:
    return counted(
        "question_open",
        [each.id for each in seen.questions],
        "notice",
        Words("Vragen over cliënten wachten op een antwoord", "Questions about clients wait for an answer"),
        Words("Beantwoord ze met ja of nee.", "Answer them with yes or no."),
        tuple(f"traject settle {each.id} yes" for each in seen.questions[:1]),
    )
