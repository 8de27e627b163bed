"""What each verb is called on the timeline once it is done, and how loud it is there."""

from django.utils.translation import gettext_lazy, pgettext_lazy

from dispatch.workflow import BIRTH, LOOK

# What a verb is called once it is done.
DONE = {
    BIRTH: gettext_lazy("Ticket opened"),
    "assign": gettext_lazy("Assigned"),
    "settle": gettext_lazy("Settled on the phone"),
    "void": pgettext_lazy("done", "Voided"),
    "accept": pgettext_lazy("done", "Accepted"),
    "depart": gettext_lazy("En route"),
    "arrive": gettext_lazy("On scene"),
    "give_feedback": gettext_lazy("Feedback given"),
    "hand_back": gettext_lazy("Handed back"),
    "rule": gettext_lazy("Ruling given"),
    "correct": gettext_lazy("Corrected after asking again"),
    "classify": gettext_lazy("Item changed"),
    "verify": gettext_lazy("Verified"),
    "reject": gettext_lazy("Sent back for rework"),
    "attempt": gettext_lazy("Caller not reached"),
    "close": gettext_lazy("Called back and closed"),
    "dissatisfied": gettext_lazy("Caller says: not solved"),
    "redo": gettext_lazy("Back with the lead, to be redone"),
    "ask_check": gettext_lazy("A check on site was asked for"),
    "check": gettext_lazy("Looked at on site"),
    "find_unreasonable": gettext_lazy("Found unreasonable, waits for the second signature"),
    "sign_unreasonable": gettext_lazy("Signed as unreasonable, closed"),
    "refuse_unreasonable": gettext_lazy("Second signature refused"),
    "conclude": gettext_lazy("Closed without the caller"),
    "appraise": gettext_lazy("Counting in appraisal"),
    "reopen": gettext_lazy("Reopened"),
    "urge": pgettext_lazy("done", "Urged"),
    "supervise": pgettext_lazy("done", "Supervised"),
    "answer_supervision": gettext_lazy("Supervision answered"),
    "add_assist": gettext_lazy("Assists added"),
    "release": gettext_lazy("Assist released"),
    "link": gettext_lazy("Linked"),
    "unlink": gettext_lazy("Link ended"),
    "ask_extension": gettext_lazy("Extension asked for"),
    "grant_extension": gettext_lazy("Extension granted"),
    "decline_extension": gettext_lazy("Extension declined"),
    "ask_suspension": gettext_lazy("Suspension asked for"),
    "suspend": gettext_lazy("Suspended"),
    "decline_suspension": gettext_lazy("Suspension declined"),
    "resume": gettext_lazy("Resumed"),
    "appeal": gettext_lazy("Appeal made"),
    "review_appeal": gettext_lazy("Appeal reviewed"),
    "merge": gettext_lazy("Merged into another ticket"),
    "take_in": gettext_lazy("Another ticket merged into this one"),
    "unmerge": gettext_lazy("Merge undone"),
    "let_go": gettext_lazy("Merged ticket let go"),
    "split": gettext_lazy("A part was split off"),
    "gather": gettext_lazy("All parts are done"),
    "review_repeat": gettext_lazy("Repeats reviewed"),
    "hand_to": gettext_lazy("Given to a handler"),
    "ask_help": gettext_lazy("Help asked for"),
    "note": pgettext_lazy("noun", "Note"),
    "join": gettext_lazy("Another caller joined"),
    "reveal": gettext_lazy("Number shown"),
    "halve": gettext_lazy("Clock half gone"),
    "raise_danger": gettext_lazy("Life in danger"),
    "tell_emergency": gettext_lazy("Emergency facts told"),
    "worsen": gettext_lazy("New facts: it got worse"),
    "seal": gettext_lazy("Made confidential"),
    "unseal": gettext_lazy("Confidential no more"),
    LOOK: gettext_lazy("Page looked at"),
    "warn": gettext_lazy("Clock due soon"),
    "miss": gettext_lazy("Clock overdue"),
    "climb": gettext_lazy("Still silent"),
}
TONES = {
    **dict.fromkeys(("hand_back", "reject", "dissatisfied", "reopen", "miss", "climb", "supervise", "redo"), "bad"),
    **dict.fromkeys(("warn", "urge", "raise_danger", "tell_emergency", "worsen", "ask_help"), "alarm"),
}
CALM = {
    "note", "join", "reveal", "attempt", "ask_check", "appraise", "link", "unlink", "take_in", "let_go", "halve",
    "seal", "unseal", LOOK, BIRTH,
}  # fmt: skip
# Turns that come again: which time it is stands beside the verb, as in the ticket's head.
TURNS = {
    "hand_back": pgettext_lazy("turn", "return %(n)s"),
    **dict.fromkeys(("reject", "dissatisfied"), pgettext_lazy("turn", "rework %(n)s")),
}
CLOCK_WORDS = {
    "halve": gettext_lazy("%(clock)s: half gone"),
    "warn": gettext_lazy("%(clock)s: due soon"),
    "miss": gettext_lazy("%(clock)s: overdue"),
}
RUNGS = {
    1: gettext_lazy("%(clock)s: the longer limit has run out as well"),
    2: gettext_lazy("%(clock)s: rung again in the unit"),
    3: gettext_lazy("%(clock)s: text message to the unit's lead"),
    4: gettext_lazy("%(clock)s: on the shift leader's list"),
}
