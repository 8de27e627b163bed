"""Changes of shift in the demo's last days: drafted, signed by who goes, taken by who comes a few minutes later."""

from datetime import datetime, timedelta

from config.demo.cast import Cast
from config.demo.matters import ZONE
from config.demo.words.shifts import EQUIPMENT, NOTES, REMARKS, TAKEN
from dispatch import services as dispatch
from units import clock

AT_HOURS = (8, 20)
KEPT = 6
SIGNED_AFTER, TAKEN_AFTER = timedelta(minutes=7), timedelta(minutes=11)
_LEADERS = ("leader2", "leader")  # the account that a visitor is told of has come this morning, or yesterday evening


def changes(until: datetime) -> list[datetime]:
    """When the last shifts changed, oldest first; each was signed by both before `until`."""
    day = until.astimezone(ZONE).replace(minute=0, second=0, microsecond=0)
    moments = [day.replace(hour=hour) - timedelta(days=back) for back in range(KEPT) for hour in AT_HOURS]
    return sorted(moment for moment in moments if moment + TAKEN_AFTER <= until)[-KEPT:]


def change(number: int, cast: Cast, at: datetime) -> None:
    """`number` counts the changes back from the last one, which is 0."""
    goes, comes = (cast.users[_LEADERS[(number + side) % 2]] for side in (0, 1))
    with clock.at(at):
        ledger = dispatch.draft_handover(by=goes)
    urgent = [line["key"] for line in ledger.lines][: len(REMARKS)]
    with clock.at(at + SIGNED_AFTER):
        dispatch.give_handover(
            ledger, remarks=dict(zip(urgent, REMARKS, strict=False)), equipment=EQUIPMENT[number % len(EQUIPMENT)],
            notes=NOTES[number % len(NOTES)], by=goes, version=ledger.version,
        )  # fmt: skip
    with clock.at(at + TAKEN_AFTER):
        dispatch.take_handover(ledger, text=TAKEN[number % len(TAKEN)], by=comes)
