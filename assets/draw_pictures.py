"""Draw the sample pictures and the icon that ship with poolviz.

``python assets/draw_pictures.py`` writes cat.png, car.png, circle.png and icon.png beside itself.
Nothing is read: every shape is a formula or a short list of points, and every texture is seeded.
Lengths are in pixels of the finished picture.

The cat and the car are made to survive pooling. Three 2x2 max pools let a bright cell eat its 8x8
neighbourhood, so what must stay dark (eyes, stripes, tyres, glass) is well over 16 pixels wide, and
what is thin (whiskers, highlights) is bright.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

HERE = Path(__file__).resolve().parent
SCALE = 4  # supersampling of the cat and the car

Layer = NDArray[Any]  # float32, or bool for a mask
Points = Sequence[tuple[float, float]]
Colour = tuple[int, int, int]


def spline(points: Points, *, closed: bool = True, samples: int = 24) -> NDArray[np.float64]:
    """Return a Catmull-Rom curve through (x, y) points, shape (n, 2)."""
    p = np.asarray(points, dtype=np.float64)
    p = np.vstack([p[-1:], p, p[:2]]) if closed else np.vstack([p[:1], p, p[-1:]])
    t = np.linspace(0, 1, samples, endpoint=False)[:, None]
    parts = []
    for a, b, c, d in zip(p, p[1:], p[2:], p[3:], strict=False):
        parts.append(
            b + 0.5 * t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)))
        )
    return np.vstack(parts if closed else [*parts, p[-1:]])


def ribbon(points: Points, start: float, end: float, middle: float = 0.0) -> NDArray[np.float64]:
    """Return the outline of a smooth line with round ends, start over middle to end wide."""
    path = spline(points, closed=False)
    width = np.interp(np.linspace(0, 1, len(path)), [0, 0.5, 1],
                      [start, middle or (start + end) / 2, end])[:, None] / 2  # fmt: skip
    way = np.gradient(path, axis=0)
    way /= np.hypot(*way.T)[:, None]
    side = np.stack([-way[:, 1], way[:, 0]], axis=1)
    t = np.linspace(np.pi / 2, -np.pi / 2, 16)[1:-1, None]
    nose = path[-1] + width[-1] * (way[-1] * np.cos(t) + side[-1] * np.sin(t))
    back = path[0] - width[0] * (way[0] * np.cos(t) + side[0] * np.sin(t))
    return np.vstack([path + side * width, nose, (path - side * width)[::-1], back])


def fade(share: Layer, first: Colour, last: Colour) -> Layer:
    """Return a layer of colours, from first where share is 0 to last where it is 1."""
    start = np.array(first, dtype=np.float32)
    colours: Layer = start + share[..., None] * (np.array(last, dtype=np.float32) - start)
    return colours


def bounding_box(mask: Layer) -> tuple[slice, slice]:
    """Return the slices of rows and columns outside which the mask is zero."""
    spans = [np.flatnonzero(mask.any(axis=axis)) for axis in (1, 0)]
    return tuple(slice(s[0], s[-1] + 1) if len(s) else slice(0) for s in spans)  # type: ignore[return-value]


class Canvas:
    """A picture of floats 0..255 at SCALE times its finished size; masks are layers of 0..1."""

    def __init__(self, height: int, width: int, seed: int) -> None:
        self.height, self.width = height, width
        self.shape = (height * SCALE, width * SCALE)
        self.rgb = np.zeros((*self.shape, 3), dtype=np.float32)
        rows, cols = np.indices(self.shape, dtype=np.float32)
        self.y, self.x = (rows + 0.5) / SCALE, (cols + 0.5) / SCALE
        self.random = np.random.RandomState(seed)  # its stream is frozen across NumPy versions

    def paint(self, mask: Layer, colour: Colour | Layer, opacity: float = 1.0) -> None:
        """Lay a colour, or a (rows, cols, 3) layer of colours, over the picture where mask is."""
        box = bounding_box(mask)
        layer = np.asarray(colour, dtype=np.float32)
        layer = layer[box] if layer.ndim == 3 else layer
        self.rgb[box] += (mask[box] * np.float32(opacity))[..., None] * (layer - self.rgb[box])

    def light(self, mask: Layer, amount: Layer | float) -> None:
        """Multiply the picture by 1 + amount where mask is."""
        box = bounding_box(mask)
        self.rgb[box] *= (1 + mask[box] * np.broadcast_to(amount, mask.shape)[box])[..., None]

    def polygon(self, points: Iterable[Sequence[float]]) -> Layer:
        """Return the mask of a filled polygon."""
        layer = Image.new("L", self.shape[::-1])
        ImageDraw.Draw(layer).polygon([(x * SCALE, y * SCALE) for x, y in points], fill=1)
        return np.asarray(layer, dtype=np.float32)

    def ellipse(self, x: float, y: float, rx: float, ry: float, turn: float = 0.0) -> Layer:
        """Return the mask of an ellipse, turned clockwise by `turn` degrees."""
        t, phi = np.linspace(0, 2 * np.pi, 180, endpoint=False), np.radians(turn)
        dx, dy = rx * np.cos(t), ry * np.sin(t)
        turned = (x + dx * np.cos(phi) - dy * np.sin(phi), y + dx * np.sin(phi) + dy * np.cos(phi))
        return self.polygon(np.stack(turned, axis=1))

    def stroke(self, points: Points, start: float, end: float, middle: float = 0.0) -> Layer:
        """Return the mask of a smooth line whose width runs from start over middle to end."""
        return self.polygon(ribbon(points, start, end, middle))

    def soft(self, mask: Layer, sigma: float) -> Layer:
        """Return the mask at the finished resolution, blurred by a Gaussian."""
        reach = int(3 * sigma) + 1
        taps = np.exp(-0.5 * (np.arange(-reach, reach + 1) / sigma) ** 2).astype(np.float32)
        taps /= taps.sum()
        small = np.asarray(Image.fromarray(mask.astype(np.float32)).reduce(SCALE))
        for _ in range(2):
            padded = np.pad(small, ((reach, reach), (0, 0)), mode="edge")
            blurred = np.zeros_like(small)
            for i, tap in enumerate(taps):
                blurred += tap * padded[i : i + len(small)]
            small = blurred.T
        return small

    def enlarged(self, small: Layer) -> Layer:
        """Return a layer of the finished resolution, enlarged to the canvas."""
        big = Image.fromarray(small).resize(self.shape[::-1], Image.Resampling.BILINEAR)
        return np.asarray(big)

    def blur(self, mask: Layer, sigma: float) -> Layer:
        """Return the mask blurred by a Gaussian of `sigma` pixels."""
        return self.enlarged(self.soft(mask, sigma))

    def relief(self, mask: Layer, sigma: float) -> Layer:
        """Return light (-1..1) on the mask seen as a cushion, lit from the upper left."""
        down, right = np.gradient(self.soft(mask, sigma))
        slope = np.clip((down * 0.8 + right * 0.5) * np.float32(2.2 * sigma), -1, 1)
        return self.enlarged(slope) * mask

    def hatch(
        self, mask: Layer, centre: tuple[float, float], density: float, length: float
    ) -> Layer:
        """Return random strokes (-1..1) on the mask that run away from a centre: fur, grass.

        `density` counts strokes per pixel. They are thrown over the whole picture and kept where
        the mask is, so that an outline that moves by a pixel leaves all the others as they were.
        """
        layer = Image.new("L", self.shape[::-1], 128)
        draw = ImageDraw.Draw(layer)
        count = int(density * self.height * self.width)
        x = self.random.uniform(0, self.width, count)
        y = self.random.uniform(0, self.height, count)
        angle = np.arctan2(y - centre[1], x - centre[0]) + self.random.normal(0, 0.18, count)
        reach = length * self.random.uniform(0.6, 1.4, count)
        tones = 128 + self.random.choice([-1, 1], count) * self.random.uniform(40, 120, count)
        ends = np.stack([x, y, x + reach * np.cos(angle), y + reach * np.sin(angle)], axis=1)
        kept = mask[(y * SCALE).astype(int), (x * SCALE).astype(int)] > 0
        for end, tone in zip(ends[kept] * SCALE, tones[kept], strict=True):
            draw.line(end.tolist(), int(tone), width=SCALE)
        return (np.asarray(layer, dtype=np.float32) - 128) / 128 * mask

    def tufted(self, path: NDArray[np.float64], depth: float, step: float = 5.0) -> Layer:
        """Return the mask of a closed path with a furry edge: tufts up to `depth` long."""
        path = np.vstack([path, path[:1]])
        along = np.concatenate([[0], np.cumsum(np.hypot(*np.diff(path, axis=0).T))])
        gaps = step * self.random.uniform(0.4, 1.6, int(along[-1] / step))
        at = np.cumsum(gaps) * along[-1] / gaps.sum()
        edge = np.stack([np.interp(at, along, path[:, k]) for k in (0, 1)], axis=1)
        way = np.roll(edge, -1, axis=0) - edge
        out = np.stack([way[:, 1], -way[:, 0]], axis=1) / np.hypot(*way.T)[:, None]
        if np.sum(edge[:, 0] * way[:, 1] - edge[:, 1] * way[:, 0]) < 0:
            out = -out
        tips = edge + way * 0.8 + out * self.random.uniform(0.1, 1, len(edge))[:, None] * depth
        zigzag = np.stack([edge, tips], axis=1).reshape(-1, 2)
        return np.maximum(self.polygon(zigzag), self.polygon(path))

    def finish(self) -> Image.Image:
        """Return the picture at its finished size."""
        full = Image.fromarray(np.clip(self.rgb + 0.5, 0, 255).astype(np.uint8))
        return full.resize((self.width, self.height), Image.Resampling.LANCZOS)


ORANGE, CREAM, RUST = (232, 150, 72), (250, 236, 212), (150, 78, 34)
PINK, INK = (214, 106, 102), (38, 26, 26)
FACE = 225.0  # the column the cat's face is symmetric about


def mirrored(points: Points) -> list[tuple[float, float]]:
    """Return the points reflected in the middle of the cat's face."""
    return [(2 * FACE - x, y) for x, y in points]


