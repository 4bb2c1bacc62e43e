"""Writes the plans that the product ships, by which running trajectories go over to the definitions of today:
python -m tests.write_plans REVISION...

Each revision is a state of this repository whose definitions some office has published. Its own code reads them, so
that the texts are those of then. What is guessed or left open is printed: it wants a decision in DECIDED.
"""

import json
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from trajectories.migration.plan import Pair, Plan
from trajectories.migration.plan_file import draft, label_of, plan_in, plan_text
from trajectories.service.earlier_versions import PLANS
from workflows.catalogue.catalogue import Catalogue
from workflows.catalogue.resolve import Resolved, builtin_folder, from_text
from workflows.format.yaml_loader import read
from workflows.machine.state_machine import Compiled

ROOT = Path(__file__).parents[1]
TEXTS = """
import json
from workflows.catalogue import Catalogue, builtin_folder
print(json.dumps([[each.hash, each.text] for each in Catalogue.load(builtin_folder()).all_resolved()]))
"""
WINGS = TEXTS.replace(
    "from workflows.catalogue import Catalogue, builtin_folder",
    "from workflows.catalogue.catalogue import Catalogue, builtin_folder",
)
DECIDED: dict[tuple[str, str, str], str] = {}  # (workflow, section, old name) -> the new name, STAY or DROP


def texts_of(revision: str) -> dict[str, str]:
    """Hash -> text of every definition and variant, as the code of that revision reads them."""
    packed = subprocess.run(["git", "archive", revision], cwd=ROOT, check=True, capture_output=True).stdout
    with tempfile.TemporaryDirectory() as folder:
        with tarfile.open(fileobj=BytesIO(packed)) as archive:
            archive.extractall(folder, filter="data")
        script = WINGS if (Path(folder) / "workflows" / "catalogue").is_dir() else TEXTS
        ran = subprocess.run([sys.executable, "-c", script], cwd=folder, check=True, capture_output=True)
    return dict(json.loads(ran.stdout))


def plans_of(revisions: list[str]) -> Iterator[tuple[Plan, list[Pair]]]:
    olds = {digest: text for revision in revisions for digest, text in texts_of(revision).items()}
    catalogue = Catalogue.load(builtin_folder())
    news = list(catalogue.all_resolved())
    current = {each.hash for each in news}
    pairs: dict[str, list[Pair]] = {}
    for digest, text in olds.items():
        before = from_text(text)
        if digest not in current:
            pairs.setdefault(before.workflow, []).append(
                Pair(Compiled(before, digest), successor(before.workflow, before.variant, news))
            )
    for workflow, found in sorted(pairs.items()):
        ordered = sorted(found, key=lambda pair: (pair.before.workflow.version, label_of(pair.before.workflow)))
        everywhere = {label_of(each.workflow): each.hash for each in news if each.workflow.workflow == workflow}
        yield _decided(draft(ordered)._replace(target=everywhere), workflow), ordered


def successor(workflow: str, variant: str, news: list[Resolved]) -> Compiled:
    """The same variant; the base where that variant is no more."""
    own = {each.workflow.variant: each for each in news if each.workflow.workflow == workflow}
    found = own.get(variant, own["base"])
    return Compiled(found.workflow, found.hash)


def _decided(plan: Plan, workflow: str) -> Plan:
    names = {
        section: {old: DECIDED.get((workflow, section, old), new) for old, new in table.items()}
        for section, table in plan.names.items()
    }
    guesses = frozenset(each for each in plan.guesses if (workflow, *each) not in DECIDED)
    return plan._replace(names=names, guesses=guesses)


def main(revisions: list[str]) -> None:
    PLANS.mkdir(exist_ok=True)
    reasons = {old.stem: plan_in(read(old)).because for old in PLANS.glob("*.yaml")}  # written by hand, and kept
    for old in PLANS.glob("*.yaml"):
        old.unlink()
    for plain, pairs in plans_of(revisions):
        plan = plain._replace(because=reasons.get(plain.workflow, {}))
        (PLANS / f"{plan.workflow}.yaml").write_text(plan_text(plan, pairs), encoding="utf-8")
        for section, name in sorted(plan.guesses):
            print(f"{plan.workflow}: {section} {name} -> {plan.names[section][name]}?")
        for section, table in plan.names.items():
            for name in (each for each, new in table.items() if new is None):
                print(f"{plan.workflow}: {section} {name} -> null")


if __name__ == "__main__":
    main(sys.argv[1:])
