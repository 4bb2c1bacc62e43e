"""Logs in XES are read a case at a time; what is none is refused whole, in words."""

import gzip
import io
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fine_logs import a_fine, as_xes, fines
from trajectories.imports.event_log import LogAsked, LogCase
from trajectories.imports.workbook import Limits
from trajectories.imports.xes import AT, CASE, STEP, XesReader, is_xes, opened_log
from workflows.errors import UsageError

ASKED = LogAsked(CASE, STEP, AT)
BOMB = '<!DOCTYPE log [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE log SYSTEM "file:///etc/passwd">'


def read(content: bytes, asked: LogAsked = ASKED) -> list[LogCase]:
    return [*XesReader("boetes.xes", io.BytesIO(content), asked).cases()]


def refusal(content: bytes) -> str:
    with pytest.raises(UsageError) as refused:
        read(content)
    assert "boetes.xes" in refused.value.words.nl
    assert "nothing of it was taken" in refused.value.say("en")
    return refused.value.say("en")


def test_each_trace_is_a_case_and_its_events_are_in_the_order_of_the_file():
    one, two = read(as_xes([a_fine("A1"), a_fine("Ø2", ("Create Fine", "Payment"))]))

    assert ("A1", "Ø2") == (one.name, two.name)
    assert ["Create Fine", "Send Fine", "Insert Fine Notification"] == [each.name for each in one.steps[:3]]
    assert ["2006-07-24", "2006-09-22"] == [str(each.on) for each in two.steps]
    assert [6, 7] == [each.place for each in two.steps]


def test_facts_and_who_did_it_are_read_from_the_attributes_asked_for():
    asked = ASKED._replace(actor="org:resource", facts={"points": "punten", "case:concept:name": "nummer"})

    step = read(as_xes([a_fine("A1")]), asked)[0].steps[0]

    assert ("541", {"punten": "2", "nummer": "A1"}) == (step.actor, step.facts)


def test_an_event_that_completes_nothing_is_left_out_and_counted():
    content = as_xes([a_fine("A1")]).replace(b'value="complete"', b'value="start"', 2)
    reader = XesReader("boetes.xes", io.BytesIO(content), ASKED)

    cases = [*reader.cases()]

    assert (3, 2) == (len(cases[0].steps), reader.left_out)


@pytest.mark.parametrize("encoding", ["UTF-8", "UTF-16", "ISO-8859-1"])
def test_the_encoding_is_that_of_the_file(encoding: str):
    assert "Løk" == read(as_xes([a_fine("Løk")], encoding=encoding))[0].name


def test_a_case_that_stands_in_two_places_is_told():
    assert [False, False, True] == [each.is_again for each in read(as_xes([*fines(2), a_fine("A0")]))]


@pytest.mark.parametrize(
    "content, why",
    [
        (b"zaak;stap;datum\nA1;Create Fine;2006-07-24\n", "line 1 is no XML"),
        (b"", "is no XML"),
        (b"<html><body/></html>", "does not begin with <log>"),
        (as_xes(fines(3))[:-30], "is no XML"),
        (as_xes(fines(1)).replace(b"2006-07-24T00:00:00.000+02:00", b"gisteren"), "event 1: 'gisteren' is no moment"),
        (as_xes(fines(1)).replace(b'"time:timestamp"', b'"tijd"'), "event 1: '' is no moment"),
        (b"<log><event/></log>", "outside of a case"),
        (b"<log><trace/></log>", "has no 'concept:name'"),
        (b"<log>" + b"<list>" * 200, "too much is nested"),
        (b'<?xml version="1.0" encoding="klingon"?><log/>', "XES"),
        (b'<log><trace><string key="concept:name" value="&lol;"/></trace></log>', "is no XML"),
        (BOMB.encode() + b"<log/>", "DOCTYPE does not belong"),
        (OUTSIDE.encode() + b"<log/>", "DOCTYPE does not belong"),
    ],
)
def test_what_is_no_xes_is_refused_in_words(content: bytes, why: str):
    assert why in refusal(content)


def test_one_endless_element_is_refused_before_it_fills_the_memory():
    class Endless(io.RawIOBase):
        begun = False

        def read(self, size: int = -1) -> bytes:
            head, self.begun = b"" if self.begun else b'<log><string key="', True
            return head or b"a" * size

    with pytest.raises(UsageError, match="larger than a MB"):
        [*XesReader("boetes.xes", Endless(), ASKED).cases()]  # type: ignore[arg-type]


def test_a_packed_log_is_unpacked_as_it_is_read_whatever_it_is_called(tmp_path: Path):
    content = as_xes(fines(2))
    for name in ("boetes.xes.gz", "boetes.xez", "boetes.xes", "boetes"):
        path = a_file(tmp_path, name, gzip.compress(content))
        assert is_xes(path)
        with opened_log(path) as stream:
            assert read(content) == [*XesReader(path.name, stream, ASKED).cases()]


def test_what_is_packed_and_no_xes_or_broken_off_is_refused_in_words(tmp_path: Path):
    packed = gzip.compress(as_xes(fines(300)))
    with pytest.raises(UsageError, match="is packed and no XES"):
        is_xes(a_file(tmp_path, "boetes.csv.gz", gzip.compress(b"zaak;stap;datum\n")))
    with pytest.raises(UsageError, match="cannot be unpacked"):
        is_xes(a_file(tmp_path, "boetes.xes.gz", packed[:2] + b"no gzip at all"))
    with (
        opened_log(a_file(tmp_path, "boetes.xes.gz", packed[:-100])) as stream,
        pytest.raises(UsageError, match="cannot be unpacked"),
    ):
        [*XesReader("boetes.xes.gz", stream, ASKED).cases()]


def test_what_comes_out_of_a_packed_log_has_a_bound_and_so_have_its_events(tmp_path: Path):
    """A bomb of blanks: small on disk, and stopped on the way; the bound on events is that of the rows of a list."""
    few = Limits(unpacked=1_000_000, rows=8)
    bomb = a_file(tmp_path, "bom.xes.gz", gzip.compress(b"<log>" + b" " * 50_000_000 + b"</log>"))
    with opened_log(bomb) as stream, pytest.raises(UsageError, match="it is larger than 1 MB"):
        [*XesReader("bom.xes.gz", stream, ASKED, few).cases()]
    with pytest.raises(UsageError, match="it has more than 8 events"):
        [*XesReader("boetes.xes", io.BytesIO(as_xes(fines(5))), ASKED, few).cases()]


def test_xes_is_known_by_its_name_or_by_how_it_begins(tmp_path: Path):
    begins = (("boetes.xes", b""), ("boetes", b"\xef\xbb\xbf<?xml"), ("boetes.csv", b"zaak"))

    assert [True, True, False] == [is_xes(a_file(tmp_path, name, head)) for name, head in begins]


def test_two_cases_whose_names_differ_by_capitals_are_told_as_one():
    found = read(as_xes([a_fine("A1"), a_fine("a1 "), a_fine("B1")]))

    assert [False, True, False] == [each.is_again for each in found]


def a_file(tmp_path: Path, name: str, content: bytes) -> Path:
    path = tmp_path / name
    path.write_bytes(content)
    return path


def test_the_memory_does_not_grow_with_the_log():
    def peak(count: int) -> int:
        content = io.BytesIO(as_xes(fines(count)))
        tracemalloc.start()
        cases: Iterator[LogCase] = XesReader("boetes.xes", content, ASKED).cases()
        assert count == sum(1 for _ in cases)
        found = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return found

    assert peak(3_000) < peak(500) + 700_000  # the names of the cases are kept, to know one that comes again
