"""The rows that the code counts on: sources, classes, the aggregator and the metrics."""

from django.db import migrations

SOURCES = [
    # slug, name, website, gives, licence, attribution, rank
    ("editor", "Our editors", "", "Corrections, each with its reason", "", "", 0),
    ("creator", "The creator", "", "Statements by the model's maker", "", "", 10),
    (
        "models-dev",
        "models.dev",
        "https://models.dev",
        "Release dates, knowledge cut-offs, open weights, families, capabilities",
        "MIT",
        "",
        20,
    ),
    (
        "openrouter",
        "OpenRouter",
        "https://openrouter.ai/models",
        "Prices, limits, kinds of input and output, capabilities",
        "",
        "",
        30,
    ),
    (
        "artificial-analysis",
        "Artificial Analysis",
        "https://artificialanalysis.ai",
        "Measured intelligence, speed and latency",
        "Shown with attribution, not passed on",
        "Source: Artificial Analysis (artificialanalysis.ai)",
        40,
    ),
]

CLASSES = [
    # slug, name, outputs, headline meter; in the order in which a model's outputs are asked
    ("video", "Video", ["video"], "output"),
    ("image", "Image", ["image"], "output"),
    ("speech", "Speech", ["speech"], "input"),
    ("transcription", "Transcription", ["transcription"], "input"),
    ("embedding", "Embedding", ["embeddings"], "input"),
    ("rerank", "Rerank", ["rerank"], "input"),
    ("text", "Text", ["text", "audio"], "output"),
]

METRICS = [
    # slug, name, unit, higher is better, decimals, source
    ("intelligence-index", "Intelligence index", "index points", True, 1, "artificial-analysis"),
    ("output-speed", "Output speed", "tokens per second", True, 0, "artificial-analysis"),
    ("time-to-first-token", "Time to first token", "seconds", False, 2, "artificial-analysis"),
    ("image-elo", "Image Elo", "Elo points", True, 0, "artificial-analysis"),
]


def add(apps, schema_editor):
    source_model = apps.get_model("catalog", "Source")
    for slug, name, website, gives, licence, attribution, rank in SOURCES:
        source_model.objects.create(
            slug=slug, name=name, website=website, gives=gives, licence=licence, attribution=attribution, rank=rank
        )
    for position, (slug, name, outputs, meter) in enumerate(CLASSES):
        apps.get_model("catalog", "ModelClass").objects.create(
            slug=slug, name=name, outputs=outputs, headline_meter=meter, position=position
        )
    apps.get_model("catalog", "Provider").objects.create(
        slug="openrouter", name="OpenRouter", kind="aggregator", website="https://openrouter.ai"
    )
    for slug, name, unit, higher, decimals, source in METRICS:
        apps.get_model("catalog", "Metric").objects.create(
            slug=slug,
            name=name,
            unit=unit,
            higher_is_better=higher,
            decimals=decimals,
            source=source_model.objects.get(slug=source),
        )


class Migration(migrations.Migration):
    dependencies = [("catalog", "0001_initial")]

    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
