"""OpenRouter's hosts: whom to ask next, prices by size or quality, and the two sources that give them."""

import json

from django.db import migrations, models

SOURCES = [
    # slug, name, gives, rank, every so many minutes
    ("openrouter-endpoints", "OpenRouter endpoints", "Each host's prices, limits, uptime and speed", 31, 360),
    ("openrouter-images", "OpenRouter image prices", "Each host's prices by image, megapixel or token", 32, 1440),
]
SCHEDULES = [
    # name, source, minute, hour
    ("Sync OpenRouter's endpoints", "openrouter-endpoints", "37", "*/6"),
    ("Sync OpenRouter's image prices", "openrouter-images", "52", "4"),
]


def add(apps, schema_editor):
    source_model = apps.get_model("catalog", "Source")
    for slug, name, gives, rank, minutes in SOURCES:
        source_model.objects.create(
            slug=slug,
            name=name,
            website="https://openrouter.ai/models",
            gives=gives,
            rank=rank,
            every_minutes=minutes,
        )
    crontab_model = apps.get_model("django_celery_beat", "CrontabSchedule")
    for name, source, minute, hour in SCHEDULES:
        crontab, _ = crontab_model.objects.get_or_create(minute=minute, hour=hour, timezone="UTC")
        apps.get_model("django_celery_beat", "PeriodicTask").objects.get_or_create(
            name=name,
            defaults={"task": "catalog.tasks.sync_source", "crontab": crontab, "args": json.dumps([source])},
        )


class Migration(migrations.Migration):
    dependencies = [("catalog", "0004_sync_engine")]

    operations = [
        migrations.AddField(
            model_name="pricerow",
            name="detail",
            field=models.CharField(
                blank=True,
                default="",
                help_text="The size or quality that is sold at this price, in the seller's word: 1k.",
                max_length=60,
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="alias",
            name="hosts_asked_at",
            field=models.DateTimeField(
                blank=True,
                editable=False,
                help_text="When we last asked who hosts this id; the oldest is asked first.",
                null=True,
            ),
        ),
        migrations.RunPython(add, migrations.RunPython.noop),
    ]
