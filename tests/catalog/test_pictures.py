"""Pictures drawn by us: whatever is written on them stays within its place, and is drawn in the site's own ink."""

import io
import re
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest
from django.core.management import call_command
from PIL import Image

from catalog.pictures import HEIGHT, ICONS, WIDTH, Figure, ModelCard, Standing, icon, icons, paper

STATIC = Path(__file__).resolve().parent.parent.parent / "static"
MAST, STRIP, STRIP_FOOT, FOOT = 80, 372, 524, 594
LONGEST = ("an uncommonly long name " * 5).strip().title()
CARD = ModelCard(
    name="GPT-5 Image Mini",
    catalog_id="openai/gpt-5-image-mini",
    creator="OpenAI",
    creator_id="openai",
    monogram="OA",
    class_name="Image model",
    tagline="An image model by OpenAI: it reads text and images and answers with text and images.",
    figures=(
        Figure("Input", "$2.50", "per 1M tokens"),
        Figure("Output", "$2.00", "per 1M tokens"),
        Figure("Context", "400K", "answers up to 128K"),
        Figure("Intelligence index", "not measured", "by no source we read", is_known=False),
    ),
    read="OpenRouter and models.dev, as read on 15 May 2026",
    verdict="#1 of 6 image models by output price, the lowest first",
    standing=Standing(1, 6),
)
FULL = replace(
    CARD,
    name=LONGEST,
    creator=LONGEST,
    tagline=LONGEST * 2,
    class_name="Transcription model",
    life="Deprecated 15 May 2026",
    is_ending=True,
    figures=tuple(Figure(LONGEST, "$123,456,789.123456", LONGEST) for _ in range(4)),
    read=LONGEST,
    verdict=f"#310= of 310 {LONGEST}",
    standing=Standing(310, 310),
)


def pixels(png: bytes) -> Image.Image:
    return Image.open(io.BytesIO(png)).convert("RGB")


def colours(image: Image.Image, left: int, top: int, right: int, foot: int) -> set[str]:
    found = image.crop((left, top, right, foot)).tobytes()
    return {f"#{found[at : at + 3].hex()}" for at in range(0, len(found), 3)}


