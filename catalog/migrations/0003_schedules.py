"""When the sources are visited. Made once; from then on the schedules are the operators' to change in the admin."""

import json

from django.db import migrations

SCHEDULES = [
    # name, source, minute, hour
    ("Sync OpenRouter's models", "openrouter", "7", "*"),
    ("Sync models.dev", "models-dev", "23", "4"),
]


def add(apps, schema_editor):
    crontab_model = apps.get_model("django_celery_beat", "CrontabSchedule")
    for name, source, minute, hour in SCHEDULES:
        crontab, _ = crontab_model.objects.get_or_create(minute=minute, hour=hour, timezone="UTC")
        apps.get_model("django_celery_beat", "PeriodicTask").objects.get_or_create(
            name=name,
            defaults={"task": "catalog.tasks.sync_source", "crontab": crontab, "args": json.dumps([source])},
        )


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0002_known_rows"),
        ("django_celery_beat", "0019_alter_periodictasks_options"),
    ]

    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