def both(points: Points) -> list[Points]:
    """Return the points and their mirror image."""
    return [points, mirrored(points)]


def both_sides(c: Canvas, stripes: Iterable[Points]) -> list[Layer]:
    """Return stripes tapering inwards, and their mirror images."""
    return [c.stroke(p, 18, 5, 15) for line in stripes for p in both(line)]


def draw_cat() -> Image.Image:
    """Return the cat, 446 rows x 450 columns, RGB."""
    c = Canvas(446, 450, seed=9)
    _cat_backdrop(c)
    _cat_tail(c)
    _cat_body(c)
    _cat_head(c)
    _cat_eye(c, 177, 8)
    _cat_eye(c, 273, -8)
    _cat_muzzle(c)
    return c.finish()


def _cat_backdrop(c: Canvas) -> None:
    """Paint a dusky blue-green room: a glow behind the cat, soft lights, a rug."""
    glow = np.exp(-(((c.x - 225) / 230) ** 2 + ((c.y - 190) / 230) ** 2))
    c.rgb[:] = fade(glow, (28, 52, 72), (74, 116, 134))
    lights = [(50, 66, 30, 0.15), (404, 50, 22, 0.18), (418, 158, 34, 0.1),
              (28, 190, 20, 0.12), (370, 104, 13, 0.1), (74, 128, 12, 0.1)]  # fmt: skip
    for x, y, r, opacity in lights:
        c.paint(c.blur(c.ellipse(x, y, r, r), 3), (255, 222, 160), opacity)
    for grow, colour in [(0, (104, 62, 84)), (-14, (140, 92, 100)), (-20, (104, 62, 84))]:
        c.paint(c.blur(c.ellipse(225, 482, 330 + 2 * grow, 96 + grow), 1), colour)
    rug = c.ellipse(225, 482, 330, 96)
    c.light(rug, c.hatch(rug, (225, 300), 0.03, 8) * 0.07)
    c.paint(c.blur(c.ellipse(228, 446, 176, 30), 12), (30, 16, 34), 0.75)


