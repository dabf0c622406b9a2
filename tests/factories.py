"""Real rows for tests, each valid on its own and plausible enough to be shown."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import factory
from django.contrib.auth import get_user_model
from django.utils import timezone
from factory.django import DjangoModelFactory

from catalog import models

OBSERVED = datetime(2026, 5, 15, tzinfo=UTC)


class UserFactory(DjangoModelFactory):
    class Meta:
        model = get_user_model()
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"person{n}@example.org")
    # No newcomer, whose votes would not count yet.
    date_joined = factory.LazyFunction(lambda: timezone.now() - timedelta(days=30))


class EditorFactory(UserFactory):
    is_staff = True
    is_superuser = True


class CreatorFactory(DjangoModelFactory):
    class Meta:
        model = models.Creator
        django_get_or_create = ("slug",)

    slug = "openai"
    name = factory.LazyAttribute(lambda o: {"openai": "OpenAI", "google": "Google"}.get(o.slug, o.slug.title()))


class FamilyFactory(DjangoModelFactory):
    class Meta:
        model = models.Family
        django_get_or_create = ("creator", "slug")

    creator = factory.SubFactory(CreatorFactory)
    slug = "gpt"
    name = factory.LazyAttribute(lambda o: o.slug.upper())


class AIModelFactory(DjangoModelFactory):
    """A text model; image_model=True makes it one that writes text and images."""

    class Meta:
        model = models.AIModel

    class Params:
        image_model = factory.Trait(output_modalities=["text", "image"], input_modalities=["text", "image", "file"])

    creator = factory.SubFactory(CreatorFactory)
    slug = factory.Sequence(lambda n: f"model-{n}")
    name = factory.LazyAttribute(lambda o: o.slug.replace("-", " ").title())
    input_modalities = factory.LazyFunction(lambda: ["text"])
    output_modalities = factory.LazyFunction(lambda: ["text"])
    model_class = factory.LazyAttribute(
        lambda o: models.classes_by_output(models.ModelClass.objects.all(), o.output_modalities)
    )
    context_window = 128_000
    listed_on = date(2026, 1, 15)

    @classmethod
    def _create(cls, model, /, **fields):
        # factory_boy calls its own first parameter model_class, as one of our fields is called.
        return model.objects.create(**fields)


class AliasFactory(DjangoModelFactory):
    """An approved id of a model at OpenRouter."""

    class Meta:
        model = models.Alias

    source = factory.LazyFunction(lambda: models.Source.objects.get(slug="openrouter"))
    external_id = factory.LazyAttribute(lambda o: o.ai_model.catalog_id)
    ai_model = factory.SubFactory(AIModelFactory)
    status = models.Alias.Status.APPROVED


class ProviderFactory(DjangoModelFactory):
    class Meta:
        model = models.Provider
        django_get_or_create = ("slug",)

    slug = "openrouter"
    name = factory.LazyAttribute(lambda o: {"openrouter": "OpenRouter"}.get(o.slug, o.slug.title()))
    kind = factory.LazyAttribute(lambda o: "aggregator" if o.slug == "openrouter" else "host")


class OfferFactory(DjangoModelFactory):
    """OpenRouter's list offer in the plain variant."""

    class Meta:
        model = models.Offer

    ai_model = factory.SubFactory(AIModelFactory)
    provider = factory.SubFactory(ProviderFactory)
    external_id = factory.LazyAttribute(lambda o: o.ai_model.catalog_id)
    first_seen_at = OBSERVED
    last_seen_at = OBSERVED


def source(slug: str = "openrouter") -> models.Source:
    """One of the sources that a migration makes."""
    return models.Source.objects.get(slug=slug)


class PriceSheetFactory(DjangoModelFactory):
    """A sheet in force; rates={"input": "0.0000025"} adds one row a meter, dollars per token."""

    class Meta:
        model = models.PriceSheet
        skip_postgeneration_save = True

    offer = factory.SubFactory(OfferFactory)
    source = factory.LazyFunction(source)
    state = "published"
    valid_from = OBSERVED
    confirmed_at = OBSERVED

    @factory.post_generation
    def rates(self, create, extracted, **kwargs):
        for position, (meter, amount) in enumerate((extracted or {}).items()):
            models.PriceRow.objects.create(
                sheet=self, position=position, meter=meter, amount=Decimal(amount), unit="token"
            )


class ClaimFactory(DjangoModelFactory):
    class Meta:
        model = models.Claim

    ai_model = factory.SubFactory(AIModelFactory)
    source = factory.LazyFunction(source)
    stated_at = OBSERVED
    confirmed_at = OBSERVED


class EditionFactory(DjangoModelFactory):
    """A published edition."""

    class Meta:
        model = models.Edition

    ai_model = factory.SubFactory(AIModelFactory)
    status = "published"
    tagline = "A model for tests."
    published_at = OBSERVED


class MeasurementFactory(DjangoModelFactory):
    class Meta:
        model = models.Measurement

    ai_model = factory.SubFactory(AIModelFactory)
    metric = factory.LazyFunction(lambda: models.Metric.objects.get(slug="intelligence-index"))
    source = factory.LazyFunction(lambda: source("artificial-analysis"))
    value = Decimal("50")
    unit = factory.LazyAttribute(lambda o: o.metric.unit)
    measured_at = OBSERVED
    confirmed_at = OBSERVED
