"""The codes of everything a check can say. A code never changes its meaning; docs/checks has a page for each."""

CODES = {
    "the file itself": (
        "syntax", "duplicate_key", "bad_key", "alias", "tag",
        "missing_key", "unknown_key", "wrong_type", "bad_term", "bad_value", "empty_value", "empty_list",
    ),
    "names": (
        "unknown_stage", "unknown_fact", "unknown_task", "unknown_parameter", "unknown_outcome", "unknown_source",
        "unknown_deadline", "unknown_workflow", "unknown_trigger", "unknown_member", "unknown_municipality",
        "unknown_calendar", "unused_fact", "unused_parameter", "unused_task", "unused_source", "unused_outcome",
        "task_never_asked", "task_not_asked", "circular_task", "unknown_person_fact",
    ),
    "stages and transitions": (
        "no_initial", "no_final", "unreachable_stage", "dead_end", "shadowed_transition", "ambiguous_transition",
        "leaves_final", "continues_outside_final", "keeps_nothing", "value_without_way_out", "circular_start",
    ),
    "guards and facts": (
        "impossible_guard", "guard_always_true", "guard_for_nobody", "private_guard", "guard_out_of_reach",
        "born_without_person", "date_without_sense",
        "person_fact_restated", "person_fact_of_household", "person_fact_given",
    ),
    "deadlines": (
        "circular_anchor", "rung_before_anchor", "duplicate_rung", "reminder_after_closing", "silent_after_reopening",
        "norm_after_legal", "never_met", "met_when_born", "cannot_be_met_again",
        "months_as_days", "weekend_rung", "calendar_ends", "paused_not_suspendable", "paused_counted_back",
        "grounds_without_use", "ground_too_long", "ground_twice", "ground_never_ends", "statutory_without_ground",
        "version_overlap", "version_gap", "missing_source", "law_without_text", "adverse_without_remedy",
    ),
    "people": ("no_role_can_leave", "no_recipient", "silent_deadline", "last_rung_once", "silent_stage"),
    "municipalities and folders": (
        "variant_overlap", "variant_gap", "variant_without_scenario", "base_unread", "duplicate_scenario",
        "duplicate_variant", "duplicate_workflow", "duplicate_municipality",
    ),
}  # fmt: skip
PAGES = "docs/checks"


def page_of(code: str) -> str:
    """Where its page stands in the project."""
    return f"{PAGES}/{code}.md"