def _cat_coat(
    c: Canvas, mask: Layer, stripes: Sequence[Layer], centre: tuple[float, float]
) -> None:
    """Paint a part of the coat: shadow around it, colour, stripes, roundness, fur."""
    c.paint(c.blur(mask, 7) * (1 - mask), (14, 20, 30), 0.4)
    c.paint(mask, ORANGE)
    for stripe in stripes:
        c.paint(c.blur(stripe, 1.2) * mask, RUST, 0.85)
    c.light(mask, c.relief(mask, 16) * 0.26 + c.relief(mask, 5) * 0.1)
    c.light(mask, c.hatch(mask, centre, 0.13, 9) * 0.075)


def _cat_tail(c: Canvas) -> None:
    path = [(300, 428), (376, 424), (418, 384), (414, 338), (388, 308), (396, 282)]
    tail = c.tufted(ribbon(path, 46, 34, 42), 3)
    bands = [c.stroke([(x - 30, y - dy), (x, y), (x + 30, y + dy)], 17, 17)
             for x, y, dy in [(420, 362, -8), (398, 321, -22), (400, 408, 30)]]  # fmt: skip
    _cat_coat(c, tail, bands, (300, 428))
    tip = c.blur(c.ellipse(396, 279, 26, 20), 3) * tail
    c.paint(tip, CREAM)
    c.light(tail, tip * c.relief(tail, 8) * 0.2)


