"""How the seal modes of the settings look on paper (rule D8)."""

from foundation.organizations.models import SealMode as Setting
from foundation.pdf.seals import SealMode

SEALS = {
    Setting.SQUARE.value: SealMode.BLANK,
    Setting.OMITTED.value: SealMode.OMITTED,
    Setting.NONE.value: SealMode.NONE,
}
