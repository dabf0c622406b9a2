"""Figures in words, the same everywhere: on pages, in sentences, in titles. Plain text, no markup.

Amounts are US dollars as Decimal; a price per token is shown per million tokens.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal, localcontext

from catalog.pricing import Unit, per_million

NOT_PUBLISHED = "not published"
NOT_MEASURED = "not measured"
NOT_RANKED = "not ranked"
NO_RATING = "no rating"
RATING_PLACES = 2
SPELT_FEWEST = "five"
"""Below so many published reviews a model has no rating (reviews.scoring.FEWEST)."""
FREE = "free"

WITHOUT_AMOUNT = {"free": FREE, "varies": "varies", "no_plain": "no plain variant", "unpublished": NOT_PUBLISHED}
"""What stands in the place of a headline price, by what is known of it."""

MODALITY_NAMES = {
    "image": "images",
    "file": "files",
    "video": "video",
    "embeddings": "embeddings",
    "rerank": "relevance scores",
    "transcription": "transcripts",
}


def dollars(amount: Decimal, most_places: int = 24) -> str:
    """ "$2.50", "$0.039", "$1,200.00": two decimals at least, as many more as the amount has, up to `most_places`."""
    # Room for the largest usage that can be typed in.
    with localcontext(prec=160):
        shown = amount.quantize(Decimal(1).scaleb(-most_places), ROUND_HALF_UP).normalize()
        if amount and not shown:
            # What costs something is never shown as nothing.
            shown = amount.normalize()
    places = max(2, -int(shown.as_tuple().exponent))
    return f"${shown:,.{places}f}"


def price(amount: Decimal) -> str:
    """A price per token as "$2.50", dollars per million tokens. Rounded to six decimals of a dollar per million."""
    return dollars(per_million(amount), 6)


def headline_price(state: str, amount: Decimal | None) -> str:
    """A model's price per token as "$2.50" per million, or in words why there is none."""
    return WITHOUT_AMOUNT.get(state) or (NOT_PUBLISHED if amount is None else price(amount))


_PRICED_UNITS = {Unit.TOKEN: "1M tokens", Unit.SEARCH: "1,000 searches", Unit.REQUEST: "1,000 requests"}


def priced_unit(unit: Unit) -> str:
    """What an amount of `unit_price` pays for: "1M tokens", "1,000 searches", "image"."""
    return _PRICED_UNITS.get(unit, unit.value)


def unit_price(amount: Decimal, unit: Unit) -> str:
    """An amount for one unit as it is shown, for as many as `priced_unit` says: "$2.50", "$10.00"."""
    if unit == Unit.TOKEN:
        return price(amount)
    return dollars(amount * 1000 if unit in (Unit.SEARCH, Unit.REQUEST) else amount, 6)


def full_price(amount: Decimal, unit: Unit) -> str:
    """An amount for one unit with what it pays for: "$2.50 / 1M tokens"."""
    return f"{unit_price(amount, unit)} / {priced_unit(unit)}"


def brief_price(amount: Decimal, unit: Unit) -> str:
    """The same within a sentence, where tokens go without saying: "$2.50 / 1M", "$0.04 / image"."""
    return f"{price(amount)} / 1M" if unit == Unit.TOKEN else full_price(amount, unit)


def measured(value: Decimal, decimals: int) -> str:
    """A measured value with so many decimals: "51.0", "1,212"."""
    rounded = value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    # A slow model is slow, not standing still.
    return f"{rounded if rounded or not value else value.normalize():,f}"


def rating(stars: Decimal) -> str:
    """ "4.12"."""
    return measured(stars, RATING_PLACES)


def rated(stars: Decimal | None, reviews: int) -> str:
    """What people think of a model, in a few words: "4.12 from 37 reviews", "No reviews yet"."""
    if not reviews:
        return "No reviews yet"
    if stars is None:
        return f"{quantity(reviews, 'review')}, no figure before {SPELT_FEWEST}"
    return f"{rating(stars)} from {quantity(reviews, 'review')}"


