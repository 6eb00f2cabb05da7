from django.db import migrations

# What these functions look at, they find in the same way whatever they are asked: PostgreSQL plans
# their statements once a connection. Left to itself it plans anew at every call, because of the
# arrays and the many counts, which takes up to twenty times as long as the answer.
PLANNED_ONCE = "ALTER FUNCTION {} SET plan_cache_mode = force_generic_plan"
PLANNED_AGAIN = "ALTER FUNCTION {} RESET plan_cache_mode"
FUNCTIONS = ("look_at_course", "lock_and_look_at_course", "look_for_repetition")


class Migration(migrations.Migration):

    dependencies = [
        ("trainings", "0123_papers_stay_as_issued"),
    ]

    operations = [
        migrations.RunSQL(PLANNED_ONCE.format(one), PLANNED_AGAIN.format(one))
        for one in FUNCTIONS
    ]
