"""Whether scenarios are told about municipalities that are there, and each variant has one of its own."""

from collections.abc import Collection, Iterator

from workflows.checks.check_definition import ANY, cohort
from workflows.checks.finding import Finding, meant, unknown
from workflows.language.municipalities import Variant
from workflows.language.scenarios import Scenario
from workflows.language.workflow import Workflow


def odd_scenarios(workflow: Workflow, municipalities: Collection[str]) -> Iterator[Finding]:
    """Of one base. municipalities: all there are."""
    names: set[str] = set()
    for number, scenario in enumerate(workflow.scenarios):
        if scenario.municipality != ANY:
            found = unknown(
                "municipality", scenario.municipality, set(municipalities), ("scenarios", number, "municipality")
            )
            near = [
                each for each in found if meant(scenario.municipality, set(municipalities))
            ]  # else in a file elsewhere
            yield from (Finding(each.place, each.code, each.text, "warning") for each in near)
        if scenario.name in names:
            text = "another scenario has this name, so nobody can tell which of them fails"
            yield Finding(("scenarios", number, "name"), "duplicate_scenario", text, "warning")
        names.add(scenario.name)


def untried(variant: Variant, municipality: str, scenarios: Collection[Scenario], index: int) -> Iterator[Finding]:
    """A variant that no scenario of its base is told about; one that changes nothing needs none.

    Of a base without any scenario it is not asked: it is not published.
    """
    first, last = cohort(variant)
    days = [each.intake or each.opened for each in scenarios if each.municipality == municipality]
    if scenarios and variant.change and not any(first <= day <= last for day in days):
        text = f"no scenario of '{variant.workflow}' tries this variant: tell one about '{municipality}'"
        yield Finding(("variants", index, "id"), "variant_without_scenario", text, "warning")