def _cat_body(c: Canvas) -> None:
    half = [(225, 222), (166, 236), (124, 300), (108, 372), (112, 440), (150, 462)]
    body = c.tufted(spline([*half, *mirrored(half[:0:-1])]), 4)
    flanks = [[(96, 304), (130, 308), (160, 324)], [(90, 338), (124, 340), (150, 352)]]
    _cat_coat(c, body, both_sides(c, flanks), (225, 150))
    bib = c.tufted(
        spline([(176, 250), (225, 244), (274, 250), (266, 320), (225, 372), (184, 320)]), 9, 8
    )
    c.paint(c.blur(bib, 2.0), CREAM)
    c.light(bib, c.hatch(bib, (225, 120), 0.08, 12) * 0.07)
    fade = np.clip((c.y - 340) / 50, 0, 1)
    for x in (188, 262):
        leg = c.polygon(spline([(x - 31, 330), (x + 31, 330), (x + 28, 424), (x - 28, 424)]))
        c.light(c.blur(leg, 4) * (1 - leg) * body, fade * -0.4)
        c.light(leg, c.relief(leg, 9) * fade * 0.16)
    for points in both([(138, 352), (168, 392), (166, 446), (130, 462), (94, 436), (104, 380)]):
        haunch = c.tufted(spline(points), 3)
        bands = [[(84, 384), (112, 386), (136, 398)], [(80, 416), (108, 418), (132, 426)]]
        _cat_coat(c, haunch, both_sides(c, bands), (225, 300))
    for x in (188, 262):
        paw = c.ellipse(x, 424, 35, 20)
        c.paint(c.blur(paw, 4) * (1 - paw), (60, 30, 20), 0.5)
        c.paint(paw, CREAM)
        c.light(paw, c.relief(paw, 7) * 0.24)
        for dx in (-11, 11):
            c.paint(c.stroke([(x + dx, 428), (x + dx * 1.1, 441)], 2.8, 2.0), RUST, 0.7)


def _cat_head(c: Canvas) -> None:
    c.light(c.blur(c.ellipse(225, 262, 100, 30), 10), -0.34)
    ear = [(112, 150), (104, 92), (114, 32), (160, 58), (204, 100), (160, 150)]
    inner = [(130, 132), (122, 92), (128, 60), (154, 78), (178, 104), (150, 136)]
    for points in both(ear):
        _cat_coat(c, c.tufted(spline(points), 3), [], (225, 240))
    for points in both(inner):
        pink = c.polygon(spline(points))
        c.paint(c.blur(pink, 2.5), (214, 120, 104))
        c.light(pink, c.hatch(pink, (225, 260), 0.045, 16) * 0.12 - 0.12 * c.relief(pink, 8))
    half = [(172, 86), (128, 118), (103, 172), (104, 216), (140, 258), (186, 276)]
    head = c.tufted(spline([(225, 77), *half, (225, 280), *mirrored(half[::-1])]), 5)
    brow: list[Points] = [[(225, 76), (225, 104), (225, 132)], [(188, 80), (196, 102), (206, 126)]]
    stripes = [c.stroke(p, 20, 7, 16) for p in (*brow, mirrored(brow[1]))]
    stripes += both_sides(
        c, [[(92, 184), (122, 190), (140, 202)], [(98, 222), (126, 222), (148, 228)]]
    )
    _cat_coat(c, head, stripes, (225, 205))


