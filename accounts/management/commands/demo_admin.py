"""`manage.py demo_admin`: an editor for the local site, with a password that nobody else knows."""

import secrets
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.models import User


class Command(BaseCommand):
    help = "Make an editor with every right, or give an existing one a new password, and print it once."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", nargs="?", default="editor@example.org", help="default: %(default)s")

    def handle(self, *args: Any, email: str, **options: Any) -> None:
        if settings.BEHIND_TLS:
            raise CommandError("This is for a site on your own machine. For a public one: manage.py createsuperuser.")
        password = secrets.token_urlsafe(12)
        editor = User.objects.filter(email__iexact=email).first()
        if editor is None:
            User.objects.create_superuser(email, password)
        else:
            editor.is_active = editor.is_staff = editor.is_superuser = True
            editor.set_password(password)
            editor.save()
            editor.confirm_address()
        self.stdout.write(f"Sign in at /admin/ as {email} with the password {password}")
