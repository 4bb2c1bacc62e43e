"""The table of contents of the README, made from what each package and wing says of itself.

`python -m tests.contents` renews it; tests/test_contents.py keeps it true.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent
PACKAGES = ("workflows", "trajectories", "scheduler", "cli")
BEGIN, END = "<!-- contents: begin -->", "<!-- contents: end -->"


def contents() -> str:
    return "\n".join(line for package in PACKAGES for line in _package(ROOT / package))


def _package(folder: Path) -> Iterator[str]:
    yield f"**{folder.name}/** {_says(folder)}"
    yield ""
    yield "| wing | what it is for | files |"
    yield "|---|---|---|"
    for wing in sorted(each.parent for each in folder.glob("*/__init__.py")):
        yield f"| `{wing.name}` | {_says(wing)} | {_files(wing)} |"
    yield f"| | of all wings | {_files(folder)} |"
    if data := " ".join(f"`{each.name}/`" for each in sorted(folder.iterdir()) if _is_data(each)):
        yield f"| | as data | {data} |"
    yield ""


def _is_data(folder: Path) -> bool:
    return not (folder / "__init__.py").exists() and any((*folder.glob("*.yaml"), *folder.glob("*.json")))


def _says(folder: Path) -> str:
    """The first paragraph of its docstring."""
    text = ast.get_docstring(ast.parse((folder / "__init__.py").read_text(encoding="utf-8"))) or ""
    return " ".join(text.partition("\n\n")[0].split())


def _files(folder: Path) -> str:
    return " ".join(f"`{path.stem}`" for path in sorted(folder.glob("*.py")) if path.stem != "__init__")


def renewed(page: str) -> str:
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n{contents()}{END}{after}"


if __name__ == "__main__":
    readme = ROOT / "README.md"
    readme.write_text(renewed(readme.read_text(encoding="utf-8")), encoding="utf-8")
