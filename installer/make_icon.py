"""Draw the icon of the program and of its studies: a quarter of skin with its density map.

python installer/make_icon.py       writes resources/melcount.ico
"""

from __future__ import annotations

from pathlib import Path

from PIL import Image, ImageDraw

SIDE = 1024
SIDES = (16, 20, 24, 32, 40, 48, 64, 128, 256)
DARK, SKIN, LINE = "#0b1a33", "#31446b", "#cfd8e6"
CELLS = (
    (330, 690, 70, "#fde737"),
    (500, 560, 52, "#dcc95a"),
    (560, 790, 58, "#fde737"),
    (360, 430, 40, "#a59c74"),
    (700, 660, 40, "#a59c74"),
)
"""Centre, radius and colour of the bright spots, in the colours of cividis."""


def draw_icon() -> Image.Image:
    """The icon at its largest."""
    icon = Image.new("RGBA", (SIDE, SIDE))
    pen = ImageDraw.Draw(icon)
    pen.rounded_rectangle((16, 16, SIDE - 16, SIDE - 16), 180, DARK)
    pen.pieslice((-560, 176, 864, 1600), 270, 360, SKIN, LINE, 36)
    for x, y, radius, colour in CELLS:
        pen.ellipse((x - radius, y - radius, x + radius, y + radius), colour)
    return icon


def main() -> None:
    """Write the file."""
    path = Path(__file__).resolve().parents[1] / "resources" / "melcount.ico"
    draw_icon().save(path, sizes=[(side, side) for side in SIDES])


if __name__ == "__main__":
    main()
