"""The indexes by which /changes/ finds the newest rows of each history."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("catalog", "0006_reading")]

    operations = [
        migrations.AddIndex(
            model_name="claim",
            index=models.Index(models.OrderBy(models.F("stated_at"), descending=True), name="claim_by_moment"),
        ),
        migrations.AddIndex(
            model_name="claim",
            index=models.Index(
                models.F("ai_model"), models.F("source"), models.F("stated_at"), name="claim_first_word"
            ),
        ),
        migrations.AddIndex(
            model_name="measurement",
            index=models.Index(models.OrderBy(models.F("measured_at"), descending=True), name="measurement_by_moment"),
        ),
        migrations.AddIndex(
            model_name="pricesheet",
            index=models.Index(models.OrderBy(models.F("valid_from"), descending=True), name="sheet_by_moment"),
        ),
    ]
