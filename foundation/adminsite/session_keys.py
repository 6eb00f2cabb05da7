"""The names under which the staff pages keep something in the session."""

PENDING = "pending_form"  # a form that was sent after the session had ended
SEEN = "staff_seen_at"  # seconds of the last activity
BEGAN = "staff_began_at"  # seconds of the sign-in
