"""What is said of a term whose first day counts, as in "vanaf de datum van afgifte" or "te rekenen vanaf de dag"."""

from workflows.words import Words

FIRST_DAY_COUNTED = Words(
    "vanaf deze dag wordt geteld; zelf telt hij mee",
    "counted from this day, which itself counts",
)
A_DAY_LESS = Words(
    "de eerste dag telt mee: een dag minder; telde hij niet mee, dan was het een dag later",
    "the first day counts: a day less; if it did not count it would be a day later",
)
