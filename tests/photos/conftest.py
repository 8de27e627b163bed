import pytest

from dispatch.models import Photo
from dispatch.services import photos
from units import clock


@pytest.fixture(autouse=True)
def photo_dir(settings, tmp_path):
    settings.PHOTO_DIR = tmp_path / "photos"
    return settings.PHOTO_DIR


@pytest.fixture
def kept(world):
    """`kept(data)` is the row of a photo that came with a ticket, still in quarantine."""
    from tests.photos.corpus import upload

    def keep(data, ticket=None, by=None):
        ticket, by = ticket or world.ticket(), by or world.roads_handler
        with photos.received([upload(data)]) as received:
            (pk,) = photos.attach(received, ticket=ticket, about=Photo.About.FEEDBACK, at=clock.now(), by=by)
        return Photo.objects.get(pk=pk)

    return keep
