"""An SQLite file on a disk of the network is refused by `init`: known by what the machine says of its disks."""

from pathlib import Path

import pytest

from scheduler.installation import is_on_network_share

MOUNTS = """\
/dev/sda1 / ext4 rw 0 0
files:/office /srv/office nfs4 rw 0 0
//files/b /srv/with\\040space cifs rw 0 0
/dev/sdb1 /srv/office/local ext4 rw 0 0
a line that says nothing
"""


@pytest.mark.parametrize(
    "path, expected",
    [
        ("/var/lib/traject/traject.db", False),
        ("/srv/office/traject.db", True),
        ("/srv/office/deeper/traject.db", True),
        ("/srv/office/local/traject.db", False),
        ("/srv/with space/traject.db", True),
        ("/srv/officer/traject.db", False),
    ],
)
def test_the_deepest_disk_above_the_file_decides(path: str, expected: bool) -> None:
    assert is_on_network_share(Path(path), MOUNTS) is expected