def _cat_eye(c: Canvas, x: float, lean: float) -> None:
    c.paint(c.blur(c.ellipse(x, 178, 37, 37), 4), CREAM, 0.75)
    c.paint(c.blur(c.ellipse(x, 178, 33, 34, lean), 0.6), INK)
    iris = c.ellipse(x, 179, 29, 30, lean)
    c.paint(iris, fade(np.clip((c.y - 150) / 58, 0, 1), (80, 136, 58), (204, 228, 78)))
    c.light(iris, c.hatch(iris, (x, 178), 0.06, 8) * 0.12)
    c.paint(c.blur(c.ellipse(x, 178, 20, 26), 0.8), (16, 14, 18))
    c.paint(iris * c.blur(c.ellipse(x, 142, 36, 20), 4), INK, 0.6)
    c.paint(c.blur(c.ellipse(x - 9, 166, 7, 8), 0.5), (255, 255, 255))
    c.paint(c.blur(c.ellipse(x + 9, 192, 5, 5), 1.5), (190, 214, 150), 0.5)


def _cat_muzzle(c: Canvas) -> None:
    bridge = c.polygon(spline([(225, 146), (240, 190), (244, 222), (206, 222), (210, 190)]))
    c.paint(c.blur(bridge, 6), (246, 190, 128), 0.55)
    chin = c.tufted(spline([(200, 252), (250, 252), (240, 274), (210, 274)]), 3, 4)
    c.paint(c.blur(chin, 1.5), CREAM)
    c.light(c.blur(chin, 2), -0.14)
    for x, turn in [(201, -8), (249, 8)]:
        pad = c.ellipse(x, 239, 35, 25, turn)
        c.paint(c.blur(pad, 2.2), CREAM)
        c.light(pad, c.relief(pad, 8) * 0.12 + c.hatch(pad, (225, 224), 0.06, 10) * 0.06)
    for points in both([(225, 228), (224, 244), (206, 254), (190, 246)]):
        c.paint(c.stroke(points, 4, 2.5), (96, 44, 36))
    nose = c.polygon(
        spline([(225, 213), (243, 210), (240, 222), (225, 233), (210, 222), (207, 210)])
    )
    c.paint(nose, PINK)
    c.light(nose, c.relief(nose, 4) * 0.28)
    for points in both([(184, 236), (196, 244), (178, 247)]):
        for dot in points:
            c.paint(c.ellipse(*dot, 1.7, 1.7), RUST, 0.7)
    for line in ([(186, 236), (130, 222), (64, 220)], [(184, 243), (120, 241), (64, 250)],
                 [(188, 250), (132, 260), (82, 282)]):  # fmt: skip
        for points in both(line):
            c.paint(c.stroke(points, 3.2, 0.8), (255, 252, 244), 0.95)


YELLOW, CHROME, NIGHT = (244, 186, 48), (214, 220, 226), (30, 31, 38)
WHEELS = (116.0, 334.0)  # columns of the two hubs
AXLE = 318.0  # and their row


def draw_car() -> Image.Image:
    """Return the car, 444 rows x 448 columns, RGB."""
    c = Canvas(444, 448, seed=4)
    _car_sky(c)
    _car_land(c)
    _car_road(c)
    _car_body(c)
    _car_windows(c)
    _car_trim(c)
    for x in WHEELS:
        _car_wheel(c, x)
    return c.finish()


