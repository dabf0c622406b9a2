"""What moderators have to decide: in which order, what they need to see for it, and what is worth a second look."""
