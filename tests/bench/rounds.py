"""Paired rounds: every variant once a round, in an order that rotates, so that a slow moment hits all alike."""

import gc
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from statistics import median
from typing import NamedTuple


class Taken(NamedTuple):
    """Per unit of work. cpu: seconds of processor time of this process or of those it started, without any server."""

    seconds: float
    cpu: float


Sample = Callable[[], Taken]  # does its preparation, then the work


@dataclass(frozen=True, slots=True)
class Variant:
    """One way of doing the work. goal: how many times the floor it may cost; None for a floor or for information."""

    name: str
    sample: Sample
    goal: float | None = None
    profile: Callable[[], str] | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """Variants that do the same work; the first is the floor. check: raises when they did not come to the same."""

    name: str
    unit: str
    variants: list[Variant]
    check: Callable[[], None] = lambda: None


@dataclass(slots=True)
class Result:
    """Of one variant against its floor, over all rounds. seconds: per unit. cpu_ratios: of processor time alone.

    Where the disk is slow or busy everyone waits alike, which flatters `ratios`; processor time knows nothing of it.
    """

    group: str
    unit: str
    name: str
    goal: float | None
    floor: str
    seconds: list[float]
    ratios: list[float]
    cpu_ratios: list[float]
    profile: str = field(default="", repr=False)

    @property
    def ratio(self) -> float:
        return median(self.ratios)

    @property
    def cpu_ratio(self) -> float:
        return median(self.cpu_ratios)

    @property
    def is_missed(self) -> bool:
        return self.goal is not None and self.ratio > self.goal


def measure(group: Group, rounds: int) -> list[Result]:
    """One round to warm up, then `rounds` that count. A variant that misses its goal is profiled afterwards."""
    samples: dict[str, list[Taken]] = {each.name: [] for each in group.variants}
    for count in range(rounds + 1):
        turn = count % len(group.variants)
        for variant in [*group.variants[turn:], *group.variants[:turn]]:
            gc.collect()
            taken = variant.sample()
            if count:
                samples[variant.name].append(taken)
    group.check()
    results = [_result(group, variant, samples) for variant in group.variants]
    for variant, result in zip(group.variants, results, strict=True):
        if result.is_missed and variant.profile:
            result.profile = variant.profile()
    return results


def _result(group: Group, variant: Variant, samples: dict[str, list[Taken]]) -> Result:
    floor = group.variants[0].name
    pairs = list(zip(samples[variant.name], samples[floor], strict=True))
    return Result(
        group.name,
        group.unit,
        variant.name,
        variant.goal,
        floor,
        [own.seconds for own, _ in pairs],
        [own.seconds / its.seconds for own, its in pairs],
        [own.cpu / its.cpu for own, its in pairs],
    )


def timed(work: Callable[[], object], units: int) -> Taken:
    started, spent = time.perf_counter(), time.process_time()
    work()
    cpu = time.process_time() - spent
    return Taken((time.perf_counter() - started) / units, cpu / units)


def spin() -> float:
    """Milliseconds for a fixed loop: how steady the machine was."""
    started = time.perf_counter()
    total = 0
    for number in range(300_000):
        total += number & 7
    return (time.perf_counter() - started) * 1000
