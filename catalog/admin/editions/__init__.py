"""The pages of an edition beside its form: previews, steps, comparing, restoring; and who else has it open."""
