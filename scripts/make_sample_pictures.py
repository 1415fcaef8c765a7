"""Draws the pictures of the sample library: small landscapes and patterns, the same pixels every time.

It needs nothing but the standard library, and it writes only below `tui_reader/sample`.
"""

from __future__ import annotations

import itertools
import math
import struct
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

Colour = tuple[int, int, int]
Point = tuple[float, float]

Line = Callable[[float], float]
"""A height in pixels from the top for each column."""

WIDTH = 480
HEIGHT = 300
SHADES = 3
"""How many steps an edge is softened in: few, so that a picture keeps to one palette of 256 colours."""

SAMPLE = Path(__file__).resolve().parent.parent / "tui_reader" / "sample"
POSTS = "source/_posts"


def between(start: Colour, end: Colour, share: float) -> Colour:
    """The colour that lies `share` (0 to 1) of the way from `start` to `end`."""
    red, green, blue = (round(first + (last - first) * share) for first, last in zip(start, end, strict=True))
    return red, green, blue


def mix(under: Colour, over: Colour, share: float) -> Colour:
    """`over` laid on `under`; `share` from 0 (only `under`) to 1 (only `over`), in `SHADES` steps."""
    return between(under, over, round(max(0.0, min(1.0, share)) * SHADES) / SHADES)


