"""Who may do what: one table of roles. A permission is an app and a verb; a move names the one that it needs."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

# What the words mean: see_all = every ticket that is not confidential; cleared = confidential ones as well.
SEE_ALL = {"dispatch.view_all_tickets"}
HALL = SEE_ALL | {"dispatch.add_note", "dispatch.reveal_phone", "dispatch.find_tickets", "dispatch.use_phrases"}


@dataclass(frozen=True)
class Role:
    """`kind` = where the person works (hall, unit, grid, office), which decides theme, home page and scope."""

    code: str
    name: str
    kind: str
    permissions: frozenset
    home: str


def _role(code, name, kind, permissions, home):
    return code, Role(code, name, kind, frozenset(permissions), home)


_TAKE = {"intake.take_call", "dispatch.raise_danger", "dispatch.correct_ticket"}
_DISPATCH = {
    "dispatch.classify_ticket",
    "dispatch.assign_ticket",
    "dispatch.settle_ticket",
    "dispatch.void_ticket",
    "dispatch.reopen_ticket",
    "dispatch.link_ticket",
    "dispatch.merge_ticket",
    "dispatch.split_ticket",
    "dispatch.relay_word",
}
_VERIFY = {"dispatch.verify_ticket"}
_CALL_BACK = {"dispatch.close_ticket"}
_SIGN = {"dispatch.sign_ticket"}  # the second signature, and the end of what nobody else may end
_HANDLE = {
    "dispatch.handle_ticket", "dispatch.add_note", "dispatch.reveal_phone", "intake.record_matter", "dispatch.use_phrases",
}  # fmt: skip
_PHRASES = {"dispatch.keep_phrases"}  # of the centre, or of the unit
_LEAD = {"dispatch.hand_to_handler", "units.keep_roster"} | _PHRASES  # who in the unit does it, and who is there
_FIGURES = {"dispatch.view_statistics"}
_URGE = {"dispatch.urge_unit"}
_OUTBOX = {"dispatch.view_outbox"}
_KEEP = {"dispatch.keep_time", "dispatch.resume_ticket"}
_GRANT = {"dispatch.grant_time", "dispatch.resume_ticket"}
_REVIEW = {"dispatch.review_appeal"}  # two people, of whom neither asked
_LEARN = {"dispatch.propose_amendment"}
_SUPERVISE = {"dispatch.supervise_unit", "dispatch.watch_silence"}
_HAND_OVER = {"dispatch.hand_over"}  # the shift, to the next one
_ANSWER = {"intake.answer_listing"}
_NOTIFY = {"units.send_notice"}
_SEATS = {"units.lead_seats"}  # sees all seats, answers for rests, takes over what is half typed
_CLEARED = {"dispatch.view_confidential", "dispatch.seal_ticket"}

ROLES = dict(
    [
        _role("call_taker", _("Call taker"), "hall", HALL | _TAKE | _URGE | {"dispatch.settle_ticket"}, "intake:take"),
        _role("dispatcher", _("Dispatcher"), "hall", HALL | _TAKE | _DISPATCH | _URGE, "dispatch:board"),
        _role("verifier", _("Verifier"), "hall", HALL | _VERIFY, "dispatch:board"),
        _role("callback", _("Call-back desk"), "hall", HALL | _CALL_BACK, "dispatch:callbacks"),
        _role(
            "shift_leader",
            _("Shift leader"),
            "hall",
            HALL
            | _TAKE
            | _DISPATCH
            | _VERIFY
            | _CALL_BACK
            | _SIGN
            | _FIGURES
            | _URGE
            | _SUPERVISE
            | _OUTBOX
            | _GRANT
            | _REVIEW
            | _LEARN
            | _CLEARED
            | _HAND_OVER
            | _NOTIFY
            | _PHRASES
            | _ANSWER
            | _SEATS
            | {"dispatch.review_repeat"},
            "dispatch:board",
        ),
        _role(
            "arbiter",
            _("Arbiter"),
            "hall",
            HALL | _REVIEW | _LEARN | {"dispatch.rule_ticket", "dispatch.classify_ticket"},
            "dispatch:disputes",
        ),
        _role("unit_handler", _("Unit handler"), "unit", _HANDLE, "dispatch:inbox"),
        _role("unit_lead", _("Unit lead"), "unit", _HANDLE | _LEAD, "dispatch:inbox"),
        _role("team", _("Team"), "unit", _HANDLE, "dispatch:inbox"),
        _role(
            "collector", _("Collector"), "grid", {"grid.send_report", "dispatch.check_ticket"} | _VERIFY, "grid:tasks"
        ),
        _role(
            "supervisor",
            _("Supervisor"),
            "office",
            SEE_ALL | _FIGURES | _SUPERVISE | _REVIEW | {"dispatch.find_tickets"},
            "dispatch:day",
        ),
        _role("viewer", _("Viewer"), "office", SEE_ALL | {"dispatch.find_tickets"}, "dispatch:board"),
        _role("sysadmin", _("System administrator"), "office", {"units.manage_registry"} | _OUTBOX, "registry"),
        _role("secadmin", _("Security administrator"), "office", {"units.manage_people"}, "security"),
        _role("auditor", _("Auditor"), "office", {"units.read_audit"}, "security"),
        # No person holds this one: only the row `system`, which acts when nobody does.
        _role("system", _("System"), "system", _KEEP | SEE_ALL | {"dispatch.view_confidential"}, "home"),
    ]
)
CHOICES = [(role.code, role.name) for role in ROLES.values()]
# A ticket is watched over by people who could not have handled it (domain.md: the auditor is never either administrator).
EXCLUSIVE = [{"sysadmin", "auditor"}, {"secadmin", "auditor"}]
