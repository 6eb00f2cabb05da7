"""Staff pages of the trainings app; importing a module registers its pages."""

from trainings.admin import draws, honoraria, instructors, preparation, team_planning, teams

__all__ = ["draws", "honoraria", "instructors", "preparation", "team_planning", "teams"]
