"""Pictures for moderators to check, who may look at their rows, and the nightly erasure.

From then on its schedule is the operators' to change.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from accounts.roles import MODERATOR, give


def let_moderators_look(apps, schema_editor):
    give(apps, MODERATOR, "reviews", {"evidence": "view"})


def add_schedule(apps, schema_editor):
    crontab, _ = apps.get_model("django_celery_beat", "CrontabSchedule").objects.get_or_create(
        minute="22", hour="2", timezone="UTC"
    )
    apps.get_model("django_celery_beat", "PeriodicTask").objects.get_or_create(
        name="Erase pictures that nobody looked at",
        defaults={"task": "reviews.tasks.erase_evidence", "crontab": crontab, "args": "[]"},
    )


class Migration(migrations.Migration):
    dependencies = [
        ("reviews", "0004_proof_of_use"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="moderationaction",
            name="kind",
            field=models.CharField(
                choices=[
                    ("submitted", "Sent in"),
                    ("approved", "Approved"),
                    ("refused", "Refused"),
                    ("returned", "Changes asked for"),
                    ("hidden", "Hidden"),
                    ("restored", "Shown again"),
                    ("report_dismissed", "Report dismissed"),
                    ("withdrawn", "Deleted by its author"),
                    ("proof_granted", "Use checked"),
                    ("proof_declined", "Proof declined"),
                    ("proof_expired", "Proof erased unseen"),
                ],
                max_length=16,
            ),
        ),
        migrations.AlterField(
            model_name="moderationaction",
            name="submitted_at",
            field=models.DateTimeField(help_text="When the words, or the picture, decided on had been sent in."),
        ),
        migrations.CreateModel(
            name="Evidence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting for a moderator"),
                            ("granted", "Granted"),
                            ("declined", "Declined"),
                            ("expired", "Erased unseen"),
                            ("taken_back", "Taken back by its author"),
                        ],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                (
                    "picture",
                    models.BinaryField(help_text="As reviews.redrawing drew it; empty as soon as it no longer waits."),
                ),
                ("sent_at", models.DateTimeField()),
                (
                    "decided_at",
                    models.DateTimeField(blank=True, help_text="When the wait ended, whoever ended it.", null=True),
                ),
                ("note", models.TextField(blank=True, max_length=2000, verbose_name="note to the author")),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "review",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="evidence", to="reviews.review"
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "evidence",
                "ordering": ["-sent_at", "-pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "waiting")), fields=["sent_at", "id"], name="evidence_queue"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        models.F("review"), condition=models.Q(("state", "waiting")), name="evidence_one_waiting"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ("waiting", "granted", "declined", "expired", "taken_back"))),
                        name="evidence_known_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "waiting"), models.Q(("picture", b""), _negated=True)),
                            models.Q(models.Q(("state", "waiting"), _negated=True), ("picture", b"")),
                            _connector="OR",
                        ),
                        name="evidence_picture_while_waiting",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at", None), ("state", "waiting")),
                            models.Q(models.Q(("state", "waiting"), _negated=True), ("decided_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="evidence_decided_once_settled",
                    ),
                ],
            },
        ),
        migrations.RunPython(let_moderators_look, migrations.RunPython.noop),
        migrations.RunPython(add_schedule, migrations.RunPython.noop),
    ]
