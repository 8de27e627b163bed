"""The worker's verdict on pictures of every kind."""

import stat
import time

import pytest
from PIL import Image

from dispatch import imaging
from dispatch.models import Job, Photo
from dispatch.services import photos
from dispatch.tasks import check_photo
from tests.photos import corpus


def run(photo):
    job = Job.objects.get(arguments={"photo_id": photo.pk})
    check_photo(job_id=job.pk, **job.arguments)
    photo.refresh_from_db()
    job.refresh_from_db()
    assert job.done_at is not None
    return photo


@pytest.mark.parametrize("data", [corpus.jpeg(), corpus.png(), corpus.png(mode="RGBA"), corpus.webp()])
def test_a_photo_becomes_ready_as_jpeg_with_a_thumbnail(kept, data):
    photo = run(kept(data))
    assert photo.state == Photo.State.READY
    for thumb in (False, True):
        with Image.open(photos.ready(photo.name, thumb=thumb)) as image:
            assert image.format == "JPEG"
    assert not photos.quarantined(photo.name).exists()


def test_place_and_device_are_gone_and_the_picture_stands_upright(kept):
    photo = run(kept(corpus.with_position()))
    file = photos.ready(photo.name)
    with Image.open(file) as image:
        assert not image.getexif()
        assert image.size == (200, 400)
    assert b"SecretPhone" not in file.read_bytes()


def test_a_page_hidden_in_a_picture_does_not_survive(kept):
    photo = run(kept(corpus.polyglot()))
    assert photo.state == Photo.State.READY
    assert b"script" not in photos.ready(photo.name).read_bytes()


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (corpus.bomb(), "too_many_pixels"),
        (corpus.many_frames("GIF"), "not_a_photo"),
        (corpus.many_frames("GIF", 2_000), "not_a_photo"),
        (corpus.tiff(), "not_a_photo"),
        (corpus.EXE, "not_a_photo"),
        (corpus.SVG, "not_a_photo"),
        (corpus.HTML, "not_a_photo"),
        (corpus.jpeg((1200, 900), quality=95)[:2000], "broken"),
        (corpus.png((400, 400))[:200], "broken"),
        (b"\xff\xd8\xff", "not_a_photo"),
    ],
    ids=["bomb", "gif", "long gif", "tiff", "exe", "svg", "html", "truncated jpeg", "truncated png", "three bytes"],
)
def test_what_is_no_whole_photo_is_refused_with_a_reason(kept, data, reason):
    photo = run(kept(data))
    assert (photo.state, photo.refused_because) == (Photo.State.REFUSED, reason)
    assert not photos.ready(photo.name).exists()
    assert not photos.quarantined(photo.name).exists()


def test_nothing_that_rides_along_with_a_picture_survives(kept):
    for data in (corpus.with_huge_exif(), corpus.zip_behind()):
        file = photos.ready(run(kept(data)).name).read_bytes()
        assert len(file) < 20_000
        assert b"AAAA" not in file and b"climbed" not in file


def test_a_file_is_kept_under_our_name_whatever_it_was_called(photo_dir, world):
    names = (
        "../../../../tmp/climbed.jpg",
        "..\\..\\climbed.jpg",
        "/etc/cron.d/x.jpg",
        "a\x00.jpg",
        "CON.jpg",
        "x" * 5_000,
    )
    with photos.received([corpus.upload(name=name) for name in names]) as received:
        kept = {path.name for path in (photo_dir / "quarantine").iterdir()}
        assert kept == {each.name for each in received}
        assert all(len(name) == 32 and name.isalnum() for name in kept)


def test_of_an_animation_only_the_first_picture_is_kept(kept):
    photo = run(kept(corpus.many_frames("WEBP", frames=30)))
    with Image.open(photos.ready(photo.name)) as image:
        assert getattr(image, "n_frames", 1) == 1


def test_a_very_large_photo_is_made_smaller(kept):
    photo = run(kept(corpus.jpeg((6000, 4000))))
    assert (photo.width, photo.height) == (3200, 2133)


