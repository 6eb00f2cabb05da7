"""What higher apps may react to: named events of supporters."""

from django.dispatch import Signal

# Sent inside the transaction whenever somebody stopped or began to be dispatchable by decision:
# leave, suspension, withdrawal, revocation, consent withdrawn, received entry withdrawn, and back.
# Arguments: sender=Supporter, supporter, actor, now.
standing_changed = Signal()
