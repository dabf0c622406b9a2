"""The people who sign in: reviewers and editors."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Lower, Replace
from django.utils import timezone

NAME_TAKEN = "Somebody else has this name. Choose another."


class UserManager(BaseUserManager["User"]):
    @classmethod
    def normalize_email(cls, email: str | None) -> str:
        """In lower case: addresses are one person's whatever their case, and are looked up by this form."""
        return (email or "").strip().lower()

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        """A new account; without a password nobody can sign in to it until one is set."""
        if not email:
            raise ValueError("An account needs an e-mail address.")
        user = self.model(email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        """An account that may do everything in the admin. Whoever makes it vouches for its address."""
        user = self.create_user(email, password, is_staff=True, is_superuser=True, **fields)
        user.confirm_address()
        return user

    def get_by_natural_key(self, username: str | None) -> User:
        """The account of an address, whatever its case: the unique constraint below serves this query."""
        return self.alias(lower_email=Lower("email")).get(lower_email=(username or "").lower())

    def called(self, name: str) -> models.QuerySet[User]:
        """Whoever has this public name, whatever its case and its spaces: at most one."""
        return self.alias(plain=PLAIN_NAME).filter(plain=Lower(Value(name.replace(" ", "")))).exclude(public_name="")


PLAIN_NAME = Lower(Replace("public_name", Value(" "), Value("")))


class User(AbstractBaseUser, PermissionsMixin):
    email = models.EmailField("e-mail", unique=True, error_messages={"unique": "This address already has an account."})
    public_name = models.CharField(max_length=80, blank=True, help_text="Shown to readers; the address never is.")
    is_staff = models.BooleanField("editor", default=False, help_text="May sign in to the admin.")
    is_active = models.BooleanField("active", default=True, help_text="Untick instead of deleting an account.")
    date_joined = models.DateTimeField("joined", default=timezone.now)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        permissions: ClassVar = [("give_roles", "Can let people into the admin and give them roles")]
        constraints: ClassVar = [
            # Anna@example.org and anna@example.org are one person; also serves get_by_natural_key.
            models.UniqueConstraint(
                Lower("email"),
                name="user_email_any_case",
                violation_error_message="This address already has an account.",
            ),
            # Nobody is called as another is; also serves called().
            models.UniqueConstraint(
                PLAIN_NAME,
                condition=~Q(public_name=""),
                name="user_public_name_once",
                violation_error_message=NAME_TAKEN,
            ),
        ]

    def __str__(self) -> str:
        return self.email

    def clean(self) -> None:
        super().clean()
        self.email = UserManager.normalize_email(self.email)

    def empty(self) -> None:
        """Take everything out of an account whose row has to stay. Nobody can sign in to it, and it names nobody."""
        for kept in ("emailaddress_set", "authenticator_set", "socialaccount_set", "usersession_set"):
            getattr(self, kept).all().delete()
        self.email, self.public_name = f"gone-{self.pk}@invalid.invalid", ""
        self.is_active = self.is_staff = self.is_superuser = False
        self.set_unusable_password()
        self.save()

    def confirm_address(self) -> None:
        """Take the present address for confirmed, without a mail: only for whoever runs the site."""
        addresses = self.emailaddress_set  # type: ignore[attr-defined]  # allauth has no types
        addresses.update_or_create(email=self.email, defaults={"verified": True, "primary": True})


class SignIn(models.Model):
    """Somebody with rights in the admin came in, or gave a wrong password. Of other people none is kept."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="desk_sign_ins")
    is_let_in = models.BooleanField("let in")
    ways = models.CharField(max_length=80, blank=True, help_text="What they proved themselves by: password, mfa.")
    address = models.CharField("from", max_length=45, blank=True)
    browser = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = "sign-in of an editor"
        verbose_name_plural = "sign-ins of editors"
        ordering: ClassVar = ["-at", "-pk"]
        indexes: ClassVar = [
            # The newest of all; also what is old enough to go.
            models.Index(fields=["-at", "-id"], name="sign_in_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.at:%d %b %Y %H:%M} UTC"
