"""Bursts of reviews, the traces of senders, votes that do not count yet, and periods that figures leave out."""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import reviews.models.exclusions
from accounts.roles import MODERATOR, give

SCHEDULES = [
    # name, task, minute, hour
    ("Forget where reviews came from", "reviews.tasks.erase_traces", "22", "3"),
    ("Count the votes of former newcomers", "reviews.tasks.count_votes", "12", "3"),
]


def let_moderators_see(apps, schema_editor):
    give(apps, MODERATOR, "reviews", {"burst": "view", "exclusion": "view"})


def add_schedules(apps, schema_editor):
    crontab_model = apps.get_model("django_celery_beat", "CrontabSchedule")
    for name, task, minute, hour in SCHEDULES:
        crontab, _ = crontab_model.objects.get_or_create(minute=minute, hour=hour, timezone="UTC")
        apps.get_model("django_celery_beat", "PeriodicTask").objects.get_or_create(
            name=name, defaults={"task": task, "crontab": crontab, "args": "[]"}
        )


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0013_ratings"),
        ("reviews", "0005_evidence"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Arrival",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "direction",
                    models.CharField(
                        blank=True,
                        choices=[("up", "4 and 5 stars"), ("down", "1 and 2 stars")],
                        help_text="Empty for three stars.",
                        max_length=4,
                    ),
                ),
                (
                    "is_new",
                    models.BooleanField(
                        help_text="Whose use was not proven either, as the words came in.", verbose_name="by a newcomer"
                    ),
                ),
                ("arrived_at", models.DateTimeField()),
                (
                    "passed_at",
                    models.DateTimeField(blank=True, help_text="When a person or a proof let it pass.", null=True),
                ),
                (
                    "network",
                    models.CharField(blank=True, help_text="A keyed hash, erased after 30 days.", max_length=32),
                ),
                (
                    "device",
                    models.CharField(blank=True, help_text="A keyed hash, erased after 30 days.", max_length=32),
                ),
            ],
            options={
                "ordering": ["-arrived_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="Burst",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "direction",
                    models.CharField(choices=[("up", "4 and 5 stars"), ("down", "1 and 2 stars")], max_length=4),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "Open"), ("cleared", "Ordinary"), ("upheld", "An attempt")],
                        default="open",
                        max_length=8,
                    ),
                ),
                ("window", models.DurationField(help_text="Within which they were noticed.")),
                ("found", models.PositiveIntegerField(help_text="How many had come within it.")),
                (
                    "usual",
                    models.PositiveIntegerField(help_text="How many such reviews had come in the four weeks before."),
                ),
                ("began_at", models.DateTimeField(help_text="When the first of them came.")),
                ("opened_at", models.DateTimeField()),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                (
                    "why",
                    models.TextField(
                        blank=True, help_text="For moderators.", max_length=2000, verbose_name="why it was decided so"
                    ),
                ),
            ],
            options={
                "ordering": ["-opened_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="Exclusion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("first_day", models.DateField(help_text="In UTC.")),
                ("last_day", models.DateField(help_text="In UTC; included.")),
                (
                    "note",
                    models.CharField(help_text="What readers are told.", max_length=300, verbose_name="public note"),
                ),
                ("why", models.TextField(help_text="For moderators.", max_length=2000, verbose_name="why")),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                ("lifted_at", models.DateTimeField(blank=True, null=True)),
                ("lifted_because", models.TextField(blank=True, max_length=2000)),
            ],
            options={
                "verbose_name": "excluded period",
                "ordering": ["-made_at", "-pk"],
            },
        ),
        migrations.RemoveConstraint(
            model_name="review",
            name="review_known_state",
        ),
        migrations.AddField(
            model_name="vote",
            name="counts",
            field=models.BooleanField(
                default=True, help_text="Whether it is in the review's counts; not yet, for newcomers."
            ),
        ),
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
                    ("held", "Held for a second look"),
                    ("approved_held", "Approved while held"),
                    ("released", "Passed the second look"),
                ],
                max_length=16,
            ),
        ),
        migrations.AlterField(
            model_name="review",
            name="said",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=100),
                default=list,
                editable=False,
                help_text="What it adds to the tallies of its model while it counts: stars:5, pro:fast, use:coding.",
                size=None,
            ),
        ),
        migrations.AlterField(
            model_name="review",
            name="state",
            field=models.CharField(
                choices=[
                    ("waiting", "Waiting for a moderator"),
                    ("published", "Published"),
                    ("returned", "Changes asked for"),
                    ("refused", "Refused"),
                    ("hidden", "Hidden"),
                    ("held", "Held for a second look"),
                ],
                default="waiting",
                max_length=10,
            ),
        ),
        migrations.AddIndex(
            model_name="vote",
            index=models.Index(condition=models.Q(("counts", False)), fields=["voter"], name="vote_not_counted_yet"),
        ),
        migrations.AddField(
            model_name="arrival",
            name="ai_model",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="catalog.aimodel",
                verbose_name="model",
            ),
        ),
        migrations.AddField(
            model_name="arrival",
            name="review",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="arrivals", to="reviews.review"
            ),
        ),
        migrations.AddField(
            model_name="arrival",
            name="revision",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE, related_name="arrival", to="reviews.revision"
            ),
        ),
        migrations.AddField(
            model_name="burst",
            name="ai_model",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="bursts",
                to="catalog.aimodel",
                verbose_name="model",
            ),
        ),
        migrations.AddField(
            model_name="burst",
            name="decided_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="arrival",
            name="burst",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="arrivals",
                to="reviews.burst",
            ),
        ),
        migrations.AddField(
            model_name="exclusion",
            name="ai_model",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="exclusions",
                to="catalog.aimodel",
                verbose_name="model",
            ),
        ),
        migrations.AddField(
            model_name="exclusion",
            name="lifted_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="exclusion",
            name="made_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="review",
            name="exclusion",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                help_text="Which leaves it out of the figure.",
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="reviews",
                to="reviews.exclusion",
                verbose_name="excluded period",
            ),
        ),
        migrations.AddConstraint(
            model_name="review",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ("waiting", "published", "returned", "refused", "hidden", "held"))),
                name="review_known_state",
            ),
        ),
        migrations.AddConstraint(
            model_name="review",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "held"), _negated=True), ("shown__isnull", False), _connector="OR"
                ),
                name="review_held_has_a_revision",
            ),
        ),
        migrations.AddIndex(
            model_name="burst",
            index=models.Index(condition=models.Q(("state", "open")), fields=["began_at", "id"], name="burst_queue"),
        ),
        migrations.AddConstraint(
            model_name="burst",
            constraint=models.UniqueConstraint(
                models.F("ai_model"),
                models.F("direction"),
                condition=models.Q(("state", "open")),
                name="burst_one_open",
            ),
        ),
        migrations.AddConstraint(
            model_name="burst",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ("open", "cleared", "upheld"))), name="burst_known_state"
            ),
        ),
        migrations.AddConstraint(
            model_name="burst",
            constraint=models.CheckConstraint(
                condition=models.Q(("direction__in", ("up", "down"))), name="burst_known_direction"
            ),
        ),
        migrations.AddConstraint(
            model_name="burst",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state", "open"),
                    models.Q(("decided_at__isnull", False), models.Q(("why", ""), _negated=True)),
                    _connector="OR",
                ),
                name="burst_decided_says_why",
            ),
        ),
        migrations.AddIndex(
            model_name="arrival",
            index=models.Index(
                condition=models.Q(("is_new", True)),
                fields=["ai_model", "direction", "arrived_at"],
                name="arrival_of_newcomers",
            ),
        ),
        migrations.AddIndex(
            model_name="arrival",
            index=models.Index(
                condition=models.Q(("device", ""), _negated=True),
                fields=["ai_model", "arrived_at"],
                name="arrival_traced",
            ),
        ),
        migrations.AddConstraint(
            model_name="arrival",
            constraint=models.CheckConstraint(
                condition=models.Q(("direction__in", ("", "up", "down"))), name="arrival_known_direction"
            ),
        ),
        migrations.AddConstraint(
            model_name="exclusion",
            constraint=models.CheckConstraint(
                condition=models.Q(("last_day__gte", models.F("first_day"))), name="exclusion_ends_after_it_begins"
            ),
        ),
        migrations.AddConstraint(
            model_name="exclusion",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                condition=models.Q(("lifted_at", None)),
                expressions=[
                    ("ai_model", "="),
                    (reviews.models.exclusions.DateRange("first_day", "last_day", models.Value("[]")), "&&"),
                ],
                name="exclusion_no_overlap",
            ),
        ),
        migrations.RunPython(let_moderators_see, migrations.RunPython.noop),
        migrations.RunPython(add_schedules, migrations.RunPython.noop),
    ]