def test_the_limit_of_pixels_is_a_setting(kept, settings):
    settings.PHOTO_MAX_PIXELS = 10_000
    assert run(kept(corpus.jpeg((200, 100)))).refused_because == "too_many_pixels"


def test_a_process_that_takes_too_much_ends_alone(kept, monkeypatch):
    monkeypatch.setattr(imaging, "WALL_SECONDS", 0.001)
    assert run(kept(corpus.jpeg())).refused_because == "too_costly"


def test_memory_is_limited(tmp_path):
    """The limits hold in the process that decodes: it cannot take what the worker could."""
    import subprocess
    import sys

    script = (
        "import runpy, sys; m = runpy.run_path(sys.argv[1], run_name='x'); m['_limit']();"
        "\ntry:\n    bytearray(2 * 1024**3)\nexcept MemoryError:\n    print('held')"
    )
    done = subprocess.run([sys.executable, "-I", "-c", script, imaging.__file__], capture_output=True, text=True)
    assert done.stdout.strip() == "held"


def test_coming_twice_changes_nothing(kept):
    photo = run(kept(corpus.jpeg()))
    before = photos.ready(photo.name).read_bytes()
    assert run(photo).state == Photo.State.READY
    assert photos.ready(photo.name).read_bytes() == before


def test_of_two_workers_the_first_verdict_stands(kept):
    photo = kept(corpus.jpeg())
    late = Photo.objects.get(pk=photo.pk)
    run(photo)
    assert photos.check(late).state == Photo.State.READY


def test_a_lost_file_is_refused_instead_of_tried_for_ever(kept):
    photo = kept(corpus.jpeg())
    photos.quarantined(photo.name).unlink()
    assert run(photo).refused_because == "missing"


def test_trouble_that_is_not_the_photos_leaves_it_waiting(kept, monkeypatch):
    def broken(*args, **more):
        raise OSError("no space left")

    monkeypatch.setattr(imaging, "clean", broken)
    photo = kept(corpus.jpeg())
    job = Job.objects.get(arguments={"photo_id": photo.pk})
    with pytest.raises(OSError, match="no space"):
        check_photo(job_id=job.pk, photo_id=photo.pk)
    photo.refresh_from_db()
    job.refresh_from_db()
    assert photo.state == Photo.State.QUARANTINED
    assert job.done_at is None
    assert "no space" in job.last_error


def test_files_are_the_products_alone(kept, photo_dir):
    photo = kept(corpus.jpeg())
    assert stat.S_IMODE(photos.quarantined(photo.name).stat().st_mode) == 0o600
    run(photo)
    assert stat.S_IMODE(photos.ready(photo.name).stat().st_mode) == 0o600
    assert stat.S_IMODE((photo_dir / "ready").stat().st_mode) == 0o700


def test_what_a_failed_commit_left_behind_is_swept_an_hour_later(kept, photo_dir):
    """The file is written before its row: when the row never comes, nobody speaks of the file any more."""
    waiting = kept(corpus.jpeg())
    with photos.received([corpus.upload()]) as received:
        pass  # and then COMMIT fails
    left = photos.quarantined(received[0].name)
    half = photos.ready("x").with_name(".x.jpg.1.half")
    half.parent.mkdir(parents=True, exist_ok=True)
    half.write_bytes(b"")
    assert photos.sweep() == 0, "a move may still be on its way"
    assert photos.sweep(now=time.time() + 2 * photos.LEFT_BEHIND_SECONDS) == 2
    assert (left.exists(), half.exists(), photos.quarantined(waiting.name).exists()) == (False, False, True)


def test_a_failed_move_leaves_no_file(world, photo_dir):
    with pytest.raises(ValueError, match="move failed"), photos.received([corpus.upload(), corpus.upload()]):
        raise ValueError("move failed")
    assert list((photo_dir / "quarantine").iterdir()) == []


def test_a_disk_that_takes_nothing_is_no_fault_of_the_photo(kept):
    source = photos.quarantined(kept(corpus.jpeg()).name)
    nowhere = source.parent / "not" / "there.jpg"
    with pytest.raises(RuntimeError, match="picture process failed"):
        imaging.clean(source, nowhere, nowhere, max_pixels=10**8)
