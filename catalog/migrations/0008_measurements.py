"""What is measured: the second source of indices, the metrics, their scales, and ids that wait for a model."""

import json

from django.db import migrations, models
from django.db.models import Q

SCHEDULES = [
    # name, source, minute, hour; the benchmarks first, because they prove the links of the other
    ("Sync OpenRouter's benchmarks", "openrouter-benchmarks", "12", "5"),
    ("Sync Artificial Analysis", "artificial-analysis", "42", "5"),
]

SOLVED = "of all tasks solved"
METRICS = [
    # slug, name, unit, decimals
    ("coding-index", "Coding index", "index points", 1),
    ("agentic-index", "Agentic index", "index points", 1),
    ("math-index", "Mathematics index", "index points", 1),
    ("aime", "AIME", SOLVED, 3),
    ("aime-25", "AIME 2025", SOLVED, 3),
    ("gpqa", "GPQA Diamond", SOLVED, 3),
    ("hle", "Humanity's Last Exam", SOLVED, 3),
    ("ifbench", "IFBench", SOLVED, 3),
    ("lcr", "Long-context reasoning", SOLVED, 3),
    ("livecodebench", "LiveCodeBench", SOLVED, 3),
    ("math-500", "MATH-500", SOLVED, 3),
    ("mmlu-pro", "MMLU-Pro", SOLVED, 3),
    ("scicode", "SciCode", SOLVED, 3),
    ("tau2", "τ²-Bench", SOLVED, 3),
    ("tau-banking", "τ-Bench Banking", SOLVED, 3),
    ("terminalbench-hard", "Terminal-Bench Hard", SOLVED, 3),
    ("terminalbench-v2-1", "Terminal-Bench 2.1", SOLVED, 3),
]


def add(apps, schema_editor):
    source_model = apps.get_model("catalog", "Source")
    source_model.objects.create(
        slug="openrouter-benchmarks",
        name="OpenRouter benchmarks",
        website="https://openrouter.ai/rankings",
        gives="Indices of Artificial Analysis, by OpenRouter's ids",
        licence="Shown with attribution, not passed on",
        attribution="Source: Artificial Analysis (artificialanalysis.ai) via OpenRouter (openrouter.ai/rankings)",
        rank=45,
        every_minutes=1440,
    )
    measurer = source_model.objects.get(slug="artificial-analysis")
    measurer.gives = "Measured intelligence, speed, latency and image quality"
    measurer.every_minutes = 1440
    measurer.save()
    for slug, name, unit, decimals in METRICS:
        apps.get_model("catalog", "Metric").objects.create(
            slug=slug, name=name, unit=unit, higher_is_better=True, decimals=decimals, source=measurer
        )
    crontab_model = apps.get_model("django_celery_beat", "CrontabSchedule")
    for name, source, minute, hour in SCHEDULES:
        crontab, _ = crontab_model.objects.get_or_create(minute=minute, hour=hour, timezone="UTC")
        apps.get_model("django_celery_beat", "PeriodicTask").objects.get_or_create(
            name=name,
            defaults={"task": "catalog.tasks.sync_source", "crontab": crontab, "args": json.dumps([source])},
        )


class Migration(migrations.Migration):
    dependencies = [("catalog", "0007_changes")]

    operations = [
        migrations.AddField(
            model_name="metric",
            name="scale_version",
            field=models.CharField(
                blank=True,
                default="",
                help_text="The scale in force, by the day it began; empty is the first that we read.",
                max_length=40,
            ),
            preserve_default=False,
        ),
        migrations.AlterField(
            model_name="alias",
            name="evidence",
            field=models.JSONField(
                blank=True,
                default=dict,
                help_text="What its source states of it, and why it was suggested: both sides, field by field.",
            ),
        ),
        migrations.RemoveConstraint(model_name="alias", name="alias_of_a_model_names_it"),
        migrations.AddConstraint(
            model_name="alias",
            constraint=models.CheckConstraint(
                condition=Q(kind="model", ai_model__isnull=False)
                | (~Q(kind="model") & Q(ai_model=None))
                | Q(kind="model", ai_model=None, status__in=["suggested", "rejected"]),
                name="alias_of_a_model_names_it",
            ),
        ),
        migrations.RunPython(add, migrations.RunPython.noop),
    ]
