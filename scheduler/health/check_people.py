"""Are people followed? Checks of what members of a household should have, and of questions that wait for an answer."""

from scheduler.health.finding import HealthFinding, counted
from scheduler.health.snapshot import Snapshot
from workflows.words import Words


def case_missing(seen: Snapshot) -> HealthFinding | None:
    """Someone lives in the household of a case, and has not what that case opens for those who live there."""
    found = seen.missing_cases
    return counted(
        "case_missing",
        [f"{each.ref} {each.workflow} ({each.by})" for each in found],
        "problem",
        Words(
            "Wie in een huishouden woont mist een traject dat het traject van het huishouden voor hen opent",
            "Someone who lives in a household lacks a trajectory that the household's trajectory opens for them",
        ),
        Words(
            "Open het traject, of sluit dat van het huishouden als het niet meer loopt.",
            "Open the trajectory, or close the household's where it is over.",
        ),
        tuple(f"traject open {each.workflow} {each.ref} --municipality MUNICIPALITY" for each in found[:1]),
    )


def same_reference(seen: Snapshot) -> HealthFinding | None:
    """References from before they had one form; every pair is listed."""
    found = [" = ".join(refs) for refs in seen.same_refs]
    told = counted(
        "same_reference",
        found,
        "notice",
        Words(
            "Kenmerken verschillen alleen in hoofdletters of onzichtbare tekens",
            "References differ in capitals or unseen marks only",
        ),
        Words(
            "Zoek wie het zijn; geef er een ander kenmerk aan een, of voeg ze samen als het dezelfde cliënt is.",
            "Find who they are; give one of them another reference, or merge them where they are one client.",
        ),
        tuple(f"traject client find {refs[0]}" for refs in seen.same_refs[:1]),
    )
    return told._replace(examples=tuple(found)) if told else None


def question_open(seen: Snapshot) -> HealthFinding | None:
    return counted(
        "question_open",
        [each.id for each in seen.questions],
        "notice",
        Words("Vragen over cliënten wachten op een antwoord", "Questions about clients wait for an answer"),
        Words("Beantwoord ze met ja of nee.", "Answer them with yes or no."),
        tuple(f"traject settle {each.id} yes" for each in seen.questions[:1]),
    )
