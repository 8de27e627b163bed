"""In which order a page lays out the moves: first what the ticket waits for, last what happens seldom.

Each group is (its name, its verbs); a verb stands in one group.
"""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

OF_TICKET = (
    (_("Next step"), (
        "assign", "rule", "verify", "close", "conclude", "resume", "reject", "attempt", "dissatisfied", "redo", "settle",
        "grant_extension", "decline_extension", "suspend", "decline_suspension", "review_appeal",
        "sign_unreasonable", "refuse_unreasonable", "find_unreasonable", "review_repeat",
    )),
    (_("Ask and press"), ("note", "ask_check", "urge", "supervise")),
    (_("Rearrange"), ("correct", "classify", "add_assist", "release", "split", "merge", "unmerge", "link", "unlink")),
    (_("Exceptional"), ("raise_danger", "tell_emergency", "void", "reopen", "appraise", "seal", "unseal")),
)  # fmt: skip
OF_PART = (
    (_("Next step"), ("depart", "arrive", "give_feedback", "answer_supervision")),
    (_("Say and ask"), ("note", "ask_help", "hand_to")),
    (pgettext_lazy("moves", "Time"), ("ask_extension", "ask_suspension", "appeal")),
    (_("Not ours"), ("hand_back",)),
)  # fmt: skip


def grouped(entries, groups):
    """[(name, entries)] of those groups that hold any; an entry has its `verb`."""
    by_verb = {entry["verb"]: entry for entry in entries}
    found = [(name, [by_verb[verb] for verb in verbs if verb in by_verb]) for name, verbs in groups]
    return [(name, entries) for name, entries in found if entries]
