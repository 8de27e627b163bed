"""Whether a ticket counts in the appraisal of units, and why not. Figures show both ways of counting, side by side."""

from dispatch.services.gate import moving


def appraise(ticket, *, counts, text, by, version=None):
    """Take a ticket out of appraisal, or back into it; its callers' verdicts go with it, and the reason stays."""
    with moving(ticket, "appraise", by=by, version=version) as step:
        step.ticket.counts = counts
        step.ticket.callbacks.update(counts=counts, not_counted_because="" if counts else text[:200])
        step.data["counts"] = counts
        step.note(text)
    return step.ticket
