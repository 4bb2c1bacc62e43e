"""All built-in definitions from their files to compiled: read anew, and from the cache."""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from ruamel.yaml import YAML

from tests.bench.profiles import by_own_time
from tests.bench.rounds import Group, Taken, Variant, timed
from workflows.catalogue.cache import Cache, CachedCatalogue
from workflows.catalogue.catalogue import Catalogue
from workflows.catalogue.resolve import Resolved, Selection, builtin_folder
from workflows.format.files import find_files
from workflows.machine.state_machine import Compiled

BUILTIN = builtin_folder()


@contextmanager
def definitions() -> Iterator[Group]:
    with tempfile.TemporaryDirectory(prefix="traject-bench-") as name:
        folder = Path(name) / "definitions"
        count = len(_compiled(_cached(folder)))
        yield Group(
            "load, check and compile all",
            "definition",
            [
                Variant("read and parse with ruamel.yaml, safe", lambda: timed(_parsed, count)),
                Variant("traject, without a cache", lambda: timed(_fresh, count), 2.0, lambda: by_own_time(_fresh)),
                Variant("traject, filling the cache", lambda: _filling(Path(name) / "empty", count)),
                Variant(
                    "traject, from the cache",
                    lambda: timed(lambda: _compiled(_cached(folder)), count),
                    0.1,
                    lambda: by_own_time(lambda: _compiled(_cached(folder))),
                ),
            ],
            lambda: _must_be_alike(folder),
        )


def _parsed() -> list[object]:
    files = [*BUILTIN.glob("definitions/*.yaml"), *BUILTIN.glob("municipalities/*.yaml")]
    return [YAML(typ="safe", pure=True).load(path.read_text("utf-8")) for path in files]


def _fresh() -> list[Compiled]:
    return _compiled(Catalogue.load(BUILTIN))


def _cached(folder: Path, read: Callable[[], Catalogue] = lambda: Catalogue.load(BUILTIN)) -> CachedCatalogue:
    return CachedCatalogue([BUILTIN], Cache(folder), read)


def _filling(folder: Path, count: int) -> Taken:
    shutil.rmtree(folder, ignore_errors=True)
    return timed(lambda: _compiled(_cached(folder)), count)


def _compiled(catalogue: Selection) -> list[Compiled]:
    """Every definition as it stands and in each of its variants."""
    return [Compiled(each.workflow, each.hash) for each in catalogue.all_resolved()]


def _must_be_alike(folder: Path) -> None:
    """What comes from the cache, without reading any file, is what the files say."""
    kept: list[Resolved] = list(_cached(folder, _must_not_read).all_resolved())
    assert list(Catalogue.load(BUILTIN).all_resolved()) == kept
    assert len(find_files([BUILTIN])) == len(_parsed())


def _must_not_read() -> Catalogue:
    raise AssertionError("the cache does not hold every definition")
