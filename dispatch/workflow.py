"""The one table of moves. Guards, buttons, event kinds, the README's diagram and the tests all read it.

A stage is named after what the ticket waits for, so each stage is somebody's queue. A verb that moves nothing has
targets = sources. An assignment verb also says from which status of the assignment it may start and where it leads.
"""

from dataclasses import dataclass, field

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Stage(models.TextChoices):
    ASSIGNMENT = "assignment", _("To assign")
    HANDLING = "handling", pgettext_lazy("stage", "Handling")
    ARBITRATION = "arbitration", _("In dispute")
    SUSPENDED = "suspended", pgettext_lazy("stage", "Suspended")
    VERIFICATION = "verification", _("To verify")
    CALLBACK = "callback", _("To call back")
    CLOSED = "closed", _("Closed")


class Status(models.TextChoices):
    """Of one unit's assignment."""

    SENT = "sent", _("Waiting for acceptance")
    ACCEPTED = "accepted", _("Accepted")
    EN_ROUTE = "en_route", _("En route")
    ON_SCENE = "on_scene", _("On scene")
    DONE = "done", _("Feedback given")
    RETURNED = "returned", _("Handed back")
    RELEASED = "released", _("Released")


OPEN = frozenset({Status.SENT, Status.ACCEPTED, Status.EN_ROUTE, Status.ON_SCENE})
STARTED = OPEN - {Status.SENT}
LIVE = frozenset(Stage) - {Stage.CLOSED}
# assists go on while a new lead is looked for or ruled on
WORKED = frozenset({Stage.HANDLING, Stage.ASSIGNMENT, Stage.ARBITRATION})
# a duplicate may be found late; what is in dispute or suspended is decided first
MERGED_FROM = frozenset({Stage.ASSIGNMENT, Stage.HANDLING, Stage.VERIFICATION, Stage.CALLBACK})

TICKET, ASSIGNMENT = "ticket", "assignment"
RELAY = "dispatch.relay_word"


@dataclass(frozen=True)
class Move:
    """One verb: what it moves, from which stages to which, who may, and whether the form's version must be current.

    What needs a version changes what others see of the ticket – its stage, its parts, its clocks – and raises the version.
    """

    of: str
    sources: frozenset
    targets: frozenset
    permission: str
    label: str
    needs_version: bool = True
    relay: str = ""  # of a unit's part: with this permission the centre enters it, on the unit's word by telephone
    by_handler: bool = True  # False: refused to anyone whose user or unit handled the ticket
    from_status: frozenset = field(default=frozenset())
    to_status: str = ""
    paths: frozenset = field(default=frozenset())  # the changes of stage there are, where not every pair is one

    def reaches(self, source):
        """The other stages to which the verb can lead from `source`."""
        targets = self.targets - {source} if self.targets != self.sources or self.paths else frozenset()
        return frozenset(t for t in targets if source in self.sources and (not self.paths or (source, t) in self.paths))


def _move(of, sources, targets, permission, label, **more):
    return Move(of, frozenset(sources), frozenset(targets), permission, label, **more)


