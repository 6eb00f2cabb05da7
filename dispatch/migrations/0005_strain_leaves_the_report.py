"""The strain of a visit leaves the report, which the whole team reads, for its own record."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations


def keep_the_answers(apps, schema_editor):
    """Move what supporters answered; an answer that was given apart already stands."""
    report_model = apps.get_model("dispatch", "ActivityReport")
    check_model = apps.get_model("dispatch", "CareCheck")
    answered = set(check_model.objects.values_list("visit_id", flat=True))
    reports = report_model.objects.filter(strain__gte=1, strain__lte=5)
    for report in reports.order_by("visit_id", "id").iterator():
        if report.visit_id in answered:
            continue
        answered.add(report.visit_id)
        check_model.objects.create(
            organization_id=report.organization_id,
            supporter_id=report.supporter_id,
            visit_id=report.visit_id,
            answered_at=report.submitted_at or report.ends_at,
            strain=report.strain,
        )
    # The references are checked now: a table with checks to come cannot be altered.
    schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")


class Migration(migrations.Migration):

    dependencies = [
        ('dispatch', '0004_circle_care_money'),
    ]

    operations = [
        # Back: the column returns empty, the records stay.
        migrations.RunPython(keep_the_answers, migrations.RunPython.noop),
        pgtrigger.migrations.RemoveTrigger(
            model_name='activityreport',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='activityreport',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='activityreport',
            name='delete_delete',
        ),
        migrations.RemoveField(
            model_name='activityreport',
            name='strain',
        ),
        migrations.RemoveField(
            model_name='activityreportevent',
            name='strain',
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='activityreport',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "dispatch_activityreportevent" ("activity_types", "content", "created_at", "ends_at", "future_content", "id", "is_joint", "keyed_from_paper", "next_on", "next_plan", "organization_id", "other_policy", "other_type", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "policy", "record", "remarks", "reported_on", "starts_at", "state", "submitted_at", "supporter_id", "visit_id") SELECT new_values."activity_types", new_values."content", new_values."created_at", new_values."ends_at", new_values."future_content", new_values."id", new_values."is_joint", new_values."keyed_from_paper", new_values."next_on", new_values."next_plan", new_values."organization_id", new_values."other_policy", new_values."other_type", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."place", new_values."policy", new_values."record", new_values."remarks", new_values."reported_on", new_values."starts_at", new_values."state", new_values."submitted_at", new_values."supporter_id", new_values."visit_id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='2ea7cfa080dfb6de510b6ec3052c32b244d8aceb', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_60e2e', referencing='REFERENCING NEW TABLE AS new_values ', table='dispatch_activityreport', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='activityreport',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "dispatch_activityreportevent" ("activity_types", "content", "created_at", "ends_at", "future_content", "id", "is_joint", "keyed_from_paper", "next_on", "next_plan", "organization_id", "other_policy", "other_type", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "policy", "record", "remarks", "reported_on", "starts_at", "state", "submitted_at", "supporter_id", "visit_id") SELECT new_values."activity_types", new_values."content", new_values."created_at", new_values."ends_at", new_values."future_content", new_values."id", new_values."is_joint", new_values."keyed_from_paper", new_values."next_on", new_values."next_plan", new_values."organization_id", new_values."other_policy", new_values."other_type", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."place", new_values."policy", new_values."record", new_values."remarks", new_values."reported_on", new_values."starts_at", new_values."state", new_values."submitted_at", new_values."supporter_id", new_values."visit_id" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='8a351203965cf21d28f4fe697c21cdccdf20d89a', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_c735b', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='dispatch_activityreport', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='activityreport',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "dispatch_activityreportevent" ("activity_types", "content", "created_at", "ends_at", "future_content", "id", "is_joint", "keyed_from_paper", "next_on", "next_plan", "organization_id", "other_policy", "other_type", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "policy", "record", "remarks", "reported_on", "starts_at", "state", "submitted_at", "supporter_id", "visit_id") SELECT old_values."activity_types", old_values."content", old_values."created_at", old_values."ends_at", old_values."future_content", old_values."id", old_values."is_joint", old_values."keyed_from_paper", old_values."next_on", old_values."next_plan", old_values."organization_id", old_values."other_policy", old_values."other_type", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."place", old_values."policy", old_values."record", old_values."remarks", old_values."reported_on", old_values."starts_at", old_values."state", old_values."submitted_at", old_values."supporter_id", old_values."visit_id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='3d6e4f3075b54f5a5f3241926f86960a58c0d8d2', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_5363d', referencing='REFERENCING OLD TABLE AS old_values ', table='dispatch_activityreport', when='AFTER')),
        ),
    ]