def red(image: Image.Image) -> list[tuple[int, int]]:
    """Where the ink of this model's own figures is."""
    data, own = image.tobytes(), bytes.fromhex(paper.OWN[1:])
    places = (at // 3 for at in range(0, len(data), 3) if data[at : at + 3] == own)
    return [(at % image.width, at // image.width) for at in places]


def test_it_draws_in_the_light_colours_of_the_pages():
    tokens = (STATIC / "css" / "tokens.css").read_text()
    light = dict(re.findall(r"--([a-z0-9-]+): light-dark\((#[0-9a-f]{6}),", tokens))
    inks = ("PAPER", "INK", "INK_2", "INK_3", "RULE", "RULE_2", "BAR", "OWN", "WARN")
    assert {ink: getattr(paper, ink) for ink in inks} == {ink: light[ink.lower().replace("_", "-")] for ink in inks}


@pytest.mark.parametrize("card", [CARD, FULL], ids=["usual", "full"])
def test_it_keeps_every_text_within_its_place(card):
    picture = pixels(card.png())
    assert picture.size == (WIDTH, HEIGHT)
    for margin in [
        (0, 0, 64, MAST),
        (0, MAST + 6, 64, HEIGHT),
        (1137, 0, WIDTH, MAST),
        (1137, MAST + 6, WIDTH, HEIGHT),
    ]:
        assert colours(picture, *margin) == {paper.PAPER}
    # The air above each line of ink, into which nothing hangs.
    for line in (MAST, STRIP, STRIP_FOOT):
        assert colours(picture, 0, line - 4, WIDTH, line) <= {paper.PAPER, paper.RULE}
    assert colours(picture, 0, FOOT + 6, WIDTH, HEIGHT) == {paper.PAPER}


@pytest.mark.parametrize("name", ["W" * 120, "i" * 120, "x", "a-b/c.d_e" * 13, "Ünïcödé " * 15, "Б" * 120])
def test_it_fits_any_name_above_the_figures(name):
    picture = pixels(replace(CARD, name=name).png())
    assert colours(picture, 0, STRIP - 4, WIDTH, STRIP) == {paper.PAPER}
    assert colours(picture, 1137, MAST + 6, WIDTH, HEIGHT) == {paper.PAPER}
    assert len(colours(picture, 64, 170, 1136, 300)) > 1


def test_it_is_red_for_the_place_of_the_model_and_for_nothing_else():
    where = red(pixels(CARD.png()))
    assert where
    assert all(STRIP_FOOT < y < FOOT for _, y in where)
    assert red(pixels(replace(CARD, standing=None, verdict="Its price is not published.").png())) == []


@pytest.mark.parametrize(("rank", "of", "left", "right"), [(1, 1, 1120, 1137), (2, 6, 1000, 1045), (6, 6, 1120, 1137)])
def test_it_marks_the_models_own_tooth(rank, of, left, right):
    where = red(pixels(replace(CARD, standing=Standing(rank, of), verdict="").png()))
    assert where
    assert all(left <= x < right and y >= FOOT - 46 for x, y in where)


def test_it_shows_the_second_of_hundreds_behind_the_first():
    def tooth(rank: int) -> int:
        return min(x for x, _ in red(pixels(replace(CARD, standing=Standing(rank, 363), verdict="").png())))

    assert tooth(1) < tooth(2) < tooth(182) < tooth(362) < tooth(363)


@pytest.mark.parametrize("name", ["智谱清言", "نموذج", "GPT \U0001f916 智", "\u200b", "\U000e0041"])
def test_it_falls_back_to_the_id_where_letters_are_missing(name):
    assert replace(CARD, name=name).png() == replace(CARD, name=CARD.catalog_id).png()
    assert replace(CARD, creator=name, monogram=name[-1]).png() == replace(CARD, creator="openai", monogram="Op").png()


@pytest.mark.parametrize(
    "name", ["GPT-5 \U0001f916 Image Mini", "GPT-5\tImage\nMini ★\ufe0f", "\u200bGPT-5 Image Mini\x00"]
)
def test_it_leaves_out_ornaments_that_it_has_no_shape_for(name):
    assert replace(CARD, name=name).png() == CARD.png()


def test_it_joins_letters_and_their_accents():
    assert replace(CARD, name="Cafe\u0301").png() == replace(CARD, name="Café").png()
    assert replace(CARD, read="Mérimée, read").png() != replace(CARD, read="Merimee, read").png()


def test_it_never_cuts_an_amount_short():
    def drawn(amount: str) -> bytes:
        return replace(CARD, figures=(Figure("Input", amount, ""), *CARD.figures[1:])).png()

    assert drawn("$123,456.123451") != drawn("$123,456.123452")


def test_it_is_small():
    assert len(CARD.png()) < 32_000
    assert len(FULL.png()) < 40_000


def test_it_says_the_same_in_words():
    assert CARD.in_words == (
        "GPT-5 Image Mini. OpenAI, Image model. Input: $2.50, per 1M tokens. Output: $2.00, per 1M tokens. "
        "Context: 400K, answers up to 128K. Intelligence index: not measured, by no source we read. "
        "#1 of 6 image models by output price, the lowest first. OpenRouter and models.dev, as read on 15 May 2026."
    )


@pytest.mark.parametrize("name", ICONS)
def test_it_keeps_the_icons_as_they_are_drawn(name):
    kept = (STATIC / "img" / name).read_bytes()
    assert list(pixels(kept).tobytes()) == list(pixels(icon(*ICONS[name])).tobytes())
    assert len(kept) < 1_000


def test_it_draws_the_icons_of_the_right_sides():
    sides = {name: pixels((STATIC / "img" / name).read_bytes()).size for name in ICONS}
    assert sides == {"favicon.png": (32, 32), "touch-icon.png": (180, 180)}


def test_it_draws_the_shape_of_the_vector_icon():
    drawing = ElementTree.parse(STATIC / "img" / "favicon.svg").getroot()  # noqa: S314  # our own file
    names = ("x", "y", "width", "height")
    rects = [[float(one.get(name)) for name in names] for one in drawing.iterfind(".//{*}rect")]
    assert [(x, y, x + width, y + height) for x, y, width, height in rects] == [bar[:4] for bar in icons.BARS]
    path = drawing.find("{*}path")
    lines = re.findall(r"M(\d+) ([\d.]+)h(\d+)", path.get("d"))
    half = float(path.get("stroke-width")) / 2
    assert [(int(x), float(y) - half, int(x) + int(w), float(y) + half) for x, y, w in lines] == [
        rule[:4] for rule in icons.RULES
    ]


def test_it_draws_the_icons_anew_by_command(settings, tmp_path, capsys):
    (tmp_path / "static" / "img").mkdir(parents=True)
    settings.BASE_DIR = tmp_path
    call_command("draw_icons")
    assert sorted(path.name for path in (tmp_path / "static" / "img").iterdir()) == sorted(ICONS)
    assert "touch-icon.png" in capsys.readouterr().out
