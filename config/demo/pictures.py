"""Made-up photos: a street drawn by a few shapes, with the matter in the middle before the work and without it after.

They stand for what collectors and units send in; nobody's street, nobody's face. The caption says when and where.
"""

from datetime import datetime
from io import BytesIO
from random import Random

import numpy as np
from PIL import Image, ImageDraw, ImageFont

SIZE = WIDTH, HEIGHT = 960, 720
HORIZON = 300
SENT = (640, 480)  # drawn larger, sent small, as a telephone would


def photo(major: str, *, solved: bool, at: datetime, cell: str, rng: Random) -> bytes:
    """A JPEG of the place: `major` says what lies there, `solved` that it lies there no more."""
    image = Image.new("RGB", SIZE)
    draw = ImageDraw.Draw(image)
    _sky(draw, 0.45 if not 7 <= at.hour < 19 else 1.0)
    _houses(draw, rng)
    _street(draw, rng)
    if solved:
        draw.polygon([(400, 560), (560, 560), (590, 620), (370, 620)], fill=(122, 122, 120))
    else:
        _MATTERS.get(major, _cones)(draw, rng)
    image = image.resize(SENT, Image.Resampling.BILINEAR)
    grain = np.random.default_rng(rng.randrange(2**32)).normal(0, 6, (SENT[1], SENT[0], 1))
    image = Image.fromarray(np.clip(np.asarray(image) + grain, 0, 255).astype(np.uint8))
    caption = f"DEMO  {at:%Y-%m-%d %H:%M}  {cell}"
    draw = ImageDraw.Draw(image)
    draw.rectangle([0, SENT[1] - 30, *SENT], fill=(20, 24, 28))
    draw.text((12, SENT[1] - 25), caption, font=ImageFont.load_default(size=16), fill=(235, 235, 225))
    out = BytesIO()
    image.save(out, "JPEG", quality=82)
    return out.getvalue()


def _sky(draw: ImageDraw.ImageDraw, light: float) -> None:
    for y in range(HORIZON):
        shade = y / HORIZON
        draw.line([(0, y), (WIDTH, y)], fill=tuple(int(light * c) for c in (150 + 60 * shade, 182 + 36 * shade, 214)))


def _houses(draw: ImageDraw.ImageDraw, rng: Random) -> None:
    x = -20
    while x < WIDTH:
        width, top = rng.randint(70, 170), HORIZON - rng.randint(60, 210)
        tone = rng.randint(-22, 18)
        wall = (178 + tone, 168 + tone, 150 + tone)
        draw.rectangle([x, top, x + width, HORIZON + 20], fill=wall)
        for wx in range(x + 12, x + width - 18, 30):
            for wy in range(top + 14, HORIZON - 8, 34):
                draw.rectangle(
                    [wx, wy, wx + 15, wy + 18], fill=rng.choice([(92, 104, 116), (118, 128, 134), (74, 84, 96)])
                )
        x += width + rng.choice([0, 0, 6, 30])
    for _ in range(rng.randint(2, 5)):
        tree, size = rng.randint(0, WIDTH), rng.randint(34, 62)
        draw.rectangle([tree - 5, HORIZON - 20, tree + 5, HORIZON + 40], fill=(88, 70, 52))
        draw.ellipse(
            [tree - size, HORIZON - size - 40, tree + size, HORIZON + 6], fill=(66, 104 + rng.randint(-14, 14), 62)
        )


def _street(draw: ImageDraw.ImageDraw, rng: Random) -> None:
    tone = rng.randint(-10, 10)
    draw.rectangle([0, HORIZON + 14, WIDTH, HEIGHT], fill=(150 + tone, 146 + tone, 138 + tone))
    left, right = rng.randint(120, 220), rng.randint(740, 840)
    draw.polygon(
        [(430, HORIZON + 14), (530, HORIZON + 14), (right + 160, HEIGHT), (left - 160, HEIGHT)], fill=(112, 112, 112)
    )
    for step in range(6):
        y = HORIZON + 40 + step * step * 13
        draw.polygon([(478, y), (484, y), (487, y + 8 + 5 * step), (475, y + 8 + 5 * step)], fill=(214, 212, 200))


