from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.http import HttpRequest

from accounts.models import SignIn, User
from accounts.reading import ReadOnlyAdmin

# Keys, tokens and sessions are nobody's to read, and addresses are confirmed by whoever reads their mail.
for secret in (Authenticator, EmailAddress, EmailConfirmation, SocialAccount, SocialApp, SocialToken, UserSession):
    if admin.site.is_registered(secret):
        admin.site.unregister(secret)

RIGHTS = ("is_staff", "is_superuser", "groups", "user_permissions")
FLAGS = {"is_staff": "editor", "is_superuser": "owner"}
OWNERS_ALONE = ("is_superuser", "user_permissions")
"""What only the owner of the site gives; the others are an administrator's to give as well."""


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
        if is_superuser(request):
            return tuple(self.readonly_fields)
        held_back = OWNERS_ALONE if gives_roles(request) and obj != request.user else RIGHTS
        return (*self.readonly_fields, *held_back)

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        # A new password for an editor's account is that editor's rights.
        guarded = obj is not None and obj.is_staff and not is_superuser(request)
        if guarded and (obj is None or obj.is_superuser or not gives_roles(request)):
            return False
        return super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        # What an account wrote names it for good: untick "active" instead.
        return False

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        moved = moved_rights(rights_of(form.initial), rights_of(form.cleaned_data)) if change else []
        if moved:
            self.log_change(request, form.instance, f"Rights: {', '.join(moved)}.")


def rights_of(values: Mapping[str, Any]) -> set[str]:
    """What an account may do, a phrase each, as a form held it or holds it now; nothing that the form lacks."""
    flags = {words for name, words in FLAGS.items() if values.get(name)}
    roles = {f"role {group}" for group in values.get("groups") or ()}
    return flags | roles | {f"permission {one.codename}" for one in values.get("user_permissions") or ()}


def moved_rights(former: set[str], present: set[str]) -> list[str]:
    """ "gave role Editors", "took role Moderators"."""
    return [f"gave {one}" for one in sorted(present - former)] + [f"took {one}" for one in sorted(former - present)]


def is_superuser(request: HttpRequest) -> bool:
    return isinstance(request.user, User) and request.user.is_superuser


def gives_roles(request: HttpRequest) -> bool:
    return isinstance(request.user, User) and request.user.has_perm("accounts.give_roles")


class RecordAdmin(ReadOnlyAdmin):
    """What happened: to be read, by whoever may see it, and changed by nobody."""

    show_facets = admin.ShowFacets.ALWAYS
    show_full_result_count = False


@admin.register(SignIn)
class SignInAdmin(RecordAdmin):
    list_display = ("user", "is_let_in", "ways", "address", "browser", "at")
    list_filter = ("is_let_in", ("user", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("user",)
    search_fields = ("user__email", "user__public_name", "address")
    date_hierarchy = "at"


@admin.register(LogEntry)
class LogEntryAdmin(RecordAdmin):
    """Everything that anybody did in the admin, rights given and taken included."""

    list_display = ("action_time", "user", "content_type", "object_repr", "what")
    list_filter = ("action_flag", ("user", admin.RelatedOnlyFieldListFilter), "content_type")
    list_select_related = ("user", "content_type")
    search_fields = ("object_repr", "change_message", "user__email")
    date_hierarchy = "action_time"

    @admin.display(description="what")
    def what(self, entry: LogEntry) -> str:
        return entry.get_change_message()
