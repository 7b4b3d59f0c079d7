"""What an officer must read in the sun: every text of the scanner's answer, in every colour (WCAG 1.4.6)."""

import re
from itertools import pairwise

import pytest

from tests.browser.conftest import Window

LOOKS = ("green", "yellow", "red", "black", "full", "void", "left")
ENOUGH = 7.0  # contrast that WCAG asks for at level AAA, whatever the size
FOR_A_GLOVE = 60  # CSS pixels; WCAG 2.5.5 asks for 44 of a bare finger
SHOW = """(look) => {
  const place = document.querySelector('[data-part="result"]');
  place.className = `answer result ${look}`;
  for (const element of place.querySelectorAll('[hidden]')) element.hidden = false;
  for (const name of ['word', 'heading', 'who', 'party', 'say', 'known']) {
    place.querySelector(`[data-part="${name}"]`).textContent = `${name} of ${look}`;
  }
  const line = document.createElement('li');
  line.textContent = 'a reason';
  place.querySelector('[data-part="reasons"]').replaceChildren(line);
  const shape = document.querySelector(`template[data-shape="${look}"]`);
  place.querySelector('[data-part="shape"]').replaceChildren(shape.content.cloneNode(true));
  place.hidden = false;
  const behind = (element) => {
    const { backgroundColor, backgroundImage } = getComputedStyle(element);
    if (backgroundImage !== 'none') throw new Error('a picture is behind the words');
    return /^rgba\\(.*, 0\\)$/.test(backgroundColor) ? behind(element.parentElement) : backgroundColor;
  };
  const told = [];
  for (const element of [...place.querySelectorAll('*')]) {
    const spoken = [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
    if (!spoken && element.tagName.toLowerCase() !== 'svg') continue;
    const { color, opacity } = getComputedStyle(element);
    told.push([element.textContent.trim() || 'shape', color, behind(element), opacity]);
  }
  return told;
}"""


def luminance(colour: str) -> float:
    """Relative luminance of a colour as a browser computes it, `rgb(r, g, b)`."""
    found = re.fullmatch(r"rgb\((\d+), (\d+), (\d+)\)", colour)
    assert found, f"{colour} is not a plain colour"
    red, green, blue = (_linear(int(part) / 255) for part in found.groups())
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4


def contrast(one: str, other: str) -> float:
    """How far two colours are apart, from 1 to 21."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_the_measure_is_the_one_of_wcag() -> None:
    black, grey, white = "rgb(0, 0, 0)", "rgb(118, 118, 118)", "rgb(255, 255, 255)"
    assert contrast(black, white) == pytest.approx(21)
    assert contrast(grey, white) == pytest.approx(4.54, abs=0.01)
    assert all(contrast(one, other) > 1 for one, other in pairwise((black, grey, white)))


@pytest.mark.parametrize("look", LOOKS)
def test_every_word_of_an_answer_stands_out_in_the_sun(window: Window, look: str) -> None:
    screens = window().open("/petugas/pemindai/")
    told = screens.page.evaluate(SHOW, look)
    assert len(told) >= 12
    pale = [
        f"{text!r}: {contrast(front, back):.1f}"
        for text, front, back, opacity in told
        if contrast(front, back) < ENOUGH or opacity != "1"
    ]
    assert not pale
    buttons = screens.page.locator('[data-part="result"] button')
    boxes = [button.bounding_box() for button in buttons.all()]
    assert len(boxes) == 4
    assert all(box is not None and min(box["height"], box["width"]) >= FOR_A_GLOVE for box in boxes)
    screens.look(f"answer-{look}")
