"""Every address of the console and what a stranger may expect there. A new address fails the walk until it stands here."""

# Answers without log-in.
OPEN = {
    "intake:hear",  # signed, and nothing comes back but the state of the call that is named
    "intake:hear_text",  # the same, of text messages
    "login", "set_language", "login_code", "login_setup", "login_password", "login_onward", "login_again",
}  # fmt: skip
# Everybody's own frame: no ticket's facts in it.
FRAME = {
    "home", "nothing", "logout", "take_seat", "map_layer", "lock", "unlock", "here", "account", "end_sessions",
    "change_password", "recovery_codes", "notice_strip", "sounds",
    "read_notice", "seat", "seat_alive", "ask_rest", "withdraw_rest", "end_rest",
}  # fmt: skip
# Lists that show a person only what is his: 200 without a foreign byte, or 403.
OWN = {
    "dispatch:inbox", "dispatch:history", "dispatch:items", "dispatch:units",
    "dispatch:roster", "dispatch:figures", "intake:record", "intake:places", "intake:read_position", "dispatch:map_layers",
    "grid:tasks", "grid:report", "grid:where",
    "dispatch:side_panel", "dispatch:phrases", "dispatch:keep_phrase", "dispatch:change_phrase", "dispatch:end_phrase",
}  # fmt: skip
# The hall's and the office's pages: 403 for everybody whose role does not open them.
HALL = {
    "dispatch:board", "dispatch:callbacks", "dispatch:next_ticket", "dispatch:points", "dispatch:find", "dispatch:day",
    "dispatch:repeats", "dispatch:disputes", "dispatch:precedents", "dispatch:facts_wanted",
    "dispatch:lessons", "dispatch:amendments", "dispatch:accept_amendment", "dispatch:decline_amendment",
    "intake:take", "intake:join", "intake:advise", "intake:dismiss", "intake:save_draft", "intake:matches",
    "intake:locate", "intake:questions", "intake:calls", "intake:hotlines", "registry",
    "intake:lines", "intake:claim", "intake:ask_over", "intake:give", "intake:keep", "intake:alive", "intake:owed",
    "intake:redial", "intake:listings", "intake:propose_listing", "intake:listing", "intake:approve_listing",
    "intake:decline_listing", "intake:lift_listing", "intake:reveal_listing", "intake:transfer", "intake:answer_transfer",
    "intake:dialogues", "intake:dialogue", "intake:conversation", "intake:claim_dialogue", "intake:answer_dialogue",
    "intake:set_text_only", "intake:begin_anew",
    "dispatch:duty_list", "dispatch:duty_list_file", "dispatch:duty_item", "dispatch:write_rule",
    "dispatch:ask_condition", "dispatch:end_condition", "dispatch:import_duty_list", "calendar", "change_day",
    "dispatch:put_on_duty", "dispatch:take_off_duty", "intake:save_own_draft",
    "dispatch:command", "dispatch:read_command",
    "dispatch:outbox", "dispatch:resend", "dispatch:silence", "dispatch:asked",
    "dispatch:handovers", "dispatch:draft_handover", "dispatch:handover", "dispatch:write_handover",
    "dispatch:redraw_handover", "dispatch:give_handover", "dispatch:take_handover",
    "notices", "send_notice", "end_notice", "interpreters", "add_interpreter", "change_interpreter", "end_interpreter",
    "intake:seats", "intake:approve_rest", "intake:decline_rest", "intake:take_over",
    "security", "security_people", "security_person", "end_person", "reset_factor", "give_password", "set_active",
}  # fmt: skip
# The figures of a day, their lists and tables: 403 for everybody who does not watch over the work.
FIGURES = {
    "dispatch:day_on": ("2026-01-01",), "dispatch:day_list": ("2026-01-01", "opened"),
    "dispatch:day_table": ("2026-01-01", "units"),
}  # fmt: skip
# Addresses of one thing, by its number or id: for a stranger there is nothing there (404), whatever the method.
OBJECT = {
    # the ticket and its verbs
    "dispatch:ticket": "number", "dispatch:assign": "number", "dispatch:settle": "number", "dispatch:void": "number",
    "dispatch:verify": "number", "dispatch:reject": "number", "dispatch:attempt": "number", "dispatch:close": "number",
    "dispatch:dissatisfied": "number", "dispatch:reopen": "number", "dispatch:note": "number",
    "dispatch:reveal": "number", "dispatch:urge": "number", "dispatch:supervise": "number",
    "dispatch:add_assist": "number", "dispatch:release": "number", "dispatch:link": "number", "dispatch:unlink": "number",
    "dispatch:redo": "number", "dispatch:ask_check": "number", "dispatch:find_unreasonable": "number",
    "dispatch:sign_unreasonable": "number", "dispatch:refuse_unreasonable": "number", "dispatch:conclude": "number",
    "dispatch:appraise": "number", "dispatch:grant_extension": "number", "dispatch:decline_extension": "number",
    "dispatch:suspend": "number", "dispatch:decline_suspension": "number", "dispatch:resume": "number",
    "dispatch:review_appeal": "number",
    # facts, danger, confidence
    "dispatch:tell_emergency": "number", "dispatch:raise_danger": "number",
    "dispatch:seal": "number", "dispatch:unseal": "number",
    "dispatch:callback": "number", "dispatch:reached": "number", "dispatch:not_reached": "number",
    "dispatch:open_here": "number",
    "dispatch:rule": "number", "dispatch:correct": "number", "dispatch:classify": "number",
    "dispatch:merge": "number", "dispatch:unmerge": "number", "dispatch:split": "number",
    "dispatch:review_repeat": "number",
    "dispatch:propose_amendment": "number",
    # a unit's part and its verbs
    "dispatch:part": "part", "dispatch:accept": "part", "dispatch:depart": "part", "dispatch:arrive": "part",
    "dispatch:give_feedback": "part", "dispatch:hand_back": "part", "dispatch:answer_supervision": "part",
    "dispatch:part_note": "part", "dispatch:ask_extension": "part", "dispatch:ask_suspension": "part",
    "dispatch:appeal": "part", "dispatch:hand_to": "part", "dispatch:ask_help": "part",
    # others
    "dispatch:photo": "photo", "dispatch:photo_state": "photo", "grid:task": "verification",
}  # fmt: skip


def classified():
    return OPEN | FRAME | OWN | HALL | set(FIGURES) | set(OBJECT)
