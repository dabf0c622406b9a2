from __future__ import annotations

from typing import Any, ClassVar

from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.http import HttpRequest

from accounts.models import User

# Keys, tokens and sessions are nobody's to read, and addresses are confirmed by whoever reads their mail.
for secret in (Authenticator, EmailAddress, EmailConfirmation, SocialAccount, SocialApp, SocialToken, UserSession):
    if admin.site.is_registered(secret):
        admin.site.unregister(secret)

RIGHTS = ("is_staff", "is_superuser", "groups", "user_permissions")


class AccountForm(UserChangeForm):
    class Meta:
        model = User
        fields = "__all__"


class NewAccountForm(AdminUserCreationForm):
    class Meta:
        model = User
        fields = ("email", "public_name")


@admin.register(User)
class AccountAdmin(UserAdmin):
    form = AccountForm
    add_form = NewAccountForm
    fieldsets = (
        (None, {"fields": ("email", "password", "public_name", "is_active")}),
        ("What it may do", {"fields": RIGHTS}),
        ("Dates", {"fields": ("date_joined", "last_login")}),
    )
    add_fieldsets = (
        (None, {"classes": ("wide",), "fields": ("email", "public_name", "usable_password", "password1", "password2")}),
    )
    readonly_fields = ("date_joined", "last_login")
    list_display = ("email", "public_name", "is_staff", "is_superuser", "is_active", "date_joined", "last_login")
    list_filter = ("is_staff", "is_superuser", "is_active", "groups")
    search_fields = ("email", "public_name")
    date_hierarchy = "date_joined"
    ordering: ClassVar = ["email"]

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if change and "email" in form.changed_data:
            # The old one signs in no more; the new one has to be confirmed at the next sign-in.
            obj.emailaddress_set.all().delete()  # type: ignore[attr-defined]  # allauth has no types

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> tuple[str, ...]:
        # Who may edit accounts could otherwise give themselves every right.
        return self.readonly_fields if is_superuser(request) else (*self.readonly_fields, *RIGHTS)

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        # A new password for an editor's account is that editor's rights.
        guarded = obj is not None and obj.is_staff and not is_superuser(request)
        return not guarded and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        # What an account wrote names it for good: untick "active" instead.
        return False


def is_superuser(request: HttpRequest) -> bool:
    return isinstance(request.user, User) and request.user.is_superuser
