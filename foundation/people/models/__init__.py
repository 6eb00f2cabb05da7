"""Person and what staff decided about duplicates."""

from foundation.people.models.person import Person, PersonLink, Sex

__all__ = ["Person", "PersonLink", "Sex"]
