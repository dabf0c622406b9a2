"""How editions come to be published, and the minute's look at what is due; its schedule is the operators' to change."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def add_schedule(apps, schema_editor):
    crontab, _ = apps.get_model("django_celery_beat", "CrontabSchedule").objects.get_or_create(
        minute="*", hour="*", day_of_week="*", day_of_month="*", month_of_year="*", timezone="UTC"
    )
    apps.get_model("django_celery_beat", "PeriodicTask").objects.get_or_create(
        name="Publish editions whose time has come",
        defaults={"task": "catalog.tasks.publish_due_editions", "crontab": crontab, "args": "[]"},
    )


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0014_references_and_claims"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="OpenDraft",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("opened_at", models.DateTimeField(verbose_name="open since")),
                ("seen_at", models.DateTimeField(verbose_name="last seen")),
            ],
            options={
                "ordering": ["-seen_at"],
            },
        ),
        migrations.AlterModelOptions(
            name="edition",
            options={
                "ordering": ["ai_model", "-created_at"],
                "permissions": [("publish_edition", "Can publish, schedule, take down and restore editions")],
            },
        ),
        migrations.RemoveConstraint(
            model_name="edition",
            name="edition_published_with_a_date",
        ),
        migrations.RemoveConstraint(
            model_name="edition",
            name="edition_known_status",
        ),
        migrations.AddField(
            model_name="edition",
            name="is_generated",
            field=models.BooleanField(
                default=False,
                editable=False,
                help_text="Written from the facts, and nobody went over it yet.",
                verbose_name="generated",
            ),
        ),
        migrations.AddField(
            model_name="edition",
            name="kept_back",
            field=models.CharField(
                blank=True,
                editable=False,
                help_text="Why its time came and it stayed off the page; empty once it is mended.",
                max_length=300,
                verbose_name="not published at its time",
            ),
        ),
        migrations.AddField(
            model_name="edition",
            name="preview_key",
            field=models.CharField(
                blank=True,
                editable=False,
                help_text="What links to the preview are bound to; empty: none holds.",
                max_length=32,
            ),
        ),
        migrations.AddField(
            model_name="edition",
            name="publish_at",
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name="to be published at"),
        ),
        migrations.AddField(
            model_name="edition",
            name="saved_at",
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name="last saved"),
        ),
        migrations.AddField(
            model_name="edition",
            name="saved_by",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="edition",
            name="scheduled_by",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="edition",
            name="sent_at",
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name="in review since"),
        ),
        migrations.AddField(
            model_name="edition",
            name="version",
            field=models.PositiveIntegerField(
                default=1, editable=False, help_text="Grows with every saving, so that nobody saves over words unread."
            ),
        ),
        migrations.AlterField(
            model_name="edition",
            name="status",
            field=models.CharField(
                choices=[
                    ("draft", "Draft"),
                    ("in_review", "In review"),
                    ("scheduled", "Scheduled"),
                    ("published", "Published"),
                    ("withdrawn", "Withdrawn"),
                ],
                default="draft",
                max_length=10,
            ),
        ),
        migrations.AddIndex(
            model_name="edition",
            index=models.Index(condition=models.Q(("status", "scheduled")), fields=["publish_at"], name="edition_due"),
        ),
        migrations.AddIndex(
            model_name="edition",
            index=models.Index(fields=["status"], name="edition_by_status"),
        ),
        migrations.AddConstraint(
            model_name="edition",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status__in", ("published", "withdrawn")), _negated=True),
                    ("published_at__isnull", False),
                    _connector="OR",
                ),
                name="edition_published_with_a_date",
            ),
        ),
        migrations.AddConstraint(
            model_name="edition",
            constraint=models.CheckConstraint(
                condition=models.Q(("status__in", ("draft", "in_review", "scheduled", "published", "withdrawn"))),
                name="edition_known_status",
            ),
        ),
        migrations.AddConstraint(
            model_name="edition",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("publish_at__isnull", False), ("status", "scheduled")),
                    models.Q(models.Q(("status", "scheduled"), _negated=True), ("publish_at__isnull", True)),
                    _connector="OR",
                ),
                name="edition_scheduled_with_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="edition",
            constraint=models.CheckConstraint(
                condition=models.Q(("is_generated", False), ("status", "draft"), _connector="OR"),
                name="edition_generated_is_a_draft",
            ),
        ),
        migrations.AddField(
            model_name="opendraft",
            name="edition",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="open_drafts", to="catalog.edition"
            ),
        ),
        migrations.AddField(
            model_name="opendraft",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddConstraint(
            model_name="opendraft",
            constraint=models.UniqueConstraint(
                models.F("edition"), models.F("person"), name="open_draft_once_a_person"
            ),
        ),
        migrations.AddField(
            model_name="alias",
            name="created_at",
            field=models.DateTimeField(
                auto_now_add=True, help_text="Empty where it is older than this column.", null=True
            ),
        ),
        migrations.RunPython(add_schedule, migrations.RunPython.noop),
    ]
