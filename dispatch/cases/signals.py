"""What dispatch reacts to: named events of cases."""

from django.dispatch import Signal

# Sent inside the transaction when consents of a case or a decided exception changed.
# Arguments: sender=Case, case, actor, now.
consents_changed = Signal()