def count(number: int) -> str:
    """ "400,000"."""
    return f"{number:,}"


def short_count(number: int) -> str:
    """Three figures at most: 400000 as "400K", 32768 as "32.8K", 1048576 as "1.05M"."""
    for size, letter in ((10**9, "B"), (10**6, "M"), (10**3, "K")):
        if number >= size * Decimal("0.9995"):
            scaled = Decimal(number) / size
            places = max(0, 2 - scaled.adjusted())
            return f"{_trim(scaled.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP))}{letter}"
    return str(number)


def day(moment: date) -> str:
    """ "22 Nov 2026"."""
    return f"{moment.day} {moment:%b %Y}"


def period(first: date, last: date) -> str:
    """From one day to another, both included: "3 Nov 2026", "3\u20135 Nov 2026", "30 Oct \u2013 2 Nov 2026"."""
    if first == last:
        return day(last)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}\u2013{day(last)}"
    return (
        f"{first.day} {first:%b} \u2013 {day(last)}" if first.year == last.year else f"{day(first)} \u2013 {day(last)}"
    )


def moment(instant: datetime) -> str:
    """ "22 Nov 2026, 07:12", in the zone that it comes in: UTC everywhere on this site."""
    return f"{day(instant)}, {instant:%H:%M}"


_SPANS = ((timedelta(days=1), "day"), (timedelta(hours=1), "hour"), (timedelta(minutes=1), "minute"))


def span(length: timedelta) -> str:
    """A time in the largest unit of which it has two or more, or one exactly: "3 hours", "1 day", "90 minutes"."""
    for size, name in _SPANS:
        if length >= 2 * size or length == size:
            return quantity(length // size, name)
    return "1 minute" if length >= timedelta(minutes=1) else "under a minute"


def share(part: Decimal) -> str:
    """0.1 as "10%", 0.125 as "12.5%"."""
    return f"{_trim((part * 100).quantize(Decimal('0.1'), ROUND_HALF_UP))}%"


def times(ratio: Decimal) -> str:
    """How many times as much: "1x", "1.25x", "12x", with the sign that multiplies. More than once is never once."""
    for places in (2, 4):
        rounded = ratio.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
        if rounded != 1 or ratio == 1:
            break
    digits = 0 if rounded >= 100 else 1 if rounded >= 10 else places
    return f"{_trim(rounded.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP))}\N{MULTIPLICATION SIGN}"


def listing(parts: Sequence[str], last: str = "and") -> str:
    """ "text", "text and images", "text, images and files"."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} {last} {parts[-1]}"


def modalities(kinds: Sequence[str]) -> str:
    """["text", "image"] as "text and images"."""
    return listing([MODALITY_NAMES.get(kind, kind) for kind in kinds])


def modality_list(kinds: Iterable[str]) -> str:
    """["text", "image"] as "Text, images"; "" for none."""
    return capitalised(", ".join(MODALITY_NAMES.get(kind, kind) for kind in kinds))


def quantity(number: int, one: str, many: str = "") -> str:
    """ "1 model", "6 models"."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def article(word: str) -> str:
    """ "an image", "a text"."""
    return f"{'an' if word[:1].lower() in 'aeio' else 'a'} {word}"


def printable(text: str, most: int | None = None) -> str:
    """What somebody typed, as it may be searched for, stored or said back: no control character, `most` letters.

    PostgreSQL stores no NUL, XML has no place for most of the others, and nobody means them.
    """
    return "".join(letter if letter.isprintable() else " " for letter in text[:most])


def with_plain_breaks(text: str) -> str:
    """The same with line breaks as files have them: browsers send two letters for each."""
    return text.replace("\r\n", "\n")


def capitalised(sentence: str) -> str:
    """The same with a capital letter first; the rest is left alone, unlike str.capitalize."""
    return sentence[:1].upper() + sentence[1:]


def _trim(number: Decimal) -> str:
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