def _car_sky(c: Canvas) -> None:
    c.rgb[:] = fade(np.clip(c.y / 250, 0, 1), (58, 118, 182), (162, 202, 222))
    puffs = [
        (-42, 3, 24, 15),
        (-16, -8, 27, 24),
        (16, -10, 29, 25),
        (44, 3, 26, 15),
        (0, 5, 46, 13),
    ]
    for x, y, size in [(84, 66, 1.0), (352, 52, 1.2), (236, 28, 0.55)]:
        cloud = np.maximum.reduce([c.ellipse(x + dx * size, y + dy * size, rx * size, ry * size)
                                   for dx, dy, rx, ry in puffs])  # fmt: skip
        soft = c.blur(cloud * (c.y < y + 14 * size), 1.6)
        c.paint(soft, (246, 248, 251), 0.92)
        c.light(soft, c.relief(cloud, 11) * 0.08 - 0.04)


def _car_land(c: Canvas) -> None:
    far = [(-20, 236), (60, 196), (140, 220), (230, 178), (330, 214), (400, 186), (470, 220)]
    near = [(-20, 268), (70, 240), (190, 262), (300, 232), (400, 250), (470, 238)]
    verge = [(-20, 296), (120, 284), (250, 292), (360, 276), (470, 288)]
    hills = [(far, (92, 138, 156)), (near, (84, 136, 96)), (verge, (104, 156, 76))]
    for i, (ridge, colour) in enumerate(hills):
        land = c.polygon([(-20, 444), *spline(ridge, closed=False), (470, 444)])
        c.paint(land, colour)
        c.light(land, c.relief(land, 14) * 0.14)
        if i:
            c.light(land, c.hatch(land, (224, 9000), 0.06, 6) * 0.09)
        if i == 1:
            for x, y, r in [(28, 226, 21), (60, 238, 15), (418, 226, 23), (388, 242, 13)]:
                _car_tree(c, x, y, r)


def _car_tree(c: Canvas, x: float, y: float, r: float) -> None:
    c.paint(c.stroke([(x, y), (x, y + 2.2 * r)], 6, 7), (94, 70, 54))
    t = np.linspace(0, 2 * np.pi, 40, endpoint=False)
    crown = c.tufted(np.stack([x + r * np.cos(t), y + 1.2 * r * np.sin(t)], axis=1), 3)
    c.paint(crown, (62, 112, 74))
    c.light(crown, c.relief(crown, r / 3) * 0.3 + c.hatch(crown, (x, y - 3 * r), 0.1, 5) * 0.1)


def _car_road(c: Canvas) -> None:
    road = c.y > 344
    c.paint(road, fade(np.clip((c.y - 344) / 100, 0, 1), (84, 86, 98), (104, 106, 118)))
    c.light(road, c.hatch(road, (-9000, 390), 0.06, 9) * 0.06)
    c.paint((c.y > 342) * (c.y < 347), (190, 190, 184))
    for x in (-60, 70, 200, 330):
        dash = [(x + 12, 402), (x + 92, 402), (x + 86, 414), (x + 4, 414)]
        c.paint(c.blur(c.polygon(dash), 0.6), (236, 232, 214), 0.9)
    c.paint(c.blur(c.ellipse(226, 366, 204, 13), 6), (22, 22, 32), 0.85)


def _car_body(c: Canvas) -> None:
    cabin = [(84, 222), (104, 164), (140, 130), (196, 118), (248, 122), (288, 148), (328, 222)]
    roof = c.polygon(spline(cabin, closed=False))
    c.paint(c.blur(roof, 5) * (1 - roof), (20, 40, 60), 0.3)
    c.paint(roof, (250, 240, 216))
    c.light(roof, c.relief(roof, 14) * 0.2 + c.relief(roof, 4) * 0.06)
    sill = [(62, 334), (34, 312)]
    shell = [(30, 276), (40, 238), (78, 216), (150, 210), (250, 210), (318, 214), (372, 226),
             (408, 250), (419, 286), (414, 314)]  # fmt: skip
    body = c.polygon([*sill, *spline(shell, closed=False), (392, 334)])
    c.paint(c.blur(body, 5) * (1 - body), (20, 30, 40), 0.35)
    c.paint(body, YELLOW)
    c.light(body, c.relief(body, 20) * 0.3 + c.relief(body, 5) * 0.12)
    c.light(body, -0.22 * np.clip((c.y - 262) / 70, 0, 1))
    gloss = c.stroke([(56, 240), (130, 224), (250, 223), (340, 232), (392, 252)], 4, 4, 12)
    c.paint(c.blur(gloss, 4) * body, (255, 246, 206), 0.75)
    for x in WHEELS:
        lip = c.ellipse(x, AXLE, 64, 64) * body
        c.light(lip, c.relief(c.ellipse(x, AXLE, 62, 62), 5) * 0.3)
        c.paint(c.ellipse(x, AXLE + 2, 57, 57) * body, NIGHT)


