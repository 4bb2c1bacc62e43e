"""What was read and checked before is answered from the cache, and never otherwise than the files would."""

import os
import shutil
import stat
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from workflows.catalogue.cache import MOST_FILES, Cache, CachedCatalogue
from workflows.catalogue.catalogue import Catalogue
from workflows.catalogue.resolve import Resolved, builtin_folder
from workflows.errors import DefinitionError

ROOT = Path(__file__).parents[3]
DATA = Path(__file__).parents[1] / "data"
MON_1_JANUARY = date(2018, 1, 1)
SCENARIO = "scenarios: [{name: x, opened: 2019-01-01, expect: {on: 2019-01-01}}]\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """One definition, one municipality with two variants of it."""
    for sort, name in (("definitions", "correct.yaml"), ("municipalities", "gemeente.yaml")):
        (tmp_path / "rules" / sort).mkdir(parents=True)
        shutil.copy(DATA / name, tmp_path / "rules" / sort / name)
    return tmp_path / "rules"


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    return tmp_path / "cache" / "definitions"


def cached(kept: Path | None, *places: Path) -> CachedCatalogue:
    return CachedCatalogue(places, Cache(kept), lambda: Catalogue.load(*places))


def warm(kept: Path, *places: Path) -> CachedCatalogue:
    """One that may read nothing any more."""
    return CachedCatalogue(places, Cache(kept), must_not_read)


def must_not_read() -> Catalogue:
    raise AssertionError("the files are read again")


def all_of(catalogue: CachedCatalogue | Catalogue) -> list[Resolved]:
    return list(catalogue.all_resolved())


def files_in(kept: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(kept.iterdir())}


def change(path: Path, old: str, new: str) -> None:
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new))


def test_our_own_definitions_come_back_to_the_byte(kept: Path):
    """Workflow with its scenarios, text, hash and sources; also what the municipalities agreed."""
    fresh, name = Catalogue.load(builtin_folder()), "vestiging"
    read = list(fresh.resolved_of(name))

    assert read == list(cached(kept, builtin_folder()).resolved_of(name))

    again = warm(kept, builtin_folder())
    assert read == list(again.resolved_of(name))
    assert [each.workflow.scenarios for each in read] == [each.workflow.scenarios for each in again.resolved_of(name)]
    assert fresh.municipalities == again.municipalities
    assert fresh.variants(name) == again.variants(name)
    assert fresh.files_of(name) == again.files_of(name)


def test_another_process_needs_no_yaml_at_all(folder: Path, kept: Path):
    all_of(cached(kept, folder))
    code = f"""
