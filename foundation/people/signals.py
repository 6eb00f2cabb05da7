"""What higher apps may react to: named events of people."""

from django.dispatch import Signal

# Sent inside the transaction when the use of somebody's data was stopped or allowed again.
# Arguments: sender=Person, person, actor, now.
use_changed = Signal()

# Sent inside the transaction whenever facts of a record were corrected.
# Arguments: sender=Person, person, changed ({name: (old, new)}), actor, now.
person_corrected = Signal()
