"""Pictures as they come, good and bad, made in memory."""

import io
import struct
import zipfile
import zlib

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image


def encoded(image, kind, **options):
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def jpeg(size=(640, 480), colour="teal", **options):
    return encoded(Image.new("RGB", size, colour), "JPEG", **options)


def png(size=(64, 48), mode="RGB"):
    return encoded(Image.new(mode, size), "PNG")


def webp(size=(64, 48)):
    return encoded(Image.new("RGB", size, "olive"), "WEBP")


def with_position():
    """A JPEG that tells where and with what it was taken, and lies on its side."""
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    exif[0x010F] = "SecretPhone"
    exif.get_ifd(0x8825).update({1: "N", 2: (28.0, 23.0, 41.0), 3: "E", 4: (113.0, 0.0, 34.0)})
    return jpeg((400, 200), exif=exif)


def bomb(side=30_000):
    """A PNG of a few kilobytes that would unpack to 900 megapixels."""
    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    rows = zlib.compressobj(9)
    line = b"\0" * (side // 8 + 1)
    data = b"".join(rows.compress(line) for _row in range(side)) + rows.flush()
    chunks = [(b"IHDR", header), (b"IDAT", data), (b"IEND", b"")]
    body = b"".join(struct.pack(">I", len(d)) + n + d + struct.pack(">I", zlib.crc32(n + d)) for n, d in chunks)
    return b"\x89PNG\r\n\x1a\n" + body


def many_frames(kind="GIF", frames=200):
    pictures = [Image.new("RGB", (16, 16), (n % 256, n // 256, 0)) for n in range(frames)]
    return encoded(pictures[0], kind, save_all=True, append_images=pictures[1:])


def polyglot():
    """A whole JPEG that is a page with a script as well."""
    return jpeg(comment=b"<script>alert(1)</script>") + b"<html><script>alert(2)</script></html>"


def tiff():
    return encoded(Image.new("RGB", (64, 48)), "TIFF")


def with_huge_exif():
    """A JPEG whose notes about itself are as long as the format lets them be."""
    exif = Image.Exif()
    exif[0x9286] = b"ASCII\0\0\0" + b"A" * 65_000
    return jpeg((64, 48), exif=exif)


def zip_behind():
    """A JPEG with an archive at its end, whose member climbs out of the folder."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("../../../../climbed.txt", "x")
    return jpeg() + out.getvalue()


EXE = b"MZ\x90\x00\x03" + b"\x00" * 200 + b"This program cannot be run in DOS mode."
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><script>alert(1)</script>"


def upload(data=None, name="photo.jpg", content_type="image/jpeg"):
    return SimpleUploadedFile(name, jpeg() if data is None else data, content_type)
