"""Who can do nothing while identity is strict, as by which account they work is not recorded."""

from collections.abc import Sequence

from workflows.words import Words, listed


def shut_out(names: Sequence[str]) -> Words:
    nl, en = listed(list(names), "nl"), listed(list(names), "en")
    return Words(
        f"niemand handelt namens een ander, en van {nl} is geen account vastgelegd: die kan niets doen of lezen tot "
        "een beheerder dat vastlegt met ‘traject staff bind NAAM --user …’",
        f"nobody acts for someone else, and no account is recorded of {en}: whoever that is can do nothing, nor read, "
        "until an administrator records one with 'traject staff bind NAME --user …'",
    )
