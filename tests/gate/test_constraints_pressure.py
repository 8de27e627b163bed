"""What the database refuses of supervisions."""

from dispatch import services
from dispatch.models import Supervision
from dispatch.workflow import Stage
from tests.gate.test_constraints import refused


def test_a_part_owes_one_answer_at_a_time_and_an_answer_is_whole(world):
    ticket = world.ticket_at(Stage.HANDLING)
    part = world.part(ticket, world.roads)
    services.supervise(ticket, part=part, text="为何", minutes=60, by=world.shift_leader)
    asked = Supervision.objects.get()
    again = {"ticket": ticket, "assignment": part, "at": asked.at, "by": asked.by, "text": "x", "due_at": asked.due_at}
    refused("one_supervision_at_a_time", lambda: Supervision.objects.create(**again))
    refused("supervision_answer_whole", lambda: Supervision.objects.filter(pk=asked.pk).update(answer="x"))
    refused("supervision_answer_whole", lambda: Supervision.objects.filter(pk=asked.pk).update(answered_at=asked.at))
