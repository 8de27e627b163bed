"""All faults, in the order in which they run: first what the people notice, last what takes the whole house down."""

from tests.faults import f05_power_cut, f06_lost_reply, f08_races

FAULTS = {fault.CODE: fault for fault in (f06_lost_reply, f08_races, f05_power_cut)}


def chosen(only):
    """The faults of a list of codes; all without one. Raises LookupError with the codes that there are."""
    if not only:
        return list(FAULTS.values())
    unknown = [code for code in only if code not in FAULTS]
    if unknown:
        raise LookupError(f"There is no fault {', '.join(unknown)}; there are {', '.join(FAULTS)}.")
    return [FAULTS[code] for code in FAULTS if code in only]
