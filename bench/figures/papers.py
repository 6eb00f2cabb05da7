"""certificate-*: the PDF kit against bare ReportLab drawing the same pages."""

from bench.floors import bare_certificates
from bench.harness import Measured, Scale, figure, paired_rates
from foundation import clock
from foundation.pdf.certificate import (
    CertificateDesign,
    CertificateEntry,
    CertificateIssuer,
    draw_certificate,
)
from foundation.pdf.document import About, Document

DESIGN = CertificateDesign(
    titles=("ひきこもりサポーター養成研修", "修了証書"),
    body=(
        "あなたは、令和8年度あおば市ひきこもりサポーター養成研修の全課程を"
        "修了されたことを証します。"
    ),
    date="令和8年11月20日",
    issuers=(CertificateIssuer("あおば市長　青葉　一郎"),),
    fiscal_year="令和8年度",
)


def entries(count: int) -> list[tuple[str, str, str]]:
    """Return names of many different characters, numbers and addresses, always the same."""
    return [
        (
            f"{chr(0x4E00 + i * 7 % 6000)}{chr(0x5000 + i * 3 % 6000)}　花子",
            f"第{i}号",
            f"https://example.jp/aoba/verify/{i:016d}/",
        )
        for i in range(count)
    ]


def _draw(document: Document, name: str, number: str, address: str) -> None:
    draw_certificate(document, DESIGN, CertificateEntry(name, number, verify_url=address))


def _files(wanted: list[tuple[str, str, str]]) -> int:
    for entry in wanted:
        document = Document(About(title="修了証書", created=clock.now()))
        _draw(document, *entry)
        document.finish()
    return len(wanted)


def _merged(wanted: list[tuple[str, str, str]]) -> int:
    document = Document(About(title="修了証書", created=clock.now()))
    for entry in wanted:
        _draw(document, *entry)
    document.finish()
    return len(wanted)


@figure("certificate-kit-files", unit="files/s", bound=0.6, at_least=True)
def certificate_files(scale: Scale) -> Measured:
    """One file a person, subset fonts and QR in each."""
    wanted = entries(300 if scale.quick else 1000)
    return paired_rates(
        lambda: _files(wanted), lambda: len(bare_certificates.files(wanted)), runs=3
    )


@figure("certificate-kit-merged", unit="pages/s", bound=0.6, at_least=True)
def certificate_merged(scale: Scale) -> Measured:
    """One print file for all."""
    wanted = entries(1000 if scale.quick else 10_000)

    def floor() -> int:
        bare_certificates.merged(wanted)
        return len(wanted)

    return paired_rates(lambda: _merged(wanted), floor, runs=3)