import sys
from pathlib import Path
from workflows.catalogue.cache import Cache, CachedCatalogue
catalogue = CachedCatalogue([Path({str(folder)!r})], Cache(Path({str(kept)!r})), lambda: sys.exit("read"))
print(*[each.hash for each in catalogue.all_resolved()])
assert not [name for name in sys.modules if name.startswith("ruamel")]
"""

    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)

    assert (0, "") == (done.returncode, done.stderr)
    assert [each.hash for each in all_of(Catalogue.load(folder))] == done.stdout.split()


@pytest.mark.parametrize(
    "file, old, new",
    [
        ("definitions/correct.yaml", "label: {nl: Begin", "label: {nl: Beginnen"),
        ("definitions/correct.yaml", "deadlines:", "# a remark\ndeadlines:"),
        ("definitions/correct.yaml", "deadlines:", f"{SCENARIO}deadlines:"),
        ("municipalities/gemeente.yaml", "label: {nl: Nazorg}", "label: {nl: Naderhand}"),
        ("municipalities/gemeente.yaml", "intake_from: 2018-01-01", "intake_from: 2018-01-02"),
    ],
)
def test_a_changed_file_is_read_again(folder: Path, kept: Path, file: str, old: str, new: str):
    all_of(cached(kept, folder))

    change(folder / file, old, new)

    fresh = Catalogue.load(folder)
    for now in (cached(kept, folder), warm(kept, folder)):
        assert all_of(fresh) == all_of(now)
        assert fresh.resolve("proef", "dorp", MON_1_JANUARY) == now.resolve("proef", "dorp", MON_1_JANUARY)


def test_a_file_left_alone_is_not_read_again(folder: Path, kept: Path):
    shutil.copy(folder / "definitions" / "correct.yaml", folder / "definitions" / "ander.yaml")
    change(folder / "definitions" / "ander.yaml", "workflow: proef", "workflow: ander")
    all_of(cached(kept, folder))

    change(folder / "definitions" / "ander.yaml", "label: {nl: Begin", "label: {nl: Beginnen")

    assert "proef" == warm(kept, folder).resolve("proef", "any", MON_1_JANUARY).workflow.workflow
    with pytest.raises(AssertionError):
        warm(kept, folder).resolve("ander", "any", MON_1_JANUARY)


def test_bytes_that_read_alike_are_told_apart(folder: Path, kept: Path):
    """A character that stands for one that cannot be read, and one that cannot be read."""
    path = folder / "definitions" / "correct.yaml"
    path.write_bytes(b"# \xef\xbf\xbd\n" + path.read_bytes())
    all_of(cached(kept, folder))

    path.write_bytes(path.read_bytes().replace(b"\xef\xbf\xbd", b"\xff"))

    with pytest.raises(DefinitionError):
        cached(kept, folder).resolve("proef", "any", MON_1_JANUARY)


@pytest.mark.parametrize(
    "damage",
    [
        lambda good: b"",
        lambda good: good[: len(good) // 2],
        lambda good: good.replace(b"Begin", b"Einde"),
        lambda good: b"not ours at all",
        lambda good: good.split(b"\n")[0] + b"\n{}",
    ],
)
def test_what_is_damaged_is_read_again_and_mended(folder: Path, kept: Path, damage):
    fresh = all_of(cached(kept, folder))
    before = files_in(kept)
    for name, good in before.items():
        (kept / name).write_bytes(damage(good))

    assert fresh == all_of(cached(kept, folder))
    assert before == files_in(kept)


def test_a_file_under_the_name_of_another_is_not_believed(folder: Path, kept: Path):
    fresh = all_of(cached(kept, folder))
    before = files_in(kept)
    for name, content in zip(before, reversed(list(before.values())), strict=True):
        (kept / name).write_bytes(content)

    assert fresh == all_of(cached(kept, folder))
    assert before == files_in(kept)


def test_a_mistake_is_never_kept(folder: Path, kept: Path):
    """Also one that only the change of a variant makes."""
    change(
        folder / "municipalities" / "gemeente.yaml",
        "terug: {from: nazorg, to: midden}",
        "terug: {from: nazorg, to: nergens}",
    )

    for _ in range(2):
        with pytest.raises(DefinitionError):
            cached(kept, folder).resolve("proef", "dorp", MON_1_JANUARY)
    assert "base" == warm(kept, folder).resolve("proef", "any", MON_1_JANUARY).workflow.variant


def test_problems_are_always_looked_for_in_the_files(folder: Path, kept: Path):
    all_of(cached(kept, folder))

    with pytest.raises(AssertionError):
        warm(kept, folder).problems()
    assert Catalogue.load(folder).problems() == cached(kept, folder).problems()


def test_only_the_user_may_look_into_it(folder: Path, kept: Path):
    all_of(cached(kept, folder))

    assert 0o700 == stat.S_IMODE(kept.stat().st_mode)
    assert {0o600} == {stat.S_IMODE(path.stat().st_mode) for path in kept.iterdir()}
    assert {".json"} == {path.suffix for path in kept.iterdir()}


def test_a_folder_that_others_may_write_is_left_alone(folder: Path, kept: Path):
    fresh = all_of(cached(kept, folder))
    kept.chmod(0o777)
    for path in kept.iterdir():
        path.unlink()

    assert fresh == all_of(cached(kept, folder))
    assert [] == list(kept.iterdir())


def test_no_folder_to_write_in_is_no_error(folder: Path, tmp_path: Path):
    """A file stands where the folder should be."""
    (tmp_path / "file").write_text("")

    assert all_of(Catalogue.load(folder)) == all_of(cached(tmp_path / "file" / "definitions", folder))
    assert all_of(Catalogue.load(folder)) == all_of(cached(None, folder))


def test_it_does_not_grow_for_ever(folder: Path, kept: Path):
    kept.mkdir(mode=0o700, parents=True)
    for number in range(MOST_FILES):
        path = kept / f"{number}.json"
        path.touch()
        os.utime(path, (number, number))

    all_of(cached(kept, folder))

    left = {path.name for path in kept.iterdir()}
    assert len(left) < MOST_FILES
    assert "0.json" not in left
    assert f"{MOST_FILES - 1}.json" in left
    assert all_of(Catalogue.load(folder)) == all_of(warm(kept, folder))
