"""What kind of device a browser says that it runs on, as coarsely as millions share it. Pure."""

from __future__ import annotations

BROWSERS = (
    # What a browser calls itself; several name others as well, so the first that fits counts.
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
PLATFORMS = (
    ("Android", "Android"),
    ("iPhone", "iOS"),
    ("iPad", "iOS"),
    ("Windows", "Windows"),
    ("Macintosh", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


def family(user_agent: str) -> str:
    """ "Firefox on Linux", without any version; "other on other" for what is no browser that we know."""
    return f"{_first(BROWSERS, user_agent)} on {_first(PLATFORMS, user_agent)}"


def _first(known: tuple[tuple[str, str], ...], user_agent: str) -> str:
    return next((name for mark, name in known if mark in user_agent), "other")
