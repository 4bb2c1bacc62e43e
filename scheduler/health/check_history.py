"""Do the rows know what the history says, no more and nothing else?"""

from scheduler.health.finding import HealthFinding, counted
from scheduler.health.snapshot import Snapshot
from workflows.words import Words

REBUILD = "traject rebuild"
VERIFY = "traject audit verify"


def events_missing(seen: Snapshot) -> HealthFinding | None:
    return counted(
        "events_missing",
        seen.events_missing,
        "problem",
        Words(
            "Er ontbreken gebeurtenissen: van deze reeksen is meer bekend dan de geschiedenis zegt",
            "Events are missing: of these streams more is known than the history says",
        ),
        Words(
            "Bouw niets opnieuw op: dat wist het spoor. Maak een kopie van de database zoals zij is, en zoek een "
            "eerdere kopie waarin die gebeurtenissen staan.",
            "Rebuild nothing: that wipes out the trace. Make a copy of the database as it is, and look for an earlier "
            "copy that has those events.",
        ),
        (VERIFY,),
    )


def office_differs(seen: Snapshot) -> HealthFinding | None:
    return counted(
        "office_differs",
        seen.office_differs,
        "problem",
        Words(
            "Waar het kantoor mee werkt is veranderd buiten de geschiedenis om: een termijn kan op een andere dag "
            "vallen dan iemand ooit vaststelde",
            "What the office works by was changed past the history: a term may fall on another day than anyone ever "
            "adopted",
        ),
        Words(
            "Zoek uit wie dat deed; opnieuw opbouwen zet het terug naar wat de geschiedenis zegt.",
            "Find out who did that; rebuilding sets it back to what the history says.",
        ),
        (VERIFY, REBUILD),
    )


def without_rebuild(found: HealthFinding) -> HealthFinding:
    """While events are missing, what would be mended so waits."""
    if REBUILD not in found.commands:
        return found
    commands = tuple(each for each in found.commands if each not in (REBUILD, VERIFY))
    todo = Words(
        "Dit wacht tot bekend is welke gebeurtenissen ontbreken.",
        "This waits until it is known which events are missing.",
    )
    return found._replace(todo=todo, commands=(VERIFY, *commands))
