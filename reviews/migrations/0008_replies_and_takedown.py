"""Notices of unlawful content and erasures, representatives and replies; who may decide, and the schedule."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import reviews.models.representatives
from accounts.roles import MODERATOR, give

RIGHTS = {
    "notice": "view decide_notice",
    "erasure": "view erase_review",
    "letter": "view",
    "reply": "view",
    "replyversion": "view",
}


def add_rights(apps, schema_editor):
    give(apps, MODERATOR, "reviews", RIGHTS)


def add_schedule(apps, schema_editor):
    """From then on it is the operators' to change."""
    crontab, _ = apps.get_model("django_celery_beat", "CrontabSchedule").objects.get_or_create(
        minute="7", hour="3", timezone="UTC"
    )
    apps.get_model("django_celery_beat", "PeriodicTask").objects.get_or_create(
        name="Forget who sent notices",
        defaults={"task": "reviews.tasks.forget_senders", "crontab": crontab, "args": "[]"},
    )


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0013_ratings"),
        ("reviews", "0007_bans_and_appeals"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("django_celery_beat", "0019_alter_periodictasks_options"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Erasure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
                ("note", models.TextField(blank=True, max_length=2000, verbose_name="note to the author")),
                ("proposed_at", models.DateTimeField()),
                ("erased_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ["-proposed_at"],
                "permissions": [("erase_review", "Can propose to erase a review, and confirm another's proposal")],
            },
        ),
        migrations.CreateModel(
            name="Letter",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("receipt", "A notice is received"),
                            ("left", "A notice is decided: left"),
                            ("hidden", "A notice is decided: hidden"),
                            ("erased", "A notice is decided: erased"),
                            ("gone", "A notice is decided: deleted by its author"),
                            ("link", "A link to an address at a company's domain"),
                            ("speaks", "A representative is confirmed"),
                            ("speaks_not", "A representative is refused"),
                            ("speaks_no_more", "A representation is ended"),
                            ("answered", "A review has a reply, to its author"),
                            ("reply_shown", "A reply is shown"),
                            ("reply_refused", "A reply is refused"),
                            ("reply_hidden", "A reply is hidden"),
                        ],
                        max_length=16,
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("told_at", models.DateTimeField(blank=True, null=True, verbose_name="sent at")),
                ("untold_because", models.CharField(blank=True, max_length=100, verbose_name="not sent because")),
            ],
            options={
                "ordering": ["-created_at"],
            },
        ),
        migrations.CreateModel(
            name="Notice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(blank=True, max_length=120)),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="e-mail")),
                (
                    "ground",
                    models.CharField(
                        choices=[
                            ("personal", "Personal data, or somebody's private life"),
                            ("honour", "Defamation: something untrue or degrading about a person or a company"),
                            ("work", "Copyright, or another right in a work or a name"),
                            ("secret", "A trade secret, or something told in confidence"),
                            ("hatred", "Threats, or incitement to hatred or violence"),
                            ("other", "Something else that a law forbids"),
                        ],
                        max_length=8,
                    ),
                ),
                ("law", models.CharField(blank=True, max_length=200, verbose_name="law and place")),
                ("sentences", models.TextField(blank=True, max_length=5000)),
                ("why", models.TextField(blank=True, max_length=5000)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "decision",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("left", "Left as it is"),
                            ("hidden", "Hidden"),
                            ("erased", "Erased"),
                            ("gone", "Deleted by its author first"),
                        ],
                        max_length=6,
                    ),
                ),
                ("answer", models.TextField(blank=True, max_length=2000, verbose_name="reason given to the sender")),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ["-created_at"],
                "permissions": [("decide_notice", "Can see who sent a notice of unlawful content, and decide on it")],
            },
        ),
        migrations.CreateModel(
            name="Reply",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "verbose_name_plural": "replies",
                "ordering": ["-created_at"],
            },
        ),
        migrations.CreateModel(
            name="ReplyVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField(help_text="1 for the first.")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting for a moderator"),
                            ("approved", "Approved"),
                            ("refused", "Refused"),
                            ("hidden", "Hidden"),
                            ("replaced", "Replaced before it was read"),
                        ],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("text", models.TextField(help_text="Markdown.", max_length=2000)),
                ("html", models.TextField(editable=False, help_text="The text, rendered and cleaned.")),
                ("submitted_at", models.DateTimeField()),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ["reply", "number"],
            },
        ),
        migrations.CreateModel(
            name="Representative",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("domain", models.CharField(max_length=253)),
                (
                    "method",
                    models.CharField(
                        choices=[
                            ("mail", "A mail to an address at the domain"),
                            ("dns", "A record of the domain (DNS)"),
                        ],
                        max_length=4,
                    ),
                ),
                ("mailbox", models.EmailField(blank=True, max_length=254, verbose_name="address at the domain")),
                (
                    "token",
                    models.CharField(
                        default=reviews.models.representatives.new_token,
                        help_text="What the record has to hold.",
                        max_length=40,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "Asked"),
                            ("confirmed", "Confirmed"),
                            ("refused", "Refused"),
                            ("ended", "Ended"),
                        ],
                        default="asked",
                        max_length=10,
                    ),
                ),
                ("asked_at", models.DateTimeField(auto_now_add=True)),
                ("controlled_at", models.DateTimeField(blank=True, null=True, verbose_name="domain proven at")),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("note", models.TextField(blank=True, max_length=2000, verbose_name="why")),
            ],
            options={
                "ordering": ["-asked_at"],
                "permissions": [("confirm_representative", "Can confirm who speaks for a company, and end it")],
            },
        ),
        migrations.RemoveConstraint(
            model_name="review",
            name="review_once_a_person",
        ),
        migrations.RemoveConstraint(
            model_name="review",
            name="review_known_state",
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
                    ("noticed", "Notice of unlawful content"),
                    ("notice_left", "Left after a notice"),
                    ("erasure_proposed", "Erasure proposed"),
                    ("erasure_declined", "Erasure declined"),
                    ("erased", "Erased"),
                    ("reply_sent", "Reply sent in"),
                    ("reply_approved", "Reply approved"),
                    ("reply_refused", "Reply refused"),
                    ("reply_hidden", "Reply hidden"),
                    ("reply_withdrawn", "Reply deleted by its company"),
                ],
                max_length=16,
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
                    ("erased", "Erased"),
                ],
                default="waiting",
                max_length=10,
            ),
        ),
        migrations.AddIndex(
            model_name="review",
            index=models.Index(models.F("ai_model"), condition=models.Q(("state", "erased")), name="review_erased"),
        ),
        migrations.AddConstraint(
            model_name="review",
            constraint=models.UniqueConstraint(
                models.F("author"),
                models.F("ai_model"),
                condition=models.Q(("state", "erased"), _negated=True),
                name="review_once_a_person",
            ),
        ),
        migrations.AddConstraint(
            model_name="review",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ("waiting", "published", "returned", "refused", "hidden", "held", "erased"))
                ),
                name="review_known_state",
            ),
        ),
        migrations.AddConstraint(
            model_name="review",
            constraint=models.CheckConstraint(
                condition=models.Q(models.Q(("state", "erased"), _negated=True), ("shown", None), _connector="OR"),
                name="review_erased_shows_nothing",
            ),
        ),
        migrations.AddField(
            model_name="erasure",
            name="confirmed_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="erasure",
            name="proposed_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="erasure",
            name="review",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE, related_name="erasure", to="reviews.review"
            ),
        ),
        migrations.AddField(
            model_name="letter",
            name="action",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="letters",
                to="reviews.moderationaction",
                verbose_name="step",
            ),
        ),
        migrations.AddField(
            model_name="notice",
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
            model_name="notice",
            name="review",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="notices",
                to="reviews.review",
            ),
        ),
        migrations.AddField(
            model_name="letter",
            name="notice",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="letters",
                to="reviews.notice",
            ),
        ),
        migrations.AddField(
            model_name="reply",
            name="review",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE, related_name="reply", to="reviews.review"
            ),
        ),
        migrations.AddField(
            model_name="replyversion",
            name="author",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="reply_versions",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="replyversion",
            name="reply",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="versions", to="reviews.reply"
            ),
        ),
        migrations.AddField(
            model_name="reply",
            name="shown",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="reviews.replyversion",
            ),
        ),
        migrations.AddField(
            model_name="representative",
            name="creator",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="catalog.creator",
            ),
        ),
        migrations.AddField(
            model_name="representative",
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
            model_name="representative",
            name="person",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="representations",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="representative",
            name="provider",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="catalog.provider",
            ),
        ),
        migrations.AddField(
            model_name="reply",
            name="representative",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="replies", to="reviews.representative"
            ),
        ),
        migrations.AddField(
            model_name="letter",
            name="representative",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="letters",
                to="reviews.representative",
            ),
        ),
        migrations.AddConstraint(
            model_name="erasure",
            constraint=models.CheckConstraint(
                condition=models.Q(("proposed_by", models.F("confirmed_by")), _negated=True), name="erasure_takes_two"
            ),
        ),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(condition=models.Q(("decision", "")), fields=["created_at", "id"], name="notice_queue"),
        ),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(
                condition=models.Q(("email", ""), _negated=True), fields=["decided_at"], name="notice_to_forget"
            ),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.CheckConstraint(
                condition=models.Q(("decision__in", ("", "left", "hidden", "erased", "gone"))),
                name="notice_known_decision",
            ),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decided_at", None), ("decision", "")),
                    models.Q(models.Q(("decision", ""), _negated=True), ("decided_at__isnull", False)),
                    _connector="OR",
                ),
                name="notice_decided_has_a_day",
            ),
        ),
        migrations.AddIndex(
            model_name="replyversion",
            index=models.Index(
                condition=models.Q(("state", "waiting")), fields=["submitted_at", "id"], name="reply_queue"
            ),
        ),
        migrations.AddConstraint(
            model_name="replyversion",
            constraint=models.UniqueConstraint(models.F("reply"), models.F("number"), name="reply_version_number_once"),
        ),
        migrations.AddConstraint(
            model_name="replyversion",
            constraint=models.UniqueConstraint(
                models.F("reply"), condition=models.Q(("state", "waiting")), name="reply_one_waiting"
            ),
        ),
        migrations.AddConstraint(
            model_name="replyversion",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ("waiting", "approved", "refused", "hidden", "replaced"))),
                name="reply_version_known_state",
            ),
        ),
        migrations.AddIndex(
            model_name="representative",
            index=models.Index(
                condition=models.Q(("state", "asked")), fields=["asked_at", "id"], name="representative_queue"
            ),
        ),
        migrations.AddConstraint(
            model_name="representative",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("creator", None), ("provider__isnull", False)),
                    models.Q(("creator__isnull", False), ("provider", None)),
                    _connector="OR",
                ),
                name="representative_of_one_company",
            ),
        ),
        migrations.AddConstraint(
            model_name="representative",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ("asked", "confirmed", "refused", "ended"))),
                name="representative_known_state",
            ),
        ),
        migrations.AddConstraint(
            model_name="representative",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "confirmed"), _negated=True), ("controlled_at__isnull", False), _connector="OR"
                ),
                name="representative_holds_the_domain",
            ),
        ),
        migrations.AddConstraint(
            model_name="representative",
            constraint=models.UniqueConstraint(
                models.F("person"),
                models.F("creator"),
                condition=models.Q(("state__in", ("asked", "confirmed"))),
                name="representative_once_a_creator",
            ),
        ),
        migrations.AddConstraint(
            model_name="representative",
            constraint=models.UniqueConstraint(
                models.F("person"),
                models.F("provider"),
                condition=models.Q(("state__in", ("asked", "confirmed"))),
                name="representative_once_a_provider",
            ),
        ),
        migrations.AddIndex(
            model_name="letter",
            index=models.Index(condition=models.Q(("told_at", None)), fields=["created_at"], name="letter_untold"),
        ),
        migrations.AddConstraint(
            model_name="letter",
            constraint=models.UniqueConstraint(models.F("notice"), models.F("kind"), name="letter_once_a_notice"),
        ),
        migrations.AddConstraint(
            model_name="letter",
            constraint=models.UniqueConstraint(models.F("action"), models.F("kind"), name="letter_once_a_step"),
        ),
        migrations.RunPython(add_rights, migrations.RunPython.noop),
        migrations.RunPython(add_schedule, migrations.RunPython.noop),
    ]
