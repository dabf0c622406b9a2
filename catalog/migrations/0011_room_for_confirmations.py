"""Room on each page for the rows that every visit to a source confirms.

A run that finds nothing new still moves the date of confirmation of every row it read. With free space on the same
page PostgreSQL does so without touching an index: a quarter of the time, and nothing for vacuum to catch up with.
"""

from django.db import migrations

CONFIRMED_TABLES = ("catalog_claim", "catalog_pricesheet", "catalog_offer", "catalog_alias")


class Migration(migrations.Migration):
    dependencies = [("catalog", "0010_model_labels")]

    operations = [
        migrations.RunSQL(f"ALTER TABLE {table} SET (fillfactor = 50)", f"ALTER TABLE {table} RESET (fillfactor)")
        for table in CONFIRMED_TABLES
    ]
