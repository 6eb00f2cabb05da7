"""list-*: pages over many rows against the same pages over a thousand."""

from django.contrib import admin
from django.urls import reverse

from bench.filling.plan import LARGE, SMALL
from bench.harness import Measured, NotThere, Scale, figure
from bench.pages import clerk, compared, visitor
from foundation.organizations.models import Organization
from foundation.organizations.tenancy import within
from trainings.models import Course


@figure("list-public", unit="ms", bound=2, at_least=False)
def public_list(scale: Scale) -> Measured:
    """The public list at 1,000 courses and at 20."""
    return compared((visitor(), f"/{LARGE}/"), (visitor(), f"/{SMALL}/"))


@figure("list-course-page", unit="ms", bound=2, at_least=False)
def course_page(scale: Scale) -> Measured:
    """The page of one course among 1,000 and among 20."""
    return compared((visitor(), _course_page(LARGE)), (visitor(), _course_page(SMALL)))


def _course_page(slug: str) -> str:
    with within(Organization.objects.get(slug=slug)):
        code = Course.objects.order_by("id")[7].public_code
    return reverse("course-page", args=[slug, code])


@figure("list-staff-applications", unit="ms", bound=2, at_least=False)
def staff_applications(scale: Scale) -> Measured:
    """The staff list of all applications of an organization."""
    return staff_list("trainings.Application")


@figure("list-staff-people", unit="ms", bound=2, at_least=False)
def staff_people(scale: Scale) -> Measured:
    """The staff list of all people of an organization."""
    return staff_list("people.Person")


def staff_list(label: str, query: str = "") -> Measured:
    """Compare a staff list of the largest organization with the smallest one's."""
    path = changelist(label) + query
    return compared((clerk(LARGE), path), (clerk(SMALL), path))


def changelist(label: str) -> str:
    """Return the address of a model's staff list; NotThere where it has none."""
    for model in admin.site._registry:
        if model._meta.label == label:
            return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
    raise NotThere(f"no staff list of {label}")
