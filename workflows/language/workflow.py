"""What a definition is: stages, transitions, tasks, facts, deadline rules and scenarios, as frozen data.

The names of the fields are the words of the definition files (docs/definitions.md explains each).
Names resolve among what the definition declares, never by import.
"""

from datetime import date
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, model_validator

from workflows.language.deadlines import DeadlineRule
from workflows.language.facts import FactSpec
from workflows.language.names import Day, Frozen, Name, Scalar, SourceName, as_tuple
from workflows.language.scenarios import Scenario
from workflows.language.sources import PlainRule, Source
from workflows.language.stages import Outcome, Stage
from workflows.language.tasks import Task
from workflows.language.transitions import Transition, from_everywhere
from workflows.words import Words


class Workflow(Frozen):
    """One workflow as it applies: a base definition, with the variant of a municipality laid over it.

    programmes: the rows of the field's list of programmes that it follows (docs/programmes.md).
    opens_from and opens_until: the first and last day on which it takes new clients; who is in stays in.
    calendar: the edition by which its terms are reckoned.
    """

    workflow: Name
    version: Annotated[int, Field(ge=1)]
    label: Words
    subject: Literal["person", "household"]
    source: SourceName | None = None
    programmes: tuple[int, ...] = ()
    opens_from: Day | None = None
    opens_until: Day | None = None
    calendar: Name = "nl"
    sources: dict[Name, Source]
    parameters: dict[Name, Scalar] = {}
    facts: dict[Name, FactSpec] = {}
    tasks: dict[Name, Task] = {}
    stages: dict[Name, Stage]
    transitions: dict[Name, Annotated[tuple[Transition, ...], BeforeValidator(as_tuple)]]
    outcomes: dict[Name, Outcome] = {}
    deadlines: dict[Name, DeadlineRule] = {}
    rules: dict[Name, PlainRule] = {}
    scenarios: tuple[Scenario, ...] = ()
    variant: str = "base"
    municipality: Name = "any"

    @model_validator(mode="after")
    def _from_any_stage(self) -> "Workflow":
        finals = {name: stage.final for name, stage in self.stages.items()}
        for trigger, several in self.transitions.items():
            self.transitions[trigger] = tuple(from_everywhere(each, finals) for each in several)
        return self

    @property
    def initial(self) -> str:
        return next(name for name, stage in self.stages.items() if stage.initial)

    def takes_clients(self, on: date) -> bool:
        return (self.opens_from or on) <= on <= (self.opens_until or on)
