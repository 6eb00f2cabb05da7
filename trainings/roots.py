"""The rows besides a Person under which trainings keep people: each is erased on its own."""

SUBMISSION = "trainings.Submission"
SESSION = "trainings.CourseSession"
INSTRUCTOR = "trainings.Instructor"
REQUEST = "trainings.LectureRequest"
