"""The contracts of pyproject.toml hold, and none of them would let a forbidden import pass."""

import re
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import grimp
import pytest
from importlinter.api import read_configuration
from importlinter.contracts.forbidden import ForbiddenContract
from importlinter.contracts.layers import LayersContract

ROOT = Path(__file__).parent.parent
CONFIGURATION = read_configuration(str(ROOT / "pyproject.toml"))
CONTRACTS: list[dict[str, Any]] = CONFIGURATION["contracts_options"]
PACKAGES: list[str] = CONFIGURATION["session_options"]["root_packages"]
KINDS = {"layers": LayersContract, "forbidden": ForbiddenContract}


@cache
def graph() -> grimp.ImportGraph:
    return grimp.build_graph(*PACKAGES, include_external_packages=True, cache_dir=None)


def is_kept(options: dict[str, Any]) -> bool:
    contract = KINDS[options["type"]](options["name"], CONFIGURATION["session_options"], options)
    return bool(contract.check(graph(), verbose=False).kept)


def modules(place: str) -> list[str]:
    """Those of a wing, or the file that is one by itself."""
    return sorted(name for name in graph().modules if name == place or name.startswith(f"{place}."))


def layers(options: dict[str, Any]) -> list[list[str]]:
    """From top to bottom; neighbours that do not mind each other together."""
    front = f"{options['containers'][0]}." if "containers" in options else ""
    return [[f"{front}{each.strip()}" for each in layer.split(":")] for layer in options["layers"]]


def upward() -> list[Any]:
    """For each layer but the highest, an import of the one above it."""
    found = []
    for options in CONTRACTS:
        if options["type"] == "layers":
            pairs = pairwise(layers(options))
            found += [pytest.param(options, low, above[0], id=low) for above, lower in pairs for low in lower]
    return found


def impure() -> list[Any]:
    return [
        pytest.param(options, wing, library, id=f"{wing}-{library}")
        for options in CONTRACTS
        if options["type"] == "forbidden"
        for wing in options["source_modules"]
        for library in options["forbidden_modules"]
        if library in graph().modules
    ]


@pytest.mark.parametrize("options", CONTRACTS, ids=lambda options: options["name"])
def test_the_contract_is_kept(options: dict[str, Any]) -> None:
    assert is_kept(options)


@pytest.mark.parametrize("options, importer, imported", [*upward(), *impure()])
def test_a_forbidden_import_is_seen(options: dict[str, Any], importer: str, imported: str) -> None:
    """Planted in the graph, from the first module of the wing."""
    low, high = modules(importer)[-1], modules(imported)[-1] if imported.split(".")[0] in PACKAGES else imported
    graph().add_import(importer=low, imported=high)

    kept = is_kept(options)
    graph().remove_import(importer=low, imported=high)

    assert not kept


@pytest.mark.parametrize("package", PACKAGES)
def test_every_wing_stands_in_a_contract(package: str) -> None:
    """And says in three lines what it is for, what it may import and where to start reading."""
    wings = {each.parent.name for each in (ROOT / package).glob("*/__init__.py")}
    several = [options for options in CONTRACTS if options["type"] == "layers"]
    named = {each for options in several for layer in layers(options) for each in layer}

    assert {f"{package}.{wing}" for wing in wings} <= named
    for wing in wings:
        text = (ROOT / package / wing / "__init__.py").read_text(encoding="utf-8")
        assert "Imports: " in text, wing
        start = text.partition("Start reading: ")[2]
        assert start, wing
        assert all((ROOT / package / wing / each).exists() for each in re.findall(r"\w+\.(?:py|yaml)|\w+/", start)), (
            wing
        )