@dataclass(slots=True)
class Canvas:
    """A picture being painted, from the back to the front."""

    rows: list[list[Colour]] = field(default_factory=lambda: [[(0, 0, 0)] * WIDTH for _ in range(HEIGHT)])

    def sky(self, top: Colour, bottom: Colour, bands: int = 12) -> None:
        """Fill everything with `bands` even bands, from `top` to `bottom`."""
        for y, row in enumerate(self.rows):
            share = (y * bands // HEIGHT) / (bands - 1)
            red, green, blue = (
                round(above + (below - above) * share) for above, below in zip(top, bottom, strict=True)
            )
            row[:] = [(red, green, blue)] * WIDTH

    def disc(self, x: float, y: float, radius: float, colour: Colour) -> None:
        """A filled circle around (`x`, `y`)."""
        self.bar((x, y), (x, y), radius * 2, colour)

    def bar(self, start: Point, end: Point, width: float, colour: Colour) -> None:
        """A straight line with round ends."""
        (x1, y1), (x2, y2) = start, end
        reach = width / 2 + 1
        length = (x2 - x1) ** 2 + (y2 - y1) ** 2
        for y in range(max(0, math.floor(min(y1, y2) - reach)), min(HEIGHT, math.ceil(max(y1, y2) + reach) + 1)):
            row = self.rows[y]
            for x in range(max(0, math.floor(min(x1, x2) - reach)), min(WIDTH, math.ceil(max(x1, x2) + reach) + 1)):
                along = ((x - x1) * (x2 - x1) + (y - y1) * (y2 - y1)) / length if length else 0.0
                along = max(0.0, min(1.0, along))
                inside = reach - 0.5 - math.hypot(x - x1 - along * (x2 - x1), y - y1 - along * (y2 - y1))
                if inside > 0:
                    row[x] = mix(row[x], colour, inside)

    def stroke(self, points: Sequence[Point], width: float, colour: Colour) -> None:
        """Straight lines from point to point."""
        for start, end in itertools.pairwise(points):
            self.bar(start, end, width, colour)

    def below(self, line: Line, colour: Colour) -> None:
        """Everything under `line`."""
        for x in range(WIDTH):
            edge = line(x)
            for y in range(max(0, math.floor(edge)), HEIGHT):
                self.rows[y][x] = mix(self.rows[y][x], colour, y + 1 - edge)

    def box(self, left: int, top: int, right: int, bottom: int, colour: Colour) -> None:
        """A filled rectangle; `right` and `bottom` stay out."""
        for row in self.rows[max(0, top) : max(0, bottom)]:
            for x in range(max(0, left), min(WIDTH, right)):
                row[x] = colour


def ridge(base: float, height: float, seed: int, roughness: float = 0.55) -> Line:
    """A mountain line around `base`: waves of shrinking length, their places drawn from `seed`."""
    sizes = []
    for octave in range(6):
        seed = (seed * 1_103_515_245 + 12_345) & 0x7FFFFFFF
        sizes.append((height * roughness**octave, 2.1**octave / 160, seed % 628 / 100))
    return lambda x: base - sum(size * abs(math.sin(x * pace + place)) for size, pace, place in sizes) / 1.6


def swell(base: float, height: float, length: float, start: float) -> Line:
    """A wave around `base`; `length` in pixels a radian."""
    return lambda x: base + height * math.sin(x / length + start)


def hills() -> Canvas:
    """Five blue ranges behind one another, a pale sun."""
    canvas = Canvas()
    canvas.sky((246, 226, 200), (252, 244, 230))
    canvas.disc(352, 84, 34, (240, 150, 100))
    canvas.below(ridge(178, 46, 11), (176, 200, 208))
    canvas.below(ridge(206, 52, 18), (134, 168, 182))
    canvas.below(ridge(236, 48, 25), (92, 132, 150))
    canvas.below(ridge(268, 42, 32), (56, 94, 112))
    canvas.below(ridge(298, 30, 50), (30, 58, 72))
    return canvas


def mountain_pass() -> Canvas:
    """A snowy saddle between two summits, a path up to it, a line of small flags."""
    canvas = Canvas()
    canvas.sky((92, 140, 190), (200, 222, 236))
    canvas.below(ridge(190, 80, 5), (150, 170, 190))

    def saddle(x: float) -> float:
        return 150 + 62 * math.cos((x - 240) / 88) + 5 * math.sin(x / 9) + 3 * math.sin(x / 3.7)

    canvas.below(saddle, (250, 252, 255))
    canvas.below(lambda x: saddle(x) + 34 + 14 * abs(math.sin(x / 21)) + 9 * abs(math.sin(x / 7)), (104, 112, 124))
    canvas.below(swell(268, -16, 120, 0), (74, 96, 78))
    path = [(240 + 46 * math.sin(step / 5) * (step / 26), 208 + step * 3.5) for step in range(27)]
    canvas.stroke(path, 4, (214, 200, 168))
    colours: Sequence[Colour] = ((54, 110, 190), (244, 244, 240), (206, 60, 54), (64, 150, 92), (236, 190, 66))
    for number in range(15):
        x = 176 + number * 9
        y = round(190 + 10 * math.sin(number / 14 * math.pi))
        canvas.box(x, y, x + 6, y + 8, colours[number % len(colours)])
    return canvas


def train_window() -> Canvas:
    """Fields in the evening, seen through the window of a slow train."""
    canvas = Canvas()
    canvas.sky((250, 190, 120), (254, 228, 170))
    canvas.disc(150, 148, 30, (236, 96, 60))
    canvas.below(ridge(176, 26, 3), (150, 120, 110))
    for number in range(7):
        green: Colour = (196 - number * 20, 180 - number * 12, 92 - number * 6)
        canvas.below(swell(172 + number * number * 3.1, 3, 60, number), green)
    for x in range(30, WIDTH, 92):
        canvas.stroke([(x, 108), (x, 214)], 3, (70, 60, 56))
        canvas.stroke([(x - 11, 118), (x + 11, 118)], 3, (70, 60, 56))
    frame: Colour = (38, 84, 62)
    for left, top, right, bottom in ((0, 0, 480, 18), (0, 278, 480, 300), (0, 0, 22, 300), (458, 0, 480, 300)):
        canvas.box(left, top, right, bottom, frame)
    canvas.box(22, 96, 458, 102, (60, 112, 86))
    return canvas


def night_train() -> Canvas:
    """A dark bay, a moon with its road on the water, a lit train along the shore."""
    canvas = Canvas()
    canvas.sky((14, 20, 44), (44, 58, 96))
    for number in range(46):
        canvas.disc((number * 197) % WIDTH, (number * number * 13) % 150, 0.6 + number % 3 / 3, (210, 216, 236))
    canvas.disc(372, 62, 24, (246, 236, 196))
    canvas.below(ridge(196, 34, 9), (22, 30, 54))
    canvas.box(0, 200, WIDTH, HEIGHT, (30, 42, 78))
    for number in range(14):
        half = 6 + number * 2 + (number * 7) % 9
        canvas.box(372 - half, 204 + number * 6, 372 + half, 206 + number * 6, (190, 186, 170))
    canvas.box(0, 186, WIDTH, 190, (10, 14, 28))
    for car in range(4):
        left = 22 + car * 76
        canvas.box(left, 166, left + 72, 186, (16, 20, 36))
        for window in range(5):
            canvas.box(left + 6 + window * 13, 171, left + 15 + window * 13, 179, (250, 206, 110))
    return canvas


def terraces() -> Canvas:
    """Tea terraces: one contour above the other, a few round bushes."""
    canvas = Canvas()
    canvas.sky((222, 234, 226), (244, 246, 236))
    canvas.below(ridge(120, 40, 21), (178, 204, 190))
    for number in range(8):
        share = number / 7
        edge = swell(112 + number * 24, 16 - number, 70 + 6 * number, number * 0.8)
        step = swell(118 + number * 24, 16 - number, 70 + 6 * number, number * 0.8)
        bush = between((74, 128, 66), (40, 80, 42), share)
        canvas.below(edge, between((120, 166, 104), (50, 104, 50), share))
        canvas.below(step, between((98, 140, 74), (40, 80, 42), share))
        for x in range(10 + number * 17 % 40, WIDTH, 46):
            canvas.disc(x, edge(x) + 1, 5 + share * 4, bush)
    return canvas


def waves() -> Canvas:
    """The pattern of the blue sea's waves: rings behind rings."""
    canvas = Canvas()
    canvas.sky((238, 242, 240), (238, 242, 240), bands=2)
    radius = 40
    for line in range(-1, HEIGHT // (radius // 2) + 3):
        for column in range(-1, WIDTH // (radius * 2) + 2):
            x = column * radius * 2 + (radius if line % 2 else 0)
            y = line * radius // 2
            for ring, size in enumerate((40, 32, 24, 16, 8)):
                canvas.disc(x, y, size, (34, 74, 112) if ring % 2 == 0 else (222, 232, 232))
    return canvas


def lattice() -> Canvas:
    """A wooden window lattice before a bamboo garden."""
    canvas = Canvas()
    canvas.sky((214, 232, 214), (240, 246, 232), bands=5)
    for number, x in enumerate((54, 126, 210, 262, 356, 428)):
        lean = (number % 3 - 1) * 14
        canvas.stroke([(x, 310), (x + lean, -10)], 9 + number % 3 * 3, (118, 150, 104))
        for leaf in range(6):
            y = 24 + leaf * 40 + number * 9
            side = 1 if leaf % 2 else -1
            canvas.stroke([(x + lean * (1 - y / 300), y), (x + lean + side * 34, y + 20)], 5, (84, 124, 86))
    wood: Colour = (92, 58, 40)
    for x in range(0, WIDTH + 1, 120):
        canvas.box(x - 4, 0, x + 4, HEIGHT, wood)
    for y in range(0, HEIGHT + 1, 100):
        canvas.box(0, y - 4, WIDTH, y + 4, wood)
    for x in range(60, WIDTH, 120):
        for y in range(50, HEIGHT, 100):
            corners = [(x - 36, y), (x, y - 30), (x + 36, y), (x, y + 30), (x - 36, y)]
            canvas.stroke(corners, 5, wood)
    return canvas


def chunk(name: bytes, content: bytes) -> bytes:
    """One chunk of a PNG file (ISO/IEC 15948, 5.3)."""
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def png(canvas: Canvas) -> bytes:
    """The picture as a PNG file with a palette."""
    palette = sorted({colour for row in canvas.rows for colour in row})
    if len(palette) > 256:
        raise ValueError(f"{len(palette)} colours are too many for a palette")
    numbers = {colour: number for number, colour in enumerate(palette)}
    lines = b"".join(b"\0" + bytes(numbers[colour] for colour in row) for row in canvas.rows)
    header = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 3, 0, 0, 0)
    colours = b"".join(bytes(colour) for colour in palette)
    parts = ((b"IHDR", header), (b"PLTE", colours), (b"IDAT", zlib.compress(lines, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(name, content) for name, content in parts)


PICTURES: Mapping[str, Callable[[], Canvas]] = {
    "source/images/hills.png": hills,
    "source/images/waves.png": waves,
    f"{POSTS}/旅行/翻过垭口/pass.png": mountain_pass,
    f"{POSTS}/旅行/绿皮火车.png": train_window,
    f"{POSTS}/日本語/yakou/mado.png": night_train,
    f"{POSTS}/茶/terraces.png": terraces,
    f"{POSTS}/书房/窗/lattice.png": lattice,
}
"""Where each picture lies below the sample library, and what draws it."""


def drawn() -> Iterator[tuple[Path, bytes]]:
    """Each picture's file and what belongs into it."""
    for name, draw in PICTURES.items():
        yield SAMPLE / name, png(draw())


def main() -> None:
    """Write all pictures."""
    for path, content in drawn():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        print(f"{len(content):>6,} bytes  {path.relative_to(SAMPLE)}")


if __name__ == "__main__":
    main()
