"""Whose running trajectories are meant, as a part of statements: of a municipality, given to someone, or nobody's.

Built once for each shape, so that hundreds of messages of one tick build nothing.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import Literal, NamedTuple

from sqlalchemy import ColumnElement, and_, bindparam, literal_column, or_, true

from trajectories.repository.among import among_named, as_list
from trajectories.repository.tables import TRAJECTORY
from workflows.language.municipalities import ANYWHERE


class Scope(NamedTuple):
    """Whose running trajectories: all of a municipality, or those given to someone.

    municipality: `any` or empty is every one. given: role and staff id; None: never mind to whom. nobody: what has one
    of these in place of a coordinator lies with nobody, and counts as well where it lies in one of unassigned_in.
    counted_in: where `any` is a place like others, of what is under no municipality's own definition.
    """

    municipality: str = ""
    given: tuple[tuple[str, str], ...] | None = None
    nobody: frozenset[str] = frozenset()
    unassigned_in: tuple[str, ...] = ()
    counted_in: str = ""


class ScopeShape(NamedTuple):
    """Of a scope what makes its statement another one; the rest are parameters. roles: in which work is given."""

    in_place: bool
    counted_in: bool
    roles: tuple[str, ...] | None
    nobodys: Literal["", "everywhere", "in places"]


@lru_cache(64)
def shape_of(scope: Scope) -> ScopeShape:
    everywhere = any(place in ANYWHERE for place in scope.unassigned_in)
    return ScopeShape(
        scope.municipality not in ANYWHERE,
        bool(scope.counted_in),
        None if scope.given is None else tuple(sorted({role for role, _ in scope.given})),
        "everywhere" if everywhere else "in places" if scope.unassigned_in else "",
    )


@lru_cache(64)
def values(scope: Scope) -> Mapping[str, str]:
    """The parameters of its statement, of which there are a few for each message."""
    given = scope.given or ()
    return {
        "place": scope.municipality,
        "counted_in": scope.counted_in,
        "nobody": as_list(scope.nobody),
        "places": as_list(scope.unassigned_in),
        **{role: as_list(staff for each, staff in given if each == role) for role, _ in given},
    }


@lru_cache(128)
def of_shape(shape: ScopeShape) -> ColumnElement[bool]:
    its = TRAJECTORY.c
    conditions: list[ColumnElement[bool]] = [its.closed_on == literal_column("''")]
    if shape.in_place:
        conditions.append(its.municipality == bindparam("place"))
    if shape.counted_in:
        conditions.append(its.municipality == bindparam("counted_in"))
    if shape.roles is not None:
        mine = [among_named(its[role], role) for role in shape.roles]
        if shape.nobodys:
            is_near = among_named(its.municipality, "places") if shape.nobodys == "in places" else true()
            mine.append(among_named(its.coordinator, "nobody") & is_near)
        conditions.append(or_(*mine) if mine else ~true())
    return and_(*conditions)


def within(scope: Scope) -> ColumnElement[bool]:
    """Its parameters are values(scope)."""
    return of_shape(shape_of(scope))
