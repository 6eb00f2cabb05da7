"""The public pages of the trainings app."""
