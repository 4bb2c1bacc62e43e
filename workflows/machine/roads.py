"""Which stages steps lead to, and which every road leads through."""

from functools import lru_cache

from workflows.machine.state_machine import Compiled


@lru_cache(maxsize=4096)
def reached(compiled: Compiled, stage: str, without: frozenset[str] = frozenset()) -> frozenset[str]:
    """The stages that steps lead to from there, through none of `without`."""
    found, to_do = set[str](), [stage]
    while to_do:
        for passages in compiled.passages[to_do.pop()].values():
            new = {each.to for each in passages} - found - without
            found |= new
            to_do += sorted(new)
    return frozenset(found)


@lru_cache(maxsize=2048)
def sure_before(compiled: Compiled, stage: str) -> tuple[str, ...]:
    """The stages that every road to `stage` leads through, the first one first."""
    initial = compiled.workflow.initial
    if stage == initial:
        return ()
    others = [name for name in compiled.workflow.stages if name not in (initial, stage)]
    past = {name: reached(compiled, initial, frozenset([name])) for name in others}
    sure = [name for name in others if stage not in past[name]]
    return (initial, *sorted(sure, key=lambda name: sum(other in past[name] for other in sure)))
