"""How often each source is to be read, and the schedules that catch up and tidy up. Operators may change both."""

import json

from django.db import migrations

EVERY_MINUTES = {
    "openrouter": 60,
    "openrouter-endpoints": 360,
    "openrouter-benchmarks": 1440,
    "openrouter-images": 1440,
    "artificial-analysis": 1440,
    "models-dev": 1440,
}
SCHEDULES = [
    # name, task, minute, hour, day of the week
    ("Read again what was not read in time", "catalog.tasks.catch_up", "4,19,34,49", "*", "*"),
    ("Drop the details of old runs", "catalog.tasks.prune", "12", "3", "0"),
]


def add(apps, schema_editor):
    for slug, minutes in EVERY_MINUTES.items():
        # A source that is not known yet comes with its own.
        apps.get_model("catalog", "Source").objects.filter(slug=slug, every_minutes=None).update(every_minutes=minutes)
    crontab_model = apps.get_model("django_celery_beat", "CrontabSchedule")
    for name, task, minute, hour, weekday in SCHEDULES:
        crontab, _ = crontab_model.objects.get_or_create(minute=minute, hour=hour, day_of_week=weekday, timezone="UTC")
        apps.get_model("django_celery_beat", "PeriodicTask").objects.get_or_create(
            name=name, defaults={"task": task, "crontab": crontab, "args": json.dumps([])}
        )


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0005_endpoints"),
        ("django_celery_beat", "0019_alter_periodictasks_options"),
    ]

    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