_S = Stage
MOVES = {
    "assign": _move(TICKET, {_S.ASSIGNMENT}, {_S.HANDLING}, "dispatch.assign_ticket", _("Assign")),
    "settle": _move(TICKET, {_S.ASSIGNMENT}, {_S.CLOSED}, "dispatch.settle_ticket", _("Settle")),
    "void": _move(TICKET, {_S.ASSIGNMENT}, {_S.CLOSED}, "dispatch.void_ticket", pgettext_lazy("verb", "Void")),
    "accept": _move(
        ASSIGNMENT, WORKED, WORKED, "dispatch.handle_ticket", _("Accept"),
        from_status=frozenset({Status.SENT}), to_status=Status.ACCEPTED, relay=RELAY,
    ),
    "depart": _move(
        ASSIGNMENT, WORKED, WORKED, "dispatch.handle_ticket", _("Depart"),
        from_status=frozenset({Status.ACCEPTED}), to_status=Status.EN_ROUTE, relay=RELAY,
    ),
    "arrive": _move(
        ASSIGNMENT, WORKED, WORKED, "dispatch.handle_ticket", _("Arrive"),
        from_status=frozenset({Status.ACCEPTED, Status.EN_ROUTE}), to_status=Status.ON_SCENE, relay=RELAY,
    ),
    "give_feedback": _move(
        ASSIGNMENT, WORKED, WORKED | {_S.VERIFICATION}, "dispatch.handle_ticket", _("Give feedback"),
        from_status=STARTED, to_status=Status.DONE, paths=frozenset({(_S.HANDLING, _S.VERIFICATION)}),
    ),
    "hand_back": _move(
        ASSIGNMENT, WORKED, WORKED | {_S.VERIFICATION}, "dispatch.handle_ticket", _("Hand back"),
        from_status=OPEN, to_status=Status.RETURNED,
        paths=frozenset({
            (_S.HANDLING, _S.ASSIGNMENT), (_S.HANDLING, _S.VERIFICATION),
            (_S.HANDLING, _S.ARBITRATION), (_S.ASSIGNMENT, _S.ARBITRATION),
        }),
    ),
    "verify": _move(
        TICKET, {_S.VERIFICATION}, {_S.CALLBACK, _S.CLOSED}, "dispatch.verify_ticket", _("Verify"), by_handler=False,
    ),
    "reject": _move(
        TICKET, {_S.VERIFICATION}, {_S.HANDLING, _S.ASSIGNMENT}, "dispatch.verify_ticket", _("Send back for rework"),
        by_handler=False,
    ),
    "attempt": _move(
        TICKET, {_S.CALLBACK}, {_S.CALLBACK, _S.CLOSED}, "dispatch.close_ticket", _("Not reached"), by_handler=False,
    ),
    "close": _move(TICKET, {_S.CALLBACK}, {_S.CLOSED}, "dispatch.close_ticket", pgettext_lazy("verb", "Close"), by_handler=False),
    "dissatisfied": _move(
        TICKET, {_S.CALLBACK}, {_S.ASSIGNMENT}, "dispatch.close_ticket", _("Not solved"), by_handler=False,
    ),
    "reopen": _move(TICKET, {_S.CLOSED}, {_S.ASSIGNMENT}, "dispatch.reopen_ticket", _("Reopen")),
    # -- moving back, and rulings
    "rule": _move(
        TICKET, {_S.ARBITRATION}, {_S.HANDLING}, "dispatch.rule_ticket", pgettext_lazy("verb", "Rule"), by_handler=False,
    ),
    "correct": _move(TICKET, WORKED, WORKED, "dispatch.correct_ticket", pgettext_lazy("verb", "Correct")),
    "classify": _move(TICKET, WORKED, WORKED, "dispatch.classify_ticket", _("Change the item")),

    # -- time asked for
    "ask_extension": _move(
        ASSIGNMENT, WORKED, WORKED, "dispatch.handle_ticket", _("Ask for an extension"), from_status=STARTED,
    ),
    "grant_extension": _move(
        TICKET, WORKED, WORKED, "dispatch.grant_time", _("Grant the extension"), by_handler=False,
    ),
    "decline_extension": _move(
        TICKET, WORKED, WORKED, "dispatch.grant_time", _("Decline the extension"), by_handler=False,
    ),
    "ask_suspension": _move(
        ASSIGNMENT, {_S.HANDLING}, {_S.HANDLING}, "dispatch.handle_ticket", _("Ask for suspension"), from_status=STARTED,
    ),
    "suspend": _move(TICKET, {_S.HANDLING}, {_S.SUSPENDED}, "dispatch.grant_time", _("Suspend"), by_handler=False),
    "decline_suspension": _move(
        TICKET, {_S.HANDLING}, {_S.HANDLING}, "dispatch.grant_time", _("Decline the suspension"), by_handler=False,
    ),
    "resume": _move(TICKET, {_S.SUSPENDED}, {_S.HANDLING}, "dispatch.resume_ticket", _("Resume")),
    "appeal": _move(
        ASSIGNMENT, {_S.CLOSED}, {_S.CLOSED}, "dispatch.handle_ticket", _("Appeal"),
        from_status=frozenset({Status.DONE, Status.RETURNED, Status.RELEASED}),
    ),
    "review_appeal": _move(
        TICKET, {_S.CLOSED}, {_S.CLOSED}, "dispatch.review_appeal", _("Review the appeal"), by_handler=False,
    ),

    # -- pressure
    "urge": _move(TICKET, WORKED, WORKED, "dispatch.urge_unit", _("Urge")),
    "supervise": _move(TICKET, WORKED, WORKED, "dispatch.supervise_unit", _("Supervise")),
    "answer_supervision": _move(
        ASSIGNMENT, WORKED | {_S.SUSPENDED}, WORKED | {_S.SUSPENDED}, "dispatch.handle_ticket",
        _("Answer the supervision"), from_status=OPEN,
    ),

    # -- structure
    "add_assist": _move(TICKET, {_S.HANDLING}, {_S.HANDLING}, "dispatch.assign_ticket", _("Add assists")),
    "release": _move(
        TICKET, WORKED, WORKED | {_S.VERIFICATION}, "dispatch.assign_ticket", _("Release an assist"),
        paths=frozenset({(_S.HANDLING, _S.VERIFICATION)}),
    ),
    "link": _move(TICKET, Stage, Stage, "dispatch.link_ticket", _("Link"), needs_version=False),
    "unlink": _move(TICKET, Stage, Stage, "dispatch.link_ticket", _("Unlink"), needs_version=False),
    "merge": _move(TICKET, MERGED_FROM, {_S.CLOSED}, "dispatch.merge_ticket", _("Merge into another")),
    "take_in": _move(TICKET, LIVE, LIVE, "dispatch.merge_ticket", _("Take in another ticket"), needs_version=False),
    "unmerge": _move(TICKET, {_S.CLOSED}, MERGED_FROM, "dispatch.merge_ticket", _("Undo the merge")),
    "let_go": _move(TICKET, Stage, Stage, "dispatch.merge_ticket", _("Let a merged ticket go"), needs_version=False),
    "split": _move(
        TICKET, {_S.ASSIGNMENT, _S.HANDLING}, {_S.ASSIGNMENT, _S.HANDLING}, "dispatch.split_ticket", _("Split off a part"),
        paths=frozenset({(_S.ASSIGNMENT, _S.HANDLING)}),
    ),
    "gather": _move(TICKET, {_S.HANDLING}, {_S.VERIFICATION}, "dispatch.keep_time", _("All parts are done")),
    "review_repeat": _move(
        TICKET, Stage, Stage, "dispatch.review_repeat", _("Review the repeats"), needs_version=False,
    ),

    # -- the end
    "redo": _move(TICKET, {_S.ASSIGNMENT}, {_S.HANDLING}, "dispatch.assign_ticket", _("Have it redone")),
    "ask_check": _move(TICKET, {_S.ASSIGNMENT}, {_S.ASSIGNMENT}, "dispatch.assign_ticket", _("Ask for a check")),
    "check": _move(TICKET, {_S.ASSIGNMENT}, {_S.ASSIGNMENT}, "dispatch.check_ticket", pgettext_lazy("verb", "Check")),
    "find_unreasonable": _move(
        TICKET, {_S.ASSIGNMENT}, {_S.ASSIGNMENT}, "dispatch.assign_ticket", _("Find unreasonable"),
    ),
    "sign_unreasonable": _move(
        TICKET, {_S.ASSIGNMENT}, {_S.CLOSED}, "dispatch.sign_ticket", _("Sign as unreasonable"), by_handler=False,
    ),
    "refuse_unreasonable": _move(
        TICKET, {_S.ASSIGNMENT}, {_S.ASSIGNMENT}, "dispatch.sign_ticket", _("Do not sign"), by_handler=False,
    ),
    "conclude": _move(
        TICKET, {_S.CALLBACK}, {_S.CLOSED}, "dispatch.sign_ticket", _("Close without the caller"), by_handler=False,
    ),
    "appraise": _move(TICKET, Stage, Stage, "dispatch.sign_ticket", _("Count or not")),

    # -- facts, danger, confidence
    "raise_danger": _move(
        TICKET, {_S.ASSIGNMENT, _S.HANDLING, _S.ARBITRATION}, {_S.ASSIGNMENT, _S.HANDLING, _S.ARBITRATION},
        "dispatch.raise_danger", _("Life in danger"),
    ),
    "tell_emergency": _move(TICKET, LIVE, LIVE, "dispatch.raise_danger", _("Emergency facts")),
    "worsen": _move(TICKET, LIVE, LIVE, "intake.take_call", _("New facts"), needs_version=False),
    "seal": _move(TICKET, Stage, Stage, "dispatch.seal_ticket", _("Make confidential")),
    "unseal": _move(TICKET, Stage, Stage, "dispatch.seal_ticket", _("Confidential no more")),

    # -- the portal
    "hand_to": _move(ASSIGNMENT, WORKED, WORKED, "dispatch.hand_to_handler", _("Give to a handler"), from_status=OPEN),
    "ask_help": _move(ASSIGNMENT, WORKED, WORKED, "dispatch.handle_ticket", _("Ask for help"), from_status=OPEN),

    # -- what moves nothing
    "note": _move(TICKET, Stage, Stage, "dispatch.add_note", _("Note"), needs_version=False),
    "join": _move(TICKET, LIVE, LIVE, "intake.take_call", _("Join"), needs_version=False),
    "reveal": _move(TICKET, Stage, Stage, "dispatch.reveal_phone", _("Show number"), needs_version=False),
    "halve": _move(TICKET, LIVE, LIVE, "dispatch.keep_time", _("Clock half gone"), needs_version=False),
    "warn": _move(TICKET, LIVE, LIVE, "dispatch.keep_time", _("Clock warned"), needs_version=False),
    "miss": _move(TICKET, LIVE, LIVE, "dispatch.keep_time", _("Clock missed"), needs_version=False),
    "climb": _move(TICKET, LIVE, LIVE, "dispatch.keep_time", _("Next rung"), needs_version=False),
}  # fmt: skip
# Event kinds that are no move: the ticket's birth, and a look at the page of a confidential one.
BIRTH, LOOK = "open", "view"


def verbs(of, stage, status=None):
    """Verbs that the table allows for a ticket in `stage` (and an assignment in `status`), in the table's order."""
    return [
        verb
        for verb, move in MOVES.items()
        if move.of == of and stage in move.sources and (not move.from_status or status in move.from_status)
    ]
