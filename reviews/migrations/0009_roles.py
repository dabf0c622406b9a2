"""Administrators may do what moderators do, and say who speaks for a company; every step and state by its name."""

from django.db import migrations, models

from accounts.roles import ADMINISTRATOR, give

DECIDING = {
    "review": "moderate_review",
    "notice": "decide_notice",
    "erasure": "erase_review",
    "representative": "confirm_representative",
}


def give_to_administrators(apps, schema_editor):
    nouns = [model._meta.model_name for model in apps.get_app_config("reviews").get_models()]
    give(apps, ADMINISTRATOR, "reviews", dict.fromkeys(nouns, "view"))
    give(apps, ADMINISTRATOR, "reviews", DECIDING)


class Migration(migrations.Migration):
    dependencies = [
        ("reviews", "0008_replies_and_takedown"),
        ("catalog", "0018_roles"),
    ]

    operations = [
        migrations.RunPython(give_to_administrators, migrations.RunPython.noop),
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
                    ("held", "Held for a second look"),
                    ("approved_held", "Approved while held"),
                    ("released", "Passed the second look"),
                    ("appealed", "Appealed against by its author"),
                    ("stood", "Appeal turned down"),
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
                    ("held", "Held for a second look"),
                    ("erased", "Erased"),
                ],
                default="waiting",
                max_length=10,
            ),
        ),
    ]