def _car_windows(c: Canvas) -> None:
    rear = [(112, 212), (122, 178), (140, 155), (166, 143), (195, 139)]
    front = [(211, 138), (244, 141), (268, 156), (286, 182), (300, 212)]
    glass = np.maximum(
        c.polygon([*spline(rear, closed=False), (195, 212)]),
        c.polygon([*spline(front, closed=False), (211, 212)]),
    )
    glass = (c.blur(glass, 2.5) > 0.5).astype(np.float32)
    c.paint((c.blur(glass, 2) > 0.12).astype(np.float32), (70, 62, 58))
    c.paint(glass, fade(np.clip((c.y - 138) / 74, 0, 1), (34, 56, 76), (70, 100, 118)))
    _car_driver(c, glass)
    for x, wide in [(150, 16), (176, 7), (262, 16), (286, 6)]:
        streak = c.polygon([(x, 130), (x + wide, 130), (x + wide - 48, 216), (x - 48, 216)])
        c.paint(c.blur(streak, 0.8) * glass, (220, 238, 248), 0.2)


def _car_driver(c: Canvas, glass: Layer) -> None:
    """Put the cat of the other picture at the wheel."""
    for line in ([(267, 186), (277, 208)], [(272, 198), (294, 214)]):  # wheel and column
        c.paint(glass * c.stroke(line, 4, 4), (20, 20, 26))
    body = c.polygon(spline([(226, 216), (226, 200), (244, 194), (262, 202), (264, 216)]))
    head = c.ellipse(244, 180, 21, 18)
    for ear in ([(225, 178), (224, 153), (240, 164)], [(248, 163), (264, 153), (264, 178)]):
        head = np.maximum(head, c.polygon(ear))
    for part in (body, head):
        c.paint(part * glass, ORANGE)
        c.light(part * glass, c.relief(part, 5) * 0.25)
    for x in (244, 234, 254):
        c.paint(c.stroke([(x, 163), (x, 170)], 3.5, 1.5) * glass, RUST)
    for x in (237, 254):
        c.paint(c.ellipse(x, 178, 4.2, 4.8), INK)
        c.paint(c.ellipse(x - 1.2, 176.2, 1.3, 1.3), (255, 255, 255))
    c.paint(c.ellipse(246, 189, 9, 6), CREAM)
    c.paint(c.ellipse(246, 185.6, 3, 2), PINK)


def _car_trim(c: Canvas) -> None:
    for seam in ([(204, 214), (203, 260), (206, 322)], [(302, 216), (304, 246), (288, 272)]):
        c.paint(c.stroke(seam, 2.2, 2.2), (140, 92, 20), 0.75)
    bars = [[(214, 241), (234, 240)], [(182, 268), (230, 268), (272, 268)]]
    bumpers = [[(22, 306), (40, 310), (64, 311)], [(386, 311), (410, 310), (427, 306)]]
    chrome = [c.stroke(p, 6, 6) for p in bars] + [c.stroke(p, 13, 13) for p in bumpers]
    chrome.append(c.ellipse(399, 257, 17, 20, -12))
    for part in chrome:
        c.paint(c.blur(part, 1.5) * (1 - part), (60, 40, 10), 0.5)
        c.paint(part, CHROME)
        c.light(part, c.relief(part, 3) * 0.3)
    lamp = c.ellipse(401, 257, 13, 16, -12)
    c.paint(lamp, (255, 250, 222))
    c.light(lamp, c.relief(lamp, 5) * 0.12)
    c.paint(c.ellipse(404, 289, 8, 6, 10), (240, 120, 36))
    tail = c.ellipse(42, 258, 10, 18, 12)
    c.paint(tail, (196, 40, 40))
    c.light(tail, c.relief(tail, 4) * 0.35)
    mirror = c.ellipse(306, 204, 12, 9, 14)
    c.paint(mirror, YELLOW)
    c.light(mirror, c.relief(mirror, 4) * 0.35)


