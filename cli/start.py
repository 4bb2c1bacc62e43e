"""The console script: are the four packages ours? Then the command line."""

import gc
import importlib
import importlib.util
import sys
from typing import NoReturn

OURS = "trajectories"
PACKAGES = ("workflows", "trajectories", "scheduler", "cli")


def main() -> NoReturn:
    """Never returns: exits with the command's code, or with 1 when a foreign package stands in the way."""
    for name in PACKAGES:
        if not is_ours(name):
            print(obstacle(name), file=sys.stderr)
            sys.exit(1)
    gc.disable()  # loading makes much that stays and leaves nothing to collect; see cli/lazy_group.py
    app = importlib.import_module("cli.app")
    sys.exit(app.main())


def is_ours(name: str) -> bool:
    try:
        return getattr(importlib.import_module(name), "TRAJECT", None) == OURS
    except Exception:  # a foreign package may raise anything at import; ours raise nothing
        return False


def obstacle(name: str) -> str:
    """One sentence: which distribution, or else which file, took the place of our package `name`."""
    from importlib.metadata import packages_distributions  # slow to import, and seldom needed

    owners = packages_distributions().get(name, [])
    foreign = sorted({owner for owner in owners if owner != OURS})
    culprit = f"the distribution {' and '.join(foreign)}" if foreign else place_of(name)
    return (
        f"traject cannot start: the package '{name}' that Python found is not ours but comes from {culprit}; "
        "install traject into an environment of its own (python3 -m venv), without it."
    )


def place_of(name: str) -> str:
    spec = importlib.util.find_spec(name)
    if spec is None:
        return "nowhere: it is missing"
    return spec.origin or ", ".join(spec.submodule_search_locations or [])


if __name__ == "__main__":
    main()