def _rubbish(draw: ImageDraw.ImageDraw, rng: Random) -> None:
    for _ in range(70):
        x, y = rng.gauss(480, 95), rng.gauss(570, 26)
        size = rng.uniform(14, 46)
        tone = rng.choice([(58, 62, 70), (196, 196, 190), (150, 120, 84), (66, 110, 150), (170, 60, 54), (90, 96, 70)])
        corners = [(x + rng.uniform(-size, size), y + rng.uniform(-size, size) * 0.7) for _ in range(5)]
        draw.polygon(corners, fill=tone)


def _manhole(draw: ImageDraw.ImageDraw, rng: Random) -> None:
    draw.ellipse([370, 540, 590, 630], fill=(74, 72, 70))
    draw.ellipse([392, 550, 568, 620], fill=(14, 14, 16))
    draw.polygon([(590, 600), (700, 566), (724, 600), (620, 640)], fill=(92, 90, 88))
    draw.line([(470, 590), (500, 420)], fill=(104, 82, 54), width=9)


def _lamp(draw: ImageDraw.ImageDraw, rng: Random) -> None:
    draw.line([(470, 640), (470 + rng.randint(-30, 60), 130)], fill=(70, 74, 78), width=14)
    draw.line([(500, 140), (610, 120)], fill=(70, 74, 78), width=9)
    draw.rectangle([446, 590, 494, 640], fill=(40, 40, 42))
    for _ in range(5):
        draw.line([(470, 610), (470 + rng.randint(-60, 60), 640 + rng.randint(0, 20))], fill=(170, 60, 40), width=4)


def _tree(draw: ImageDraw.ImageDraw, rng: Random) -> None:
    draw.line([(180, 640), (760, 560)], fill=(96, 72, 48), width=34)
    for _ in range(60):
        x, y = rng.gauss(700, 80), rng.gauss(540, 45)
        draw.ellipse([x - 30, y - 20, x + 30, y + 20], fill=(58, 96 + rng.randint(-18, 24), 52))


def _stall(draw: ImageDraw.ImageDraw, rng: Random) -> None:
    for x in (280, 520):
        draw.polygon(
            [(x - 40, 400), (x + 210, 400), (x + 180, 450), (x - 10, 450)],
            fill=rng.choice([(180, 60, 54), (52, 110, 150)]),
        )
        draw.rectangle([x, 520, x + 170, 610], fill=(150, 116, 76))
        for _ in range(26):
            fruit = (x + rng.randint(4, 160), rng.randint(500, 530))
            draw.ellipse(
                [*fruit, fruit[0] + 18, fruit[1] + 16], fill=rng.choice([(206, 120, 40), (180, 40, 40), (120, 150, 60)])
            )


def _water(draw: ImageDraw.ImageDraw, rng: Random) -> None:
    draw.ellipse([190, 500, 800, 690], fill=(120, 132, 136))
    for _ in range(18):
        x, y = rng.randint(240, 720), rng.randint(530, 660)
        draw.arc([x, y, x + 90, y + 22], 180, 360, fill=(176, 188, 192), width=3)
    draw.ellipse([430, 540, 540, 590], fill=(52, 52, 50))


def _heap(draw: ImageDraw.ImageDraw, rng: Random) -> None:
    draw.polygon([(200, 640), (330, 500), (460, 450), (600, 480), (770, 640)], fill=(142, 108, 74))
    for _ in range(90):
        x, y = rng.randint(260, 720), rng.randint(520, 636)
        draw.rectangle([x, y, x + 12, y + 7], fill=rng.choice([(120, 92, 62), (168, 132, 92), (104, 96, 88)]))


def _cones(draw: ImageDraw.ImageDraw, rng: Random) -> None:
    for x in (300, 480, 660):
        draw.polygon([(x, 500), (x - 40, 620), (x + 40, 620)], fill=(206, 92, 40))
        draw.polygon([(x - 14, 545), (x + 14, 545), (x + 24, 575), (x - 24, 575)], fill=(232, 230, 220))


_MATTERS = {
    "13": _rubbish, "27": _rubbish, "14": _stall, "15": _cones, "16": _manhole, "17": _lamp, "18": _tree,
    "20": _water, "08": _cones, "22": _heap, "19": _heap, "23": _heap, "09": _water,
}  # fmt: skip
