"""The roles of those who write, publish and keep the sources running; from then on administrators change them."""

from django.db import migrations

from accounts.roles import ADMINISTRATOR, EDITOR, OPERATOR, SENIOR_EDITOR, give

WRITING = {
    "edition": "add change delete",
    "editionitem": "add change delete",
    "editionsource": "add change delete",
    "boundclaim": "add change delete",
    "savedfilter": "add change delete",
    "factcheck": "add",
    "alias": "change",
    "creator": "change",
    "family": "add change",
    "provider": "change",
}
DECIDING = {
    "edition": "publish_edition",
    "aimodel": "change",
    "claim": "add change import_facts",
    "lifecycleevent": "add change delete",
}
RUNNING = {"source": "change", "heldchange": "change", "storedvalidator": "delete", "savedfilter": "add change delete"}
SCHEDULES = ("periodictask", "crontabschedule", "intervalschedule", "solarschedule", "clockedschedule")


def make_roles(apps, schema_editor):
    nouns = [model._meta.model_name for model in apps.get_app_config("catalog").get_models()]
    rows = [noun for noun in nouns if not noun.startswith("historical")]
    for role in (EDITOR, SENIOR_EDITOR, OPERATOR, ADMINISTRATOR):
        give(apps, role, "catalog", dict.fromkeys(rows, "view"))
    for role in (EDITOR, SENIOR_EDITOR, ADMINISTRATOR):
        give(apps, role, "catalog", WRITING)
    for role in (SENIOR_EDITOR, ADMINISTRATOR):
        give(apps, role, "catalog", DECIDING)
    for role in (OPERATOR, ADMINISTRATOR):
        give(apps, role, "catalog", RUNNING)
        give(apps, role, "django_celery_beat", dict.fromkeys(SCHEDULES, "view add change delete"))
    give(apps, ADMINISTRATOR, "accounts", {"user": "view add change give_roles", "signin": "view"})
    give(apps, ADMINISTRATOR, "auth", {"group": "view add change delete"})
    give(apps, ADMINISTRATOR, "admin", {"logentry": "view"})


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0017_history_and_checks"),
        ("accounts", "0003_desk"),
        ("admin", "0003_logentry_add_action_flag_choices"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("django_celery_beat", "0019_alter_periodictasks_options"),
    ]

    operations = [migrations.RunPython(make_roles, migrations.RunPython.noop)]
