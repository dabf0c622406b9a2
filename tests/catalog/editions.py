"""One edition as a file, for the tests of what reads and loads such files."""

from __future__ import annotations

from pathlib import Path

from catalog.models import AIModel
from tests.catalog.test_model_page import make_image_model

MINI = """\
model = "openai/gpt-5-image-mini"
written = "2026-05-15"
tagline = "Pictures at {{price.output}} of output."
about = \"\"\"
{{name}} by {{creator}} reads and draws.

Its window holds {{context_window}} tokens.\"\"\"
verdict = "No image model in the catalog has a lower output price. Take it for drafts."

[[best_for]]
title = "Product pictures by the hundred"
text = "At {{price.output}} it makes drafts that nobody has to count."
evidence = "fact"
on = "price.output"

[[strengths]]
title = "Draws text well"
evidence = "source"
on = "openai-docs"

[[limitations]]
title = "Small faces"
text = "They come out soft."
evidence = "judgement"

[[questions]]
title = "Is it the cheapest?"
text = "It is {{rank.output-price}} by output price."
evidence = "fact"
on = "rank.output-price"

[[claims]]
sentence = "No image model in the catalog has a lower output price."
test = { kind = "rank", metric = "output-price", most = 1 }

[[sources]]
key = "openai-docs"
title = "OpenAI: GPT-5 Image Mini"
url = "https://platform.openai.com/docs/models/gpt-5-image-mini"
read_on = "2026-05-14"
"""


def write_edition(folder: Path, text: str = MINI, name: str = "openai/gpt-5-image-mini") -> Path:
    """The folder of a catalog with this edition in it."""
    path = folder / "editions" / f"{name}.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def two_image_models() -> AIModel:
    """GPT-5 Image Mini and a dearer one."""
    mini = make_image_model("gpt-5-image-mini", "0.000002")
    make_image_model("gpt-5-image", "0.00001")
    return mini
