"""Pictures drawn by us: the cards that stand beside a link elsewhere, and the site's icons. Pure; PNG comes out."""

from catalog.pictures.cards import HEIGHT, WIDTH, Figure, ModelCard, SiteCard, Standing
from catalog.pictures.icons import ICONS, icon

__all__ = ["HEIGHT", "ICONS", "WIDTH", "Figure", "ModelCard", "SiteCard", "Standing", "icon"]
