"""Bands of what was proven, and the fingerprints of what served."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("reviews", "0003_nightly_check"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="proof",
            name="cost",
            field=models.CharField(
                blank=True,
                choices=[("small", "small"), ("medium", "medium"), ("large", "large")],
                max_length=6,
                verbose_name="cost of the call",
            ),
        ),
        migrations.AddField(
            model_name="proof",
            name="tokens",
            field=models.CharField(
                blank=True,
                choices=[("small", "small"), ("medium", "medium"), ("large", "large")],
                max_length=6,
                verbose_name="tokens of the call",
            ),
        ),
        migrations.CreateModel(
            name="Seal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("generation", "Generation"), ("account", "Account at OpenRouter")], max_length=10
                    ),
                ),
                ("digest", models.CharField(max_length=64)),
                ("used_at", models.DateTimeField(auto_now_add=True)),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="seals",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-used_at"],
                "constraints": [
                    models.UniqueConstraint(models.F("kind"), models.F("digest"), name="seal_once"),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ("generation", "account"))), name="seal_known_kind"
                    ),
                ],
            },
        ),
    ]
