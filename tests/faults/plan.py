"""All faults, in the order in which they run: first what people notice, last what takes the whole house down."""

from tests.faults import (
    f01_web_killed,
    f02_loops_killed,
    f03_without_redis,
    f04_database_away,
    f04_draft_kept,
    f05_power_cut,
    f06_lost_reply,
    f07_reconnect,
    f08_races,
    f09_wrong_clocks,
    f11_isolation,
    f14_old_code,
    f15_restore,
    f16_outbox,
    f19_silent_stop,
)

_ORDER = (
    f06_lost_reply,
    f08_races,
    f16_outbox,
    f01_web_killed,
    f02_loops_killed,
    f03_without_redis,
    f04_database_away,
    f04_draft_kept,
    f07_reconnect,
    f19_silent_stop,
    f09_wrong_clocks,
    f05_power_cut,
    f14_old_code,
    f11_isolation,
    f15_restore,
)
FAULTS = {fault.CODE: fault for fault in _ORDER}
SLICE = [code for code, fault in FAULTS.items() if getattr(fault, "SLICED", True)]


def chosen(only):
    """The faults of a list of codes; all without one. Raises LookupError with the codes that there are."""
    unknown = [code for code in only if code not in FAULTS]
    if unknown:
        raise LookupError(f"There is no fault {', '.join(unknown)}; there are {', '.join(FAULTS)}.")
    return [fault for code, fault in FAULTS.items() if not only or code in only]
