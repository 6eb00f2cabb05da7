"""What an erasure does not reach here, and why (rule G2)."""

from foundation.people import erasing

erasing.not_about_a_person("reports.Lesson", "what staff learned for the next year")
erasing.not_about_a_person("reports.Return", "remarks on figures, and why a return was sent back")
