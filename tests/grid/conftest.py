import pytest

from dispatch import services
from dispatch.workflow import Stage


@pytest.fixture(autouse=True)
def photo_dir(settings, tmp_path):
    settings.PHOTO_DIR = tmp_path / "photos"
    return settings.PHOTO_DIR


@pytest.fixture
def check(world):
    """A check that waits for the collector of the east cell: the unit says that the work is done."""
    ticket = services.assign(world.ticket(), lead=world.roads, by=world.dispatcher)
    ticket = world.finish(ticket, world.roads)
    assert ticket.stage == Stage.VERIFICATION
    return ticket.verifications.get()
