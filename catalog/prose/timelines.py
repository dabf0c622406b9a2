"""What a time chart shows, in sentences: what moved, from what to what, when, and what stayed where it was."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from catalog import wording
from catalog.charts import Step

Shown = Callable[[Decimal], str]


@dataclass(frozen=True, slots=True)
class Course:
    """A line by its name, and what befell it within the chart, in order; never nothing."""

    name: str
    steps: Sequence[Step]

    @property
    def on_scale(self) -> Sequence[Step]:
        """Since the newest scale began: what was before cannot be compared."""
        begun = [place for place, step in enumerate(self.steps) if step.is_rescaled]
        return self.steps[begun[-1] :] if begun else self.steps

    @property
    def moves(self) -> list[Step]:
        return [step for step in self.on_scale if step.is_move]

    @property
    def has_ended(self) -> bool:
        return self.steps[-1].after is None

    @property
    def stands_at(self) -> Decimal | None:
        return self.steps[-1].after


def what_moved(courses: Sequence[Course], shown: Shown) -> str:
    """ "Output fell from $3.00 to $2.00 on 10 May 2026. Unmoved: Input at $0.50." """
    news = list(_news(courses, shown))
    resting = [
        f"{one.name} at {shown(one.stands_at)}" for one in courses if not one.moves and one.stands_at is not None
    ]
    if not news:
        return f"Nothing moved: {wording.listing(resting)}."
    told = f"{'; '.join(news)}."
    return f"{told} Unmoved: {wording.listing(resting)}." if resting else told


def _news(courses: Iterable[Course], shown: Shown) -> Iterator[str]:
    for one in courses:
        if one.moves:
            yield f"{one.name} {_moved(one.moves, shown)}"
        if one.has_ended:
            yield f"{one.name} ended on {wording.day(one.steps[-1].at)}"


def _moved(moves: Sequence[Step], shown: Shown) -> str:
    first, last = moves[0].before, moves[-1].after
    if first is None or last is None:  # Which no move has.
        return ""
    day = wording.day(moves[-1].at)
    if len(moves) == 1:
        return f"{'rose' if last > first else 'fell'} from {shown(first)} to {shown(last)} on {day}"
    if first == last:
        return f"moved {len(moves)} times and has been back at {shown(last)} since {day}"
    return f"moved {len(moves)} times, from {shown(first)} to {shown(last)}, last on {day}"
