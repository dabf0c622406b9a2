"""The nightly check of ratings; from then on its schedule is the operators' to change."""

from django.db import migrations


def add(apps, schema_editor):
    crontab, _ = apps.get_model("django_celery_beat", "CrontabSchedule").objects.get_or_create(
        minute="52", hour="2", timezone="UTC"
    )
    apps.get_model("django_celery_beat", "PeriodicTask").objects.get_or_create(
        name="Check ratings against the reviews",
        defaults={"task": "reviews.tasks.check_ratings", "crontab": crontab, "args": "[]"},
    )


class Migration(migrations.Migration):
    dependencies = [("reviews", "0002_moderators")]

    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
