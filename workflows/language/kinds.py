"""One of several kinds, each known by a key that only it has: `{fact: X}`, `{stage: X}`."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Annotated, Any, get_args

from pydantic import BaseModel, Field, GetCoreSchemaHandler, ValidationError, create_model
from pydantic.fields import FieldInfo
from pydantic_core import CoreSchema, InitErrorDetails, PydanticCustomError
from pydantic_core.core_schema import ValidationInfo, tagged_union_schema, with_info_plain_validator_function

from workflows.language.names import Frozen

UNCLEAR = "unclear"  # none of the kinds, several, or one with a key of another
MISPLACED = "misplaced"  # the kind of error of a key that another kind has


@dataclass(frozen=True)
class Kinds:
    """Beside a union of records: which of them a mapping is. The key of a kind is the one it cannot do without
    and no other has.

    name: as the JSON Schema calls the union. none: what is said where no key of a kind stands there, or several.
    misplaced: a key of one kind -> what is said where it stands in another.
    """

    name: str
    none: str
    misplaced: Mapping[str, str] = field(default_factory=dict, hash=False)

    def __get_pydantic_core_schema__(self, union: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        members = {each.__name__: each for each in get_args(union)}
        choice = _Choice(members, self)
        schemas: dict[Any, CoreSchema] = {name: handler.generate_schema(each) for name, each in members.items()}
        schemas[UNCLEAR] = with_info_plain_validator_function(choice.unclear)
        return tagged_union_schema(schemas, choice.of, metadata={"kinds": self.name})


@dataclass(frozen=True)
class _Choice:
    members: Mapping[str, type[BaseModel]]
    kinds: Kinds

    def of(self, value: object) -> str:
        """The name of the kind that it is, whole and with nothing of another kind."""
        if isinstance(value, BaseModel):
            return type(value).__name__
        if not isinstance(value, dict):
            return UNCLEAR
        found = self._meant(value)
        return found[0] if len(found) == 1 and value.keys() <= self._keys[found[0]] else UNCLEAR

    def unclear(self, value: object, info: ValidationInfo) -> object:
        """What a stored text says beside its kind never counted, and is passed over; in a file it is a mistake."""
        found = self._meant(value) if isinstance(value, dict) else []
        if not isinstance(value, dict) or len(found) != 1:
            self._any_kind.model_validate(value, by_alias=True, by_name=False)
            raise ValueError(self.kinds.none.format(keys=", ".join(self._by_key)))
        kind = self.members[found[0]]
        strange = {key for key in value if key in self._known and key not in self._keys[found[0]]}
        if info.mode == "json":
            value, strange = {key: each for key, each in value.items() if key not in strange}, set()
        if told := [key for key in strange if key in self.kinds.misplaced]:
            raise _misplaced(told[0], self.kinds.misplaced[told[0]], value)
        return kind.model_validate(value, by_alias=True, by_name=False)

    def _meant(self, value: Mapping[str, object]) -> list[str]:
        return [self._by_key[key] for key, each in value.items() if key in self._by_key and each is not None]

    @cached_property
    def _by_key(self) -> dict[str, str]:
        """Key -> the name of its kind."""
        needed = [(name, key) for name, each in self.members.items() for key in _keys(each, required=True)]
        count = Counter(key for keys in self._keys.values() for key in keys)
        return {key: name for name, key in needed if count[key] == 1}

    @cached_property
    def _keys(self) -> dict[str, set[str]]:
        return {name: set(_keys(each)) for name, each in self.members.items()}

    @cached_property
    def _known(self) -> set[str]:
        return set().union(*self._keys.values())

    @cached_property
    def _any_kind(self) -> type[BaseModel]:
        """All that the kinds may say, in one: to find what else is wrong where it is none of them, or several."""
        fields = {name: _optional(each) for kind in self.members.values() for name, each in kind.model_fields.items()}
        return create_model("AnyKind", __base__=Frozen, **fields)  # type: ignore[call-overload,no-any-return]


def _keys(kind: type[BaseModel], *, required: bool = False) -> list[str]:
    return [each.alias or name for name, each in kind.model_fields.items() if each.is_required() or not required]


def _optional(each: FieldInfo) -> tuple[Any, Any]:
    whole: Any = Annotated[(each.annotation, *each.metadata)] if each.metadata else each.annotation
    return whole | None, Field(None, alias=each.alias)


def _misplaced(key: str, text: str, value: Mapping[str, object]) -> ValidationError:
    error = InitErrorDetails(type=PydanticCustomError(MISPLACED, text), loc=(key,), input=value[key])
    return ValidationError.from_exception_data(MISPLACED, [error])
