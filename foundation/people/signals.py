"""What higher apps may react to: named events of people."""

from django.dispatch import Signal

# Sent inside the transaction when the use of somebody's data was stopped or allowed again.
# Arguments: sender=Person, person, actor, now.
use_changed = Signal()
