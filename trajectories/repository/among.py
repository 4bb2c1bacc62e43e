"""Whether a column holds one of many values, with one parameter for all of them.

A list of parameters is compiled anew for each length, and a database takes only so many: SQLite 32 766, PostgreSQL
65 535. Short lists that stand in the code may stay lists.
"""

import json
from collections.abc import Iterable
from typing import Any, Self

from sqlalchemy import BindParameter, Boolean, ColumnElement, Select, String, bindparam, column, literal, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement


class each_of(FunctionElement[str]):
    """The texts in a JSON list, as a table with one column."""

    inherit_cache = True
    name = "each_of"


@compiles(each_of, "sqlite")
def _on_sqlite(element: each_of, compiler: SQLCompiler, **given: Any) -> str:
    return f"json_each({compiler.process(element.clauses, **given)})"


@compiles(each_of, "postgresql")
def _on_postgres(element: each_of, compiler: SQLCompiler, **given: Any) -> str:
    return f"json_array_elements_text(CAST({compiler.process(element.clauses, **given)} AS json))"


class looked_up(FunctionElement[bool]):
    """Whether a column that an index begins with holds one of the texts in a JSON list.

    PostgreSQL looks each of them up. Asked as SQLite is, it takes the list for a hundred texts, and reads a whole table
    of thousands for two of them.
    """

    inherit_cache = True
    name = "looked_up"
    type = Boolean()

    def self_group(self, against: Any = None) -> Self:
        """As it stands: SQLAlchemy would compare it with 1, and SQLite then use no index."""
        return self


@compiles(looked_up, "sqlite")
def _looked_up_on_sqlite(element: looked_up, compiler: SQLCompiler, **given: Any) -> str:
    of, listed = (compiler.process(each, **given) for each in element.clauses)
    return f"{of} IN (SELECT value FROM json_each({listed}))"


@compiles(looked_up, "postgresql")
def _looked_up_on_postgres(element: looked_up, compiler: SQLCompiler, **given: Any) -> str:
    of, listed = (compiler.process(each, **given) for each in element.clauses)
    return f"{of} = ANY(ARRAY(SELECT json_array_elements_text(CAST({listed} AS json))))"


def among(of: ColumnElement[str], values: Iterable[str] | str) -> ColumnElement[bool]:
    """Whether it is one of these; of none it is none. values: also as `as_list` wrote them down once."""
    listed = values if isinstance(values, str) else as_list(values)
    return of.in_(_listed(literal(listed, String)))


def among_named(of: ColumnElement[str], name: str) -> ColumnElement[bool]:
    """The same of a statement that is built once: the parameter of that name is what `as_list` gives.

    Only of a column that an index begins with.
    """
    return looked_up(of, bindparam(name, type_=String))


def as_list(values: Iterable[str]) -> str:
    """Each once."""
    return json.dumps(sorted(set(values)))


def _listed(parameter: BindParameter[str]) -> Select[str]:
    return select(column("value", String)).select_from(each_of(parameter).alias())
