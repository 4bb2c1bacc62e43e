"""Did a workflow take clients when a case began, and can it have begun then?"""

from collections.abc import Iterable
from datetime import date

from workflows.errors import Refused
from workflows.language.workflow import Workflow
from workflows.words import Words


def must_take_clients(workflow: Workflow, on: date) -> None:
    """Both the first and the last day count. Raises Refused."""
    if workflow.takes_clients(on):
        return
    name, first, last = workflow.workflow, workflow.opens_from, workflow.opens_until
    if first and on < first:
        raise Refused(Words(f"{name} neemt pas vanaf {first} cliënten aan", f"{name} takes clients only from {first}"))
    raise Refused(
        Words(
            f"{name} neemt na {last} geen nieuwe cliënten meer aan",
            f"{name} takes no new clients any more after {last}",
        )
    )


def must_have_begun(workflow: Workflow, intake: date, stood: Iterable[tuple[str, date]]) -> None:
    """Of a case taken over. stood: the stages that it stood in, each with its day. Raises Refused."""
    stage, day = min(stood, key=lambda each: each[1])
    if intake > day:
        label = workflow.stages[stage].label
        raise Refused(
            Words(
                f"het traject stond op {day} al in ‘{label.nl}’ en kan niet op {intake} zijn begonnen; verbeter de "
                "dag van de intake",
                f"the case stood in '{label.say('en')}' on {day} already, and cannot have begun on {intake}; mend the "
                "day of intake",
            )
        )
    try:
        must_take_clients(workflow, intake)
    except Refused as refused:
        raise Refused(
            Words(
                f"{refused.words.nl}, en dit zou op {intake} zijn begonnen; geef de dag van de intake als dat een "
                "andere was",
                f"{refused.words.say('en')}, and this would have begun on {intake}; give the day of intake where that "
                "was another",
            )
        ) from refused
