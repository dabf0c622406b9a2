"""Public names: what readers see of an account. Any pseudonym will do that is nobody else's and poses as nobody."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError

if TYPE_CHECKING:
    from accounts.models import User

LONGEST = 40
OURS = re.compile(
    r"admin(istrator)?s?|moderators?|mods?|editors?|staff|team|support|help|system|root|owner|webmaster|official"
    r"|(the)?(model)?almanac(s|team|staff|editors?|admins?|support)?|anonymous|nobody|aformerreviewer|formerreviewer"
    r"|deleted(user|account)?|you|null|none|undefined"
)
"""Without its spaces and in lower case: what only the site itself may be called."""
SCRIPTS = ("LATIN", "GREEK", "CYRILLIC")
"""Their letters look alike: a name in two of them is somebody else's in disguise."""


def tidied(text: str) -> str:
    """A name as it is kept: composed, without spaces around it, one space where there were several."""
    return " ".join(unicodedata.normalize("NFKC", text).split())


def check(name: str) -> None:
    """ValidationError, in words for the person, when a tidied name will not do. Whether it is taken is not asked."""
    if not 2 <= len(name) <= LONGEST:
        raise ValidationError(f"Give a name of 2 to {LONGEST} characters.", code="length")
    if any(unicodedata.category(sign)[0] == "C" for sign in name):
        raise ValidationError("Leave out what cannot be seen: control characters and the like.", code="invisible")
    if "@" in name or re.search(r"://|www\.", name, re.IGNORECASE):
        raise ValidationError("Readers see this name: give no e-mail address and no link.", code="address")
    if not any(sign.isalnum() for sign in name):
        raise ValidationError("Give a name with a letter or a digit in it.", code="blank")
    if OURS.fullmatch(re.sub(r"[\W_]", "", name.lower())):
        raise ValidationError("This name is kept for the site itself. Choose another.", code="reserved")
    if len(_scripts(name)) > 1:
        raise ValidationError("Write the name in the letters of one script.", code="scripts")


def _scripts(name: str) -> set[str]:
    first_words = {unicodedata.name(sign, "").partition(" ")[0] for sign in name}
    return first_words.intersection(SCRIPTS)


def shown(user: User) -> str:
    """What an account is called where its owner reads it: never the address."""
    return user.public_name or "your account"
