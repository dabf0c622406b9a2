from django.db import migrations, models
from django.db.models import Q, Value
from django.db.models.functions import Lower, Replace

PLAIN_NAME = Lower(Replace("public_name", Value(" "), Value("")))


def lower_addresses(apps, schema_editor):
    """They are looked up in lower case. No two differ by case alone: a constraint says so."""
    users = apps.get_model("accounts", "User").objects
    users.exclude(email=Lower("email")).update(email=Lower("email"))


def confirm_editors(apps, schema_editor):
    """Who edits today was let in by whoever runs the site, and goes on without a mail."""
    addresses = apps.get_model("account", "EmailAddress").objects
    for editor in apps.get_model("accounts", "User").objects.filter(is_staff=True):
        addresses.get_or_create(user=editor, email=editor.email, defaults={"verified": True, "primary": True})


def leave_names_to_the_first(apps, schema_editor):
    """Where two have one public name, it stays with the older account; the others choose anew."""
    seen = set()
    users = apps.get_model("accounts", "User").objects.exclude(public_name="")
    for user in users.annotate(plain=PLAIN_NAME).order_by("date_joined", "pk"):
        if user.plain in seen:
            user.public_name = ""
            user.save(update_fields=["public_name"])
        seen.add(user.plain)


class Migration(migrations.Migration):
    # Rows are changed in one transaction and the constraint made in the next: PostgreSQL takes no schema change over
    # rows whose own checks are still pending.
    atomic = False

    dependencies = [
        ("accounts", "0001_initial"),
        ("account", "0009_emailaddress_unique_primary_email"),
    ]

    operations = [
        migrations.RunPython(lower_addresses, migrations.RunPython.noop, atomic=True),
        migrations.RunPython(confirm_editors, migrations.RunPython.noop, atomic=True),
        migrations.RunPython(leave_names_to_the_first, migrations.RunPython.noop, atomic=True),
        migrations.AddConstraint(
            model_name="user",
            constraint=models.UniqueConstraint(
                PLAIN_NAME,
                condition=~Q(public_name=""),
                name="user_public_name_once",
                violation_error_message="Somebody else has this name. Choose another.",
            ),
        ),
    ]
