"""Appeals, bans, who may look at them, and the schedule that carries bans out; from then on that is the operators'."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from accounts.roles import MODERATOR, give


def let_moderators_look(apps, schema_editor):
    give(apps, MODERATOR, "reviews", {"appeal": "view", "ban": "view"})


def add_schedule(apps, schema_editor):
    crontab, _ = apps.get_model("django_celery_beat", "CrontabSchedule").objects.get_or_create(
        minute="*", hour="*", timezone="UTC"
    )
    apps.get_model("django_celery_beat", "PeriodicTask").objects.get_or_create(
        name="Carry out bans", defaults={"task": "reviews.tasks.carry_out_bans", "crontab": crontab, "args": "[]"}
    )


class Migration(migrations.Migration):
    dependencies = [
        ("reviews", "0006_cheats"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="vote",
            name="is_set_aside",
            field=models.BooleanField(
                default=False,
                editable=False,
                help_text="Not counted, since whoever cast it is banned.",
                verbose_name="set aside",
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
                    ("appealed", "Appealed against by its author"),
                    ("stood", "Appeal turned down"),
                ],
                max_length=16,
            ),
        ),
        migrations.CreateModel(
            name="Ban",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "digests",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=64),
                        blank=True,
                        default=list,
                        editable=False,
                        help_text="Fingerprints of the person's confirmed addresses, while the ban is in force.",
                        size=None,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("proposed", "Proposed"),
                            ("declined", "Declined"),
                            ("lapsed", "Lapsed: the account went first"),
                            ("in_force", "In force"),
                            ("lifted", "Lifted"),
                        ],
                        default="proposed",
                        max_length=10,
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("not_about", "Not about using this model"),
                            ("no_substance", "Says nothing that helps to choose"),
                            ("not_own", "Not the reviewer's own words or experience"),
                            ("undisclosed", "Interest not disclosed"),
                            ("advertising", "Advertising or links that sell"),
                            ("abuse", "Insults, threats or hatred"),
                            ("private", "Personal data or secrets"),
                            ("unlawful", "Unlawful content"),
                            ("manipulation", "Part of an attempt to move the rating"),
                        ],
                        max_length=14,
                    ),
                ),
                ("note", models.TextField(max_length=2000, verbose_name="note to the person")),
                ("proposed_at", models.DateTimeField()),
                ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="confirmed or declined at")),
                ("lifted_at", models.DateTimeField(blank=True, null=True)),
                ("lifted_because", models.TextField(blank=True, max_length=2000)),
                (
                    "settled_at",
                    models.DateTimeField(
                        blank=True,
                        help_text="When every review and vote was in line with the state; empty while not.",
                        null=True,
                    ),
                ),
                (
                    "told_at",
                    models.DateTimeField(
                        blank=True, help_text="When the person was told of the state by mail.", null=True
                    ),
                ),
                (
                    "untold_because",
                    models.CharField(
                        blank=True,
                        help_text="Why no mail went out and none will.",
                        max_length=100,
                        verbose_name="not told because",
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="confirmed or declined by",
                    ),
                ),
                (
                    "lifted_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="bans",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-proposed_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="Appeal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.TextField(blank=True, max_length=2000, verbose_name="in their words")),
                ("made_at", models.DateTimeField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "Open"),
                            ("upheld", "Turned down"),
                            ("granted", "Granted"),
                            ("given_up", "Given up by its author"),
                        ],
                        default="open",
                        max_length=10,
                    ),
                ),
                ("decided_at", models.DateTimeField(blank=True, help_text="Or when it was given up.", null=True)),
                ("note", models.TextField(blank=True, max_length=2000)),
                (
                    "action",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="appeal",
                        to="reviews.moderationaction",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="appeals",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
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
                    "first_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="against a decision of",
                    ),
                ),
                (
                    "outcome",
                    models.OneToOneField(
                        blank=True,
                        help_text="The step that decided it, of which the author is told.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="settles",
                        to="reviews.moderationaction",
                    ),
                ),
                (
                    "second_by",
                    models.ForeignKey(
                        blank=True,
                        help_text="Of a ban: the second moderator.",
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="confirmed by",
                    ),
                ),
                (
                    "ban",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="appeal",
                        to="reviews.ban",
                    ),
                ),
            ],
            options={
                "ordering": ["-made_at", "-pk"],
            },
        ),
        migrations.AddField(
            model_name="moderationaction",
            name="ban",
            field=models.ForeignKey(
                blank=True,
                help_text="By which the review was hidden, or whose lifting showed it again.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="actions",
                to="reviews.ban",
            ),
        ),
        migrations.AddIndex(
            model_name="ban",
            index=models.Index(
                condition=models.Q(("state", "proposed")), fields=["proposed_at", "id"], name="ban_queue"
            ),
        ),
        migrations.AddIndex(
            model_name="ban",
            index=django.contrib.postgres.indexes.GinIndex(fields=["digests"], name="ban_by_address"),
        ),
        migrations.AddIndex(
            model_name="ban",
            index=models.Index(condition=models.Q(("settled_at", None)), fields=["id"], name="ban_unsettled"),
        ),
        migrations.AddIndex(
            model_name="ban",
            index=models.Index(condition=models.Q(("told_at", None)), fields=["id"], name="ban_untold"),
        ),
        migrations.AddConstraint(
            model_name="ban",
            constraint=models.UniqueConstraint(
                models.F("person"), condition=models.Q(("state__in", ("proposed", "in_force"))), name="ban_one_a_person"
            ),
        ),
        migrations.AddConstraint(
            model_name="ban",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ("proposed", "declined", "lapsed", "in_force", "lifted"))),
                name="ban_known_state",
            ),
        ),
        migrations.AddConstraint(
            model_name="ban",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("decided_by", None),
                    ("proposed_by", None),
                    models.Q(("decided_by", models.F("proposed_by")), _negated=True),
                    _connector="OR",
                ),
                name="ban_takes_two",
            ),
        ),
        migrations.AddConstraint(
            model_name="ban",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("proposed_by", None),
                    ("person", None),
                    models.Q(("proposed_by", models.F("person")), _negated=True),
                    _connector="OR",
                ),
                name="ban_not_proposed_by_themselves",
            ),
        ),
        migrations.AddConstraint(
            model_name="ban",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("decided_by", None),
                    ("person", None),
                    models.Q(("decided_by", models.F("person")), _negated=True),
                    _connector="OR",
                ),
                name="ban_not_decided_by_themselves",
            ),
        ),
        migrations.AddConstraint(
            model_name="ban",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("lifted_by", None),
                    ("person", None),
                    models.Q(("lifted_by", models.F("person")), _negated=True),
                    _connector="OR",
                ),
                name="ban_not_lifted_by_themselves",
            ),
        ),
        migrations.AddConstraint(
            model_name="ban",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ("in_force", "lifted", "declined")), _negated=True),
                    ("decided_at__isnull", False),
                    _connector="OR",
                ),
                name="ban_decided_at_a_time",
            ),
        ),
        migrations.AddIndex(
            model_name="appeal",
            index=models.Index(condition=models.Q(("state", "open")), fields=["made_at", "id"], name="appeal_queue"),
        ),
        migrations.AddIndex(
            model_name="appeal",
            index=models.Index(fields=["made_at"], name="appeal_by_day"),
        ),
        migrations.AddIndex(
            model_name="appeal",
            index=models.Index(
                condition=models.Q(("decided_at__isnull", False)), fields=["decided_at"], name="appeal_decided_by_day"
            ),
        ),
        migrations.AddConstraint(
            model_name="appeal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("action__isnull", False), ("ban", None)),
                    models.Q(("action", None), ("ban__isnull", False)),
                    _connector="OR",
                ),
                name="appeal_against_one_decision",
            ),
        ),
        migrations.AddConstraint(
            model_name="appeal",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ("open", "upheld", "granted", "given_up"))), name="appeal_known_state"
            ),
        ),
        migrations.AddConstraint(
            model_name="appeal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("decided_by", None),
                    ("by", None),
                    models.Q(("decided_by", models.F("by")), _negated=True),
                    _connector="OR",
                ),
                name="appeal_not_decided_by",
            ),
        ),
        migrations.AddConstraint(
            model_name="appeal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("decided_by", None),
                    ("first_by", None),
                    models.Q(("decided_by", models.F("first_by")), _negated=True),
                    _connector="OR",
                ),
                name="appeal_not_decided_first_by",
            ),
        ),
        migrations.AddConstraint(
            model_name="appeal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("decided_by", None),
                    ("second_by", None),
                    models.Q(("decided_by", models.F("second_by")), _negated=True),
                    _connector="OR",
                ),
                name="appeal_not_decided_second_by",
            ),
        ),
        migrations.AddConstraint(
            model_name="appeal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decided_at", None), ("state", "open")),
                    models.Q(models.Q(("state", "open"), _negated=True), ("decided_at__isnull", False)),
                    _connector="OR",
                ),
                name="appeal_decided_at_a_time",
            ),
        ),
        migrations.RunPython(let_moderators_look, migrations.RunPython.noop),
        migrations.RunPython(add_schedule, migrations.RunPython.noop),
    ]
