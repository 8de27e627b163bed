"""Decoding somebody else's picture, in a process of its own that may use little and say little.

The worker runs this file as a script under `python -I`: it knows Pillow and nothing of the product. It reads one file,
writes the picture again as JPEG without metadata, with a thumbnail, and prints one line of JSON. A bomb ends this
process, not the worker.
"""

import errno
import json
import resource
import subprocess
import sys
import warnings
from pathlib import Path

FORMATS = ("JPEG", "PNG", "WEBP")
MEMORY = 1024**3  # address space: 40 megapixels in four channels, three times, and the libraries
CPU_SECONDS = 20
WALL_SECONDS = 40  # below the worker's own limit for a task
FILE_BYTES = 64 * 1024**2
LONGEST_SIDE = 3200
THUMB = (480, 360)
QUALITY, THUMB_QUALITY = 86, 78


def clean(source: Path, picture: Path, thumb: Path, *, max_pixels: int) -> dict:
    """Run the limited process. Returns {"width", "height"}, or {"refused": code} where the file is to blame."""
    script = Path(__file__).resolve()
    command = [sys.executable, "-I", str(script), str(source), str(picture), str(thumb), str(max_pixels)]
    try:
        run = subprocess.run(
            command, capture_output=True, timeout=WALL_SECONDS, env={"MALLOC_ARENA_MAX": "1"}, cwd="/", check=False
        )
    except subprocess.TimeoutExpired:
        return {"refused": "too_costly"}
    if run.returncode < 0:  # killed by a limit
        return {"refused": "too_costly"}
    if run.returncode:
        raise RuntimeError(f"the picture process failed: {run.stderr[-300:]!r}")
    return json.loads(run.stdout)


def _limit():
    limits = {
        resource.RLIMIT_AS: MEMORY,
        resource.RLIMIT_CPU: CPU_SECONDS,
        resource.RLIMIT_FSIZE: FILE_BYTES,
        resource.RLIMIT_NOFILE: 32,
        resource.RLIMIT_CORE: 0,
    }
    for what, most in limits.items():
        resource.setrlimit(what, (most, most))


def _clean(source, picture, thumb, max_pixels):
    from PIL import Image, ImageOps, UnidentifiedImageError

    warnings.simplefilter("error", Image.DecompressionBombWarning)
    Image.MAX_IMAGE_PIXELS = max_pixels
    try:
        with Image.open(source, formats=FORMATS) as opened:
            width, height = opened.size
            if width * height > max_pixels:
                return {"refused": "too_many_pixels"}
            opened.seek(0)  # of an animation, the first picture
            opened.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
            opened.load()
            whole = ImageOps.exif_transpose(opened)
        whole = _flat(whole, Image)
        whole.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
        whole.save(picture, "JPEG", quality=QUALITY, optimize=True)
        size = whole.size
        whole.thumbnail(THUMB, Image.Resampling.LANCZOS)
        whole.save(thumb, "JPEG", quality=THUMB_QUALITY, optimize=True)
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        return {"refused": "too_many_pixels"}
    except UnidentifiedImageError:
        return {"refused": "not_a_photo"}
    except MemoryError:
        return {"refused": "too_costly"}
    except (OSError, SyntaxError, ValueError, EOFError, ArithmeticError, LookupError) as error:
        if getattr(error, "errno", None) not in (None, errno.EFBIG):
            raise  # the disk's fault, not the photo's: it is tried again
        return {"refused": "broken"}  # what Pillow raises at a file that is not whole
    return {"width": size[0], "height": size[1]}


def _flat(image, Image):
    """Plain RGB on white, in a new image: nothing that the file carried besides its pixels comes along."""
    plain = Image.new("RGB", image.size, "white")
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        image = image.convert("RGBA")
        plain.paste(image, mask=image.getchannel("A"))
    else:
        plain.paste(image.convert("RGB"))
    return plain


if __name__ == "__main__":
    _limit()
    print(json.dumps(_clean(sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]))))
