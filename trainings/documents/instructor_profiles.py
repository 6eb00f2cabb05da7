"""The lecturers' page of the handout: name, position and profile, in the order of the sessions."""

from collections.abc import Sequence
from datetime import datetime

from foundation.clock import on_day
from foundation.pdf.blocks import Centered, Gap, Para, Right, Title
from foundation.pdf.document import About, Document
from foundation.pdf.flow import compose
from foundation.pdf.style import Style
from foundation.wareki import format_date
from trainings.models import Course, Engagement

NAME = Style("gothic", 13, bold=True)
POSITION = Style("mincho", 10)


def profile_page(course: Course, engagements: Sequence[Engagement], created: datetime) -> bytes:
    """Draw the page; a lecturer of several sessions stands once."""
    document = Document(About("講師紹介", created))
    blocks: list[object] = [Title("講師紹介"), Centered(course.title)]
    seen = set()
    for engagement in engagements:
        instructor = engagement.instructor
        if instructor.pk in seen:
            continue
        seen.add(instructor.pk)
        blocks.append(Gap(4))
        if engagement.topic:
            blocks.append(Para(f"「{engagement.topic}」", POSITION, indent=0))
        blocks.append(Para(f"{instructor.name} 先生", NAME, indent=0))
        if instructor.position:
            blocks.append(Para(instructor.position, POSITION, indent=0))
        blocks.extend(Para(text) for text in instructor.profile.splitlines() if text.strip())
    if not seen:
        blocks += [Gap(4), Para("講師は、まだ登録されていません。", indent=0)]
    blocks.append(Right(f"印刷日 {format_date(on_day(created))}", Style(size=8)))
    compose(document, blocks)  # type: ignore[arg-type]
    return document.finish()
