"""Figures as they changed over a chosen window: of one model, of models side by side, of those that moved most."""
