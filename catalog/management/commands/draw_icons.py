"""manage.py draw_icons: the PNG icons anew, after the shape in catalog/pictures/icons.py changed."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from catalog.pictures import ICONS, icon


class Command(BaseCommand):
    help = "Draws static/img/favicon.png and touch-icon.png anew. A test holds them against the drawing."

    def handle(self, *args: Any, **options: Any) -> None:
        for name, (size, margin) in ICONS.items():
            path = settings.BASE_DIR / "static" / "img" / name
            path.write_bytes(icon(size, margin))
            self.stdout.write(f"{path.relative_to(settings.BASE_DIR)}: {path.stat().st_size} bytes")
