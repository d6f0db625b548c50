"""A plain portrait for a card: head and shoulders in a persona's colour."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

WIDTH, HEIGHT = 400, 600
_WHITE: Final = np.array([255.0, 255.0, 255.0])
_DARK: Final = np.array([58.0, 46.0, 60.0])
# Of a pixel: how soft an edge is.
_SOFT: Final = 1.5

Grid = NDArray[np.float64]


def rows(colour: str) -> list[bytes]:
    """HEIGHT rows of WIDTH pixels, red, green and blue; `colour` as `#RRGGBB`."""
    tone = np.array([float(int(colour[at : at + 2], 16)) for at in (1, 3, 5)])
    down, across = np.mgrid[0:HEIGHT, 0:WIDTH].astype(float)
    # Lighter above.
    light = (1.0 - down / HEIGHT)[..., None]
    image = tone * (1 - 0.6 * light) + _WHITE * 0.6 * light
    for centre, radii, share in _SHAPES:
        cover = _ellipse(across, down, centre, radii)[..., None]
        image = image * (1 - cover) + (tone * (1 - share) + _WHITE * share) * cover
    for cover in (*_eyes(across, down), _smile(across, down)):
        image = image * (1 - cover[..., None]) + _DARK * cover[..., None]
    pixels = np.clip(image, 0, 255).astype(np.uint8)
    return [row.tobytes() for row in pixels]


def _ellipse(
    across: Grid, down: Grid, centre: tuple[float, float], radii: tuple[float, float]
) -> Grid:
    """How much of each pixel the ellipse covers, 0 to 1."""
    away = np.hypot((across - centre[0]) / radii[0], (down - centre[1]) / radii[1])
    return np.clip((1 - away) * min(radii) / _SOFT + 0.5, 0, 1)


def _eyes(across: Grid, down: Grid) -> tuple[Grid, Grid]:
    left, right = (_ellipse(across, down, (x, 250.0), (11.0, 15.0)) for x in (165.0, 235.0))
    return left, right


def _smile(across: Grid, down: Grid) -> Grid:
    """The lower part of a ring."""
    away = np.hypot(across - 200, down - 270)
    ring: Grid = np.clip((3.5 - np.abs(away - 34)) / _SOFT + 0.5, 0, 1)
    lower: Grid = np.clip((down - 288) / _SOFT, 0, 1)
    return ring * lower


# Centre, radii, and how much lighter than the persona's colour: neck, shoulders, hair, face.
_SHAPES: Final = (
    ((200.0, 400.0), (42.0, 70.0), 0.78),
    ((200.0, 610.0), (165.0, 190.0), 0.35),
    ((200.0, 235.0), (124.0, 134.0), 0.15),
    ((200.0, 262.0), (100.0, 112.0), 0.85),
)
