import pytest

from dispatch.models import Assignment
from dispatch.workflow import Status


@pytest.fixture(autouse=True)
def photo_dir(settings, tmp_path):
    settings.PHOTO_DIR = tmp_path / "photos"
    return settings.PHOTO_DIR


@pytest.fixture
def part(world):
    """`part(status)` is the lead's part of a ticket, brought to a status by real people; `unit=` another unit's."""
    from dispatch import services

    def at(status=Status.SENT, unit=None, ticket=None):
        unit = unit or world.roads
        ticket = ticket or services.assign(world.ticket(), lead=world.roads, assists=[world.water], by=world.dispatcher)
        found = world.part(ticket, unit)
        by = getattr(world, f"{unit.code}_handler")
        for verb, reached in (("accept", Status.ACCEPTED), ("depart", Status.EN_ROUTE), ("arrive", Status.ON_SCENE)):
            if status == Status.SENT or found.status == status:
                break
            if verb == "depart" and status == Status.ON_SCENE:
                continue
            getattr(services, verb)(found, by=by)
            found.refresh_from_db()
            assert found.status == reached
        if status == Status.DONE:
            services.give_feedback(found, answer=world.DONE, by=by)
        return Assignment.objects.get(pk=found.pk)

    return at


@pytest.fixture
def answer():
    """What a handler fills in when all went well."""
    return {"facts_true": "1", "in_remit": "1", "solved": "1", "public_answer": "井盖已更换。"}
