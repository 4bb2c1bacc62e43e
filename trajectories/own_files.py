"""Files and folders that we make are for the account that made them alone; those that were there are left alone."""

import os
import stat
from pathlib import Path

from workflows.words import Words

FOR_OWNER, FOLDER_FOR_OWNER, OTHERS = 0o600, 0o700, 0o077


def make_folder(folder: Path) -> None:
    """With every folder above it that is not there."""
    missing = []
    while not folder.exists():
        missing.append(folder)
        folder = folder.parent
    for each in reversed(missing):
        each.mkdir(mode=FOLDER_FOR_OWNER, exist_ok=True)


def make_file(path: Path) -> None:
    """An empty one, where there is none."""
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT, FOR_OWNER))


def open_to_others(*paths: Path) -> list[Words]:
    """Of each that is there already and that another account may read or enter, what it is and what would close it."""
    if os.name != "posix":
        return []
    found = [(path, stat.S_IMODE(path.stat().st_mode)) for path in paths if path.exists()]
    return [_told(path, mode) for path, mode in found if mode & OTHERS]


def _told(path: Path, mode: int) -> Words:
    wanted = FOLDER_FOR_OWNER if path.is_dir() else FOR_OWNER
    return Words(
        f"andere accounts kunnen bij {path} (rechten {mode:03o}); sluit dat met: chmod {wanted:o} {path}",
        f"other accounts can reach {path} (rights {mode:03o}); close that with: chmod {wanted:o} {path}",
    )
