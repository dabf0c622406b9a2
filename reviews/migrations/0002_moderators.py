"""Who may moderate, why somebody was not told, and the schedules; from then on those are the operators' to change."""

from django.db import migrations, models

SEEN = {
    "review": "review", "revision": "revision", "proof": "proof", "report": "report", "tally": "tally",
    "moderationaction": "moderation action",
}  # fmt: skip
SCHEDULES = [
    # name, task, minute, hour
    ("Tell authors what was decided", "reviews.tasks.tell_authors", "*", "*"),
    ("Bring ratings to the day", "reviews.tasks.refresh_ratings", "37", "2"),
]


def add_group(apps, schema_editor):
    """Django makes permissions after the last migration, which is too late for a group that holds them."""
    group, _ = apps.get_model("auth", "Group").objects.get_or_create(name="Moderators")
    wanted = [(noun, f"view_{noun}", f"Can view {name}") for noun, name in SEEN.items()]
    wanted.append(("review", "moderate_review", "Can see what waits and decide on reviews"))
    for noun, codename, name in wanted:
        kind, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(app_label="reviews", model=noun)
        permission, _ = apps.get_model("auth", "Permission").objects.get_or_create(
            content_type=kind, codename=codename, defaults={"name": name}
        )
        group.permissions.add(permission)


def add_schedules(apps, schema_editor):
    crontab_model = apps.get_model("django_celery_beat", "CrontabSchedule")
    for name, task, minute, hour in SCHEDULES:
        crontab, _ = crontab_model.objects.get_or_create(minute=minute, hour=hour, timezone="UTC")
        apps.get_model("django_celery_beat", "PeriodicTask").objects.get_or_create(
            name=name, defaults={"task": task, "crontab": crontab, "args": "[]"}
        )


class Migration(migrations.Migration):
    dependencies = [
        ("reviews", "0001_reviews"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("django_celery_beat", "0019_alter_periodictasks_options"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="review",
            options={
                "ordering": ["-written_at", "-pk"],
                "permissions": [("moderate_review", "Can see what waits and decide on reviews")],
            },
        ),
        migrations.AddField(
            model_name="moderationaction",
            name="untold_because",
            field=models.CharField(
                blank=True,
                help_text="Why no mail went out and none will.",
                max_length=100,
                verbose_name="not told because",
            ),
        ),
        migrations.RunPython(add_group, migrations.RunPython.noop),
        migrations.RunPython(add_schedules, migrations.RunPython.noop),
    ]
