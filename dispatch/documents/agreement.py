"""The paper both sides agree on before the start: purpose, plan and content (津南町 第7条)."""

from dispatch.documents.office import Office
from dispatch.models import Assignment
from foundation.pdf.blocks import Contact, Gap, Para, Right, Signature, Title, form_number
from foundation.pdf.cells import Text
from foundation.pdf.document import About, Document
from foundation.pdf.flow import Block, compose
from foundation.pdf.forms import Grid, Row
from foundation.pdf.furniture import Furniture


def agreement_paper(office: Office, assignment: Assignment, furniture: Furniture) -> bytes:
    """Return the PDF with two lines to sign; the case stands by its number."""
    request = assignment.request
    about = f"ケース {request.case}" if request.case_id else str(request.body)
    document = Document(About("目的・計画・内容の確認", created=office.now), furniture=furniture)
    plan = Text(assignment.plan, valign="top", lined=not assignment.plan)
    blocks: list[Block] = [
        *form_number(office.settings.agreement_form_number),
        Right(f"受付番号　{request.reference}"),
        Title("支援の目的・計画・内容の確認書", size=15, before=4),
        Para(
            f"{office.settings.supporter_title}の派遣を始めるにあたり、次の目的・計画・内容を確認し、"
            "双方が合意しました。"
        ),
        Grid(
            [
                Row("対象", Text(about)),
                Row("派遣の種類", Text(request.get_kind_display())),
                Row("サポーター", Text(assignment.supporter.person.name)),
                Row("目的・計画・\n内容", plan, height=90, grow=1),
            ],
            before=4,
        ),
        Right(office.day(assignment.agreed_by_user_on), label="利用者の合意日　", before=8),
        Signature("利用者署名"),
        Right(
            office.day(assignment.agreed_by_supporter_on), label="サポーターの合意日　", before=8
        ),
        Signature("サポーター署名"),
        Gap(4),
        Contact("お問い合わせ先", office.contact),
    ]  # fmt: skip
    compose(document, blocks)
    return document.finish()
