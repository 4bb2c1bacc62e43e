"""Adds a release to what is kept of every release: python -m tests.write_released REVISION...

The revision's own code reads its texts and plays its scenarios. What is kept stays as it is: of releases before
0ab4129 the texts are as their own code wrote them, and the cases were played by the code of 0ab4129.
"""

import json
import lzma
import subprocess
import sys
import tarfile
import tempfile
from io import BytesIO
from pathlib import Path
from typing import Any

from tests.released.kept import CASES, TEXTS, unpacked
from tests.write_plans import ROOT, texts_of

PLAY = Path(__file__).parent / "released" / "play.py"


def cases_of(revision: str) -> list[dict[str, Any]]:
    packed = subprocess.run(["git", "archive", revision], cwd=ROOT, check=True, capture_output=True).stdout
    with tempfile.TemporaryDirectory() as folder:
        with tarfile.open(fileobj=BytesIO(packed)) as archive:
            archive.extractall(folder, filter="data")
        code = PLAY.read_text(encoding="utf-8")
        ran = subprocess.run([sys.executable, "-c", code], cwd=folder, check=True, capture_output=True, input=b"{}")
    found: list[dict[str, Any]] = json.loads(ran.stdout)
    return found


def pack(path: Path, value: object) -> None:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    path.write_bytes(lzma.compress(text.encode(), preset=9 | lzma.PRESET_EXTREME))


def main(revisions: list[str]) -> None:
    texts, cases = unpacked(TEXTS), unpacked(CASES)
    for revision in revisions:
        new = {digest: [revision, text] for digest, text in texts_of(revision).items() if digest not in texts}
        texts |= new
        cases += [each for each in cases_of(revision) if each["definition"] in new]
        print(f"{revision}: {len(new)} new texts")
    pack(TEXTS, texts)
    pack(CASES, cases)


if __name__ == "__main__":
    main(sys.argv[1:])
