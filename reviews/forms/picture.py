"""The picture that shows a use, as its author sends it."""

from __future__ import annotations

from django import forms
from django.core.files.uploadedfile import UploadedFile

from reviews import redrawing


class PictureForm(forms.Form):
    """Hands on the picture as it was drawn anew; what came in is gone with the request."""

    picture = forms.FileField(
        label="A screenshot or a photograph",
        help_text=f"PNG, JPEG or WebP, at most {redrawing.MOST_BYTES // 10**6} MB. Of a PDF, send a screenshot.",
        error_messages={
            "required": "Choose a picture first.",
            "invalid": "Choose a picture first.",
            "empty": "That file is empty. Choose the picture again.",
        },
    )

    def clean_picture(self) -> bytes:
        sent: UploadedFile = self.cleaned_data["picture"]
        # By its size as counted: of a file beyond the limit only the beginning was kept.
        if (sent.size or 0) > redrawing.MOST_BYTES:
            raise forms.ValidationError(redrawing.TOO_HEAVY, code="too_heavy")
        try:
            return redrawing.redrawn(sent.read())
        except redrawing.Unfit as fault:
            raise forms.ValidationError(str(fault), code="unfit") from None
