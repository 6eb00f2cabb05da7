"""A PDF file in the making: its pages, the furniture on every page, the finished bytes.

ReportLab keeps the file structure; what stands on a page comes from ``Surface``. The creation
date is an argument, so the same input always gives the same bytes (rule G3: a stored paper can be
proved unchanged).
"""

import zlib
from dataclasses import dataclass
from datetime import datetime

from reportlab.pdfbase import pdfdoc

from foundation.pdf import images
from foundation.pdf.embedding import FontBook, Verbatim, font_resources, refer
from foundation.pdf.furniture import Furniture, draw_foot, ground
from foundation.pdf.parts import StaticPart
from foundation.pdf.style import MM, Box
from foundation.pdf.surface import Surface

PRODUCER = "Sasae"


@dataclass(frozen=True)
class Paper:
    """A sheet: width and height in millimetres."""

    width: float
    height: float


A4 = Paper(210, 297)
A4_LANDSCAPE = Paper(297, 210)


@dataclass(frozen=True)
class About:
    """What the file says of itself; ``created`` is an aware datetime given by the caller."""

    title: str
    created: datetime
    author: str = ""
    subject: str = ""
    lang: str = "ja-JP"


class Page(Surface):
    """One page of a document; besides drawing it takes static parts and images."""

    def __init__(self, document: "Document", paper: Paper) -> None:
        super().__init__(paper.width, paper.height, document.fonts)
        self.document = document
        self.paper = paper
        self.placed: dict[str, str] = {}

    def place(self, part: StaticPart, x: float = 0, y: float = 0) -> None:
        """Put a static part with its top left corner at x, y."""
        name = self.document.part_name(part)
        left, bottom = self.point(x, y + part.height)
        self.placed[name] = self.document.xobjects[name]
        self.operator(f"q 1 0 0 1 {left:.2f} {bottom:.2f} cm /{name} Do Q")
        self.lost.update(part.lost)

    def image(self, box: Box, data: bytes) -> None:
        """Draw a PNG or JPEG as large as fits into the box, centred.

        Raises images.UnreadableImage when the bytes are neither.
        """
        picture = images.read(data)
        name = self.document.image_name(picture)
        scale = min(box.width / picture.width, box.height / picture.height)
        width, height = picture.width * scale, picture.height * scale
        left, bottom = self.point(
            box.x + (box.width - width) / 2, box.y + (box.height + height) / 2
        )
        self.placed[name] = self.document.xobjects[name]
        self.operator(
            f"q {width * MM:.2f} 0 0 {height * MM:.2f} {left:.2f} {bottom:.2f} cm /{name} Do Q"
        )


@dataclass(frozen=True)
class _Moment:
    """The creation date in the shape ReportLab asks for."""

    t: float
    YMDhms: tuple[int, ...]
    dhh: int
    dmm: int


class Document:
    """Collects pages and writes the file; ``undrawable`` lists characters not printed exactly."""

    def __init__(self, about: About, paper: Paper = A4, furniture: Furniture | None = None) -> None:
        self.about = about
        self.paper = paper
        self.furniture = furniture
        self.fonts = FontBook()
        self.pages: list[Page] = []
        self.xobjects: dict[str, str] = {}
        self._parts: dict[int, tuple[StaticPart, str]] = {}
        self._images: dict[images.Picture, str] = {}
        self._pdf = _empty_file(about)

    def new_page(self, paper: Paper | None = None) -> Page:
        """Start a page, with watermark and marks already under what will be drawn."""
        page = Page(self, paper or self.paper)
        if self.furniture and (part := ground(self.furniture, page.width, page.height)):
            page.place(part)
        self.pages.append(page)
        return page

    @property
    def undrawable(self) -> list[str]:
        """Clusters drawn so far as 〓 or in another shape, in order of appearance."""
        lost: dict[str, None] = {}
        for page in self.pages:
            lost.update(page.lost)
        return list(lost)

    def part_name(self, part: StaticPart) -> str:
        """Resource name of a static part, added to the file at first use."""
        if id(part) not in self._parts:
            name = f"P{len(self._parts) + 1}"
            self._parts[id(part)] = part, name
            self.xobjects[name] = part.add_to(self._pdf)
        return self._parts[id(part)][1]

    def image_name(self, picture: images.Picture) -> str:
        """Resource name of a picture, added to the file at first use."""
        if picture not in self._images:
            name = self._images[picture] = f"I{len(self._images) + 1}"
            self.xobjects[name] = images.add_to(self._pdf, picture)
        return self._images[picture]

    def finish(self) -> bytes:
        """Complete the pages (numbers, footers) and return the file. Call once."""
        if self.furniture:
            for number, page in enumerate(self.pages, start=1):
                draw_foot(page, self.furniture, number, len(self.pages))
        contents = [zlib.compress("\n".join(page.operators).encode("ascii")) for page in self.pages]
        fonts = refer(self._pdf, _plain(font_resources(self._pdf, self.fonts.programs())))
        for page, content in zip(self.pages, contents, strict=True):
            self._add_page(page, content, fonts)
        data: bytes = self._pdf.GetPDFData(None)
        return data

    def _add_page(self, page: Page, content: bytes, fonts: str) -> None:
        pdf = self._pdf
        pdf.updateSignature(content)
        placed = " ".join(f"/{name} {reference}" for name, reference in page.placed.items())
        contents = refer(pdf, Verbatim("/Filter /FlateDecode", content))
        pdf.addPage(_plain(
            f"/Type /Page /Parent {refer(pdf, pdf.Pages)} /Contents {contents}"
            f" /MediaBox [0 0 {page.width * MM:.2f} {page.height * MM:.2f}]"
            f" /Resources << /Font {fonts} /XObject << {placed} >> >>"
        ))  # fmt: skip


def _plain(text: str) -> Verbatim:
    """A dictionary object from the text of a dictionary or of its inside."""
    return Verbatim(text.removeprefix("<< ").removesuffix(" >>") if text[:2] == "<<" else text)


def _empty_file(about: About) -> pdfdoc.PDFDocument:
    pdf = pdfdoc.PDFDocument(compression=1, invariant=1, pdfVersion=(1, 7), lang=about.lang)
    created = about.created
    offset = created.utcoffset()
    if offset is None:
        raise ValueError("About.created must be an aware datetime")
    minutes = int(offset.total_seconds()) // 60
    pdf._timeStamp = _Moment(
        created.timestamp(), created.timetuple()[:6], minutes // 60, minutes % 60
    )
    pdf.updateSignature(repr(created.timestamp()))
    pdf.setTitle(about.title)
    pdf.setAuthor(about.author)
    pdf.setSubject(about.subject)
    pdf.setCreator(PRODUCER)
    pdf.setProducer(PRODUCER)
    pdf.Catalog.ViewerPreferences = pdfdoc.ViewerPreferencesPDFDictionary(
        {"DisplayDocTitle": "true"}
    )
    return pdf
