"""The addresses that lead on from an answer of the calculator: each holds the whole state that it leads to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import NamedTuple

from catalog.calculator.answers import Calculation
from catalog.calculator.asking import Asked, address
from catalog.calculator.entries import Entry
from catalog.calculator.moments import ANY_HOUR, instant
from catalog.calculator.presets import PRESETS, Preset
from catalog.models import AIModel

PAGE, JSON, CSV, PASTE = "calculator", "calculator_json", "calculator_csv", "calculator_paste"


class PresetLink(NamedTuple):
    preset: Preset
    address: str
    is_current: bool


@dataclass(frozen=True)
class Ways:
    found: Calculation

    def to(self, asked: Asked, said: Mapping[str, str] | None = None, *, name: str = PAGE) -> str:
        """An address for this usage, or for the one that is said."""
        form = self.found.form
        return address(asked, form.said() if said is None else said, form.details, name=name)

    @property
    def asked(self) -> Asked:
        """Who is asked about, named in full: the one model on its own page, the class where an address names nobody."""
        if self.found.own:
            return Asked(ids=(self.found.own.catalog_id,))
        asked, shown = self.found.asked, self.found.model_class
        return asked.of_class(shown.slug) if shown and not asked.class_slug else asked

    @property
    def here(self) -> str:
        """The one address of this state."""
        if self.found.own:
            form = self.found.form
            return address(Asked(), form.said(), form.details, path=self.found.own.get_absolute_url())
        return self.to(self.found.asked)

    @property
    def full(self) -> str:
        """The calculator with this state, from a model's own page."""
        return self.to(self.asked)

    @property
    def permanent(self) -> str:
        """A receipt that stays: every number by name, and the moment; the hour too, since a moment has one."""
        said = {name: text for name, text in self.found.form.said(in_full=True).items() if name != "since"}
        return self.to(self.asked, {**said, "at": instant(self.found.as_of), "hour": self.found.hour})

    @property
    def json(self) -> str:
        return self.to(self.asked, name=JSON)

    @property
    def csv(self) -> str:
        return self.to(self.asked, name=CSV)

    @property
    def paste(self) -> str:
        """Where a response or a text may be pasted, for these models."""
        return self.to(self.asked, name=PASTE)

    @property
    def today(self) -> str:
        """The same at today's prices, with what changed since."""
        said = self._undated(in_full=True)
        if said.get("hour") == ANY_HOUR:
            del said["hour"]
        return self.to(self.asked, {**said, "since": instant(self.found.as_of)})

    @property
    def undated(self) -> str:
        """The same at today's prices, compared with nothing."""
        return self.to(self.asked, self._undated())

    def _undated(self, *, in_full: bool = False) -> dict[str, str]:
        said = self.found.form.said(in_full=in_full)
        return {name: text for name, text in said.items() if name not in ("at", "since")}

    @property
    def all_of_class(self) -> str:
        """The whole class for this usage, without conditions, the models named being marked in it."""
        shown = self.found.class_of_others
        return self.to(Asked(ids=self.asked.ids, class_slug=shown.slug if shown else ""))

    def alone(self, model: AIModel) -> str:
        """The receipt of one model."""
        return self.to(Asked(ids=(model.catalog_id,)))

    def beside(self, model: AIModel) -> str:
        """The receipt of a model side by side with the first one named."""
        return self.to(Asked(ids=tuple(dict.fromkeys((*self.asked.ids[:1], model.catalog_id)))))

    def at_its_last(self, entry: Entry) -> str:
        """The receipt of a model that is sold no longer, at the prices of its last moment; "" where it is sold."""
        if entry.last_on_sale is None:
            return ""
        last = instant(entry.last_on_sale - timedelta(microseconds=1))
        said = {**self.found.form.said(), "at": last, "hour": self.found.hour}
        return self.to(Asked(ids=(entry.model.catalog_id,)), said)

    @property
    def previous(self) -> str:
        page = self.found.page
        return self.to(self.found.asked.at_page(page.number - 1)) if page and page.has_previous() else ""

    @property
    def next(self) -> str:
        page = self.found.page
        return self.to(self.found.asked.at_page(page.number + 1)) if page and page.has_next() else ""

    # --- usages to begin with ---

    @property
    def presets(self) -> list[PresetLink]:
        """Those that fit the classes asked about keep the models; the others lead to all of their own class."""
        return [self._preset_link(preset) for preset in PRESETS if self._fits(preset) or not self.found.own]

    def _fits(self, preset: Preset) -> bool:
        return bool(set(preset.classes) & set(self.found.form.classes))

    def _preset_link(self, preset: Preset) -> PresetLink:
        form, own = self.found.form, self.found.own
        counts = {name: str(count) for name, count in preset.counts.items()}
        kept = {name: text for name, text in form.said().items() if name in ("batch", "at", "hour")}
        # The example is what an address means that names no number.
        said = kept if self._fits(preset) and preset == form.example else counts | kept
        is_current = form.usage is not None and form.counts_said == counts
        if own:
            return PresetLink(preset, f"{address(Asked(), said, path=own.get_absolute_url())}#calculator", is_current)
        asked = self.found.asked if self._fits(preset) else Asked(class_slug=preset.classes[0])
        return PresetLink(preset, address(asked, said), is_current)

    @property
    def current_preset(self) -> Preset | None:
        """The one whose numbers these are."""
        return next((link.preset for link in self.presets if link.is_current), None)
