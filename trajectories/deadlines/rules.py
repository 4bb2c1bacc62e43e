"""Which rule, and which version of it, reads for a client."""

from collections.abc import Callable, Mapping
from functools import lru_cache, partial
from typing import NamedTuple

from trajectories.deadlines.anchors import Anchored, day_zero, entered_at
from trajectories.deadlines.deadline import Deadline, Reading
from trajectories.deadlines.ends import first_met
from trajectories.deadlines.starts import TermStart
from trajectories.history.state import Pin, Trajectory
from workflows.language.anchors import StageAnchor
from workflows.language.deadlines import DeadlineRule
from workflows.language.workflow import Workflow
from workflows.machine.state_machine import Compiled


class RuleInForce(NamedTuple):
    """A rule with its place on the path and its anchor. kept: as it read before a migration, as JSON, or empty."""

    rule: DeadlineRule
    since: int
    anchored: Anchored
    kept: str = ""


def rule_in_force(
    name: str, compiled: Compiled, trajectory: Trajectory, others: Mapping[str, Deadline], pin: Pin | None
) -> RuleInForce | None:
    """By the rule as it read before a migration, for as long as that very term runs; else by the rule as it reads."""
    rule = compiled.workflow.deadlines[name]
    if pin and pin.kept:
        found = _placed(kept_rule(rule, pin.kept, pin.over), compiled, trajectory, others)
        if found and found.anchored.occurrence == pin.occurrence:
            return found._replace(kept=pin.kept)
    return _placed(rule, compiled, trajectory, others)


def _placed(
    rule: DeadlineRule, compiled: Compiled, trajectory: Trajectory, others: Mapping[str, Deadline]
) -> RuleInForce | None:
    since = since_of(rule, trajectory)
    anchored = None if since is None else day_zero(rule.anchor, trajectory, others)
    if since is None or anchored is None:
        return None
    match rule.anchor:
        case StageAnchor(pick="first", on_change="follow") as anchor:
            anchored = _first_since_met(rule, anchor, since, compiled, trajectory)
        case _:
            pass
    return RuleInForce(rule, since, anchored)


def _first_since_met(
    rule: DeadlineRule, anchor: StageAnchor, since: int, compiled: Compiled, trajectory: Trajectory
) -> Anchored:
    """The first time that the stage was entered; once the term was met, the first time after that."""
    path = trajectory.path
    places = [place for place, passage in enumerate(path) if passage.stage == anchor.stage]
    while True:
        place, *later = places
        start = TermStart((path[place].on, path[place].version))
        met_on = first_met(rule.met_by, compiled, trajectory, max(since, place), path[place].on, start)
        places = [each for each in later if met_on and path[each].on >= met_on]
        if not places:
            return entered_at(place, path, again=path[place].stage in [each.stage for each in path[:place]])


def pin_of(name: str, trajectory: Trajectory) -> Pin | None:
    return next((each for each in trajectory.pins if each.rule == name), None)


COUNTING = (  # what says until when
    "rule", "anchor", "term", "count", "moment", "legal", "version_key", "versions", "paused_in", "in_days",
    "first_day_counts", "source", "certainty", "note",
)  # fmt: skip


ENDING = ("since", "met_by", "lapses_at")  # what says how it ended


GRANTING = ("suspend", "extend")  # what says on what grounds it may become longer


def kept_rule(rule: DeadlineRule, kept: str, over: bool) -> DeadlineRule:
    """The rule that counts as it did before; who is reminded when is said by the rule as it reads."""
    before = _as_it_was(kept)
    said = [field for field in GRANTING if getattr(before, field) is not None]
    fields = (*COUNTING, *said, *(ENDING if over else ()))
    return rule.model_copy(update={field: getattr(before, field) for field in fields})


@lru_cache(maxsize=512)
def _as_it_was(kept: str) -> DeadlineRule:
    return DeadlineRule.model_validate_json(kept)


def since_of(rule: DeadlineRule, trajectory: Trajectory) -> int | None:
    """Place on the path from which the rule matters; None as long as it does not."""
    if rule.since is None:
        return 0
    places = [place for place, passage in enumerate(trajectory.path) if passage.stage == rule.since]
    return places[-1] if places else None


def reading_of(
    name: str, compiled: Compiled, trajectory: Trajectory, others: Mapping[str, Deadline], kept: str = ""
) -> tuple[Reading | None, tuple[str, ...]]:
    """The rule as the version key picks it, and the facts that the key waits for."""
    if kept:
        return _kept_reading(name, compiled, trajectory, others, kept)
    rule = compiled.workflow.deadlines[name]
    return _picked(rule, partial(_read, compiled, name), trajectory, others)


def _kept_reading(
    name: str, compiled: Compiled, trajectory: Trajectory, others: Mapping[str, Deadline], kept: str
) -> tuple[Reading | None, tuple[str, ...]]:
    """As it read before a migration, with the ladder of now."""
    rule = kept_rule(compiled.workflow.deadlines[name], kept, over=False)
    reading, waits = _picked(rule, partial(_read_rule, rule, compiled.workflow), trajectory, others)
    now = reading_of(name, compiled, trajectory, others)[0]
    ladder = now.remind if now else rule.remind
    return reading and reading._replace(remind=ladder), waits


def _picked(
    rule: DeadlineRule, read: Callable[[int | None], Reading], trajectory: Trajectory, others: Mapping[str, Deadline]
) -> tuple[Reading | None, tuple[str, ...]]:
    base = read(None)
    if not rule.versions:
        return base, ()
    assert rule.version_key is not None
    key = day_zero(rule.version_key, trajectory, others)
    if key is None or key.on is None:
        return base, key.missing if key else ()
    day = key.on
    for place, version in enumerate(rule.versions):
        if (version.from_ is None or version.from_ <= day) and (version.until is None or day <= version.until):
            return read(place), ()
    return None, ()


@lru_cache(maxsize=2048)
def _read(compiled: Compiled, name: str, place: int | None) -> Reading:
    """A rule, or one of its versions by place: the same for every trajectory of a definition, so it is kept."""
    return _read_rule(compiled.workflow.deadlines[name], compiled.workflow, place)


def _read_rule(rule: DeadlineRule, workflow: Workflow, place: int | None) -> Reading:
    version = None if place is None else rule.versions[place]
    source = (version and version.source) or rule.source
    found = workflow.sources.get(source) if source else None
    certainty = (version and version.certainty) or rule.certainty or (found.certainty if found else "unverified")
    return Reading(
        version.rule if version else rule.rule,
        (version and version.term) or rule.term,
        (version and version.legal) or rule.legal,
        version.remind if version and version.remind is not None else rule.remind,
        source,
        certainty,
        (version and version.note) or rule.note,
        version.suspend if version and version.suspend is not None else rule.suspend,
        version.extend if version and version.extend is not None else rule.extend,
    )
