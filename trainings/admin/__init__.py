"""Staff pages of the trainings app; importing a module registers its pages."""

from trainings.admin import draws

__all__ = ["draws"]