def _car_wheel(c: Canvas, x: float) -> None:
    tyre = c.ellipse(x, AXLE, 50, 50)
    c.paint(tyre, NIGHT)
    c.light(tyre, c.relief(tyre, 6) * 0.5 + 0.1)
    c.paint(c.ellipse(x, AXLE, 31, 31) * (1 - c.ellipse(x, AXLE, 28, 28)), (70, 72, 80))
    for radius, colour, strength in [
        (26, CHROME, 0.3),
        (17, (176, 184, 192), -0.3),
        (11, YELLOW, 0.35),
    ]:
        disc = c.ellipse(x, AXLE, radius, radius)
        c.paint(disc, colour)
        c.light(disc, c.relief(disc, radius / 4) * strength)
    for turn in np.radians(range(18, 360, 36)):
        c.paint(
            c.ellipse(x + 21.5 * np.cos(turn), AXLE + 21.5 * np.sin(turn), 2.4, 2.4), (96, 100, 110)
        )


def draw_circle() -> Image.Image:
    """Return the circle of the Shift lab, 64x64, 8-bit grey, 0 and 255."""
    from poolviz.core import circle

    return Image.fromarray(circle() * np.uint8(255))


VIRIDIS = [(68, 1, 84), (71, 44, 122), (59, 81, 139), (44, 113, 142), (33, 145, 140),
           (39, 173, 129), (92, 200, 99), (170, 220, 50), (253, 231, 37)]  # fmt: skip
NUMBERS = [[10, 12, 8, 7], [4, 11, 5, 9], [18, 13, 7, 7], [3, 15, 2, 2]]


def draw_icon() -> Image.Image:
    """Return the icon, 256x256, RGBA: a 4x4 matrix in viridis and a 2x2 window on it.

    Every edge lies on a multiple of 8 pixels, so that the icon stays sharp at 32x32. Whole numbers
    only, so that the picture is the same everywhere, bit for bit.
    """
    size, cell, margin = 1024, 224, 64
    y, x = np.ogrid[:size, :size]

    def box(left: int, top: int, side: int, grow: int) -> NDArray[np.bool_]:
        """Return a mask: a square grown on all sides, with corners rounded by the same amount."""
        reach, radius = side - 64, 64 + 2 * grow
        dx = np.maximum(abs(2 * (x - left) + 1 - side) - reach, 0)
        dy = np.maximum(abs(2 * (y - top) + 1 - side) - reach, 0)
        return np.asarray(dx * dx + dy * dy <= radius * radius)

    shades = np.array(NUMBERS) - 2  # 0..16: two steps per colour of VIRIDIS
    colours = np.array(VIRIDIS)
    matrix = (colours[shades // 2] + colours[(shades + 1) // 2]) // 2
    at = np.clip((np.arange(size) - margin) // cell, 0, 3)
    rgba = np.dstack([matrix[at[:, None], at], 255 * box(margin, margin, 4 * cell, 0)])
    window = (margin, margin + 2 * cell, 2 * cell)
    for outer, inner, colour in [(64, -64, (255, 255, 255)), (32, -32, (213, 94, 0))]:
        rgba[box(*window, outer) & ~box(*window, inner)] = (*colour, 255)
    rgba[..., :3] *= rgba[..., 3:] // 255  # clear cells must not tint the edge
    total = rgba.reshape(256, 4, 256, 4, 4).sum(axis=(1, 3))
    total[..., :3] = total[..., :3] * 255 // np.maximum(total[..., 3:], 1)
    total[..., 3] //= 16
    return Image.fromarray(total.astype(np.uint8))


PICTURES = {"cat": draw_cat, "car": draw_car, "circle": draw_circle, "icon": draw_icon}

if __name__ == "__main__":
    sys.path.insert(0, str(HERE.parent))  # a bare checkout: poolviz lies beside assets
    for name, draw in PICTURES.items():
        draw().save(HERE / f"{name}.png", optimize=True)
