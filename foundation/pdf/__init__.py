"""The PDF kit: every certificate, form, letter, list and card sheet is drawn through it.

Lengths are millimetres from the **top left** of the paper, font sizes are points, colours are
``Ink`` triples. Nothing here touches the database, the request or the clock: dates arrive as text,
the creation date as an argument; the same input gives the same bytes.

Modules, lowest first::

    face, fonts   font files; fonts.configure(font_dir, extra_dirs), fonts.require_fonts()
    prepare_fonts python -m foundation.pdf.prepare_fonts [folder]: the set-up step
    runs          undrawable(texts) -> list[str]: ask before printing, show the list to staff
    style         Style, Pen, Ink, Box
    lines         text_width, wrap, wrap_snug, balance, fit_line, fit_box
    embedding     fonts inside the file
    surface       Surface: text, text_fit, text_box, line, path, rect, ellipse, check_box, moved
    parts         StaticPart(width, height, draw): drawn once, placed on many pages and documents
    images        PNG and JPEG
    furniture     Furniture: watermark, copy number, mark, printed-by line, header, page numbers
    document      About, A4, A4_LANDSCAPE, Document(about, paper, furniture): new_page() -> Page,
                  finish() -> bytes, undrawable; Page.place(part, x, y), Page.image(box, data)
    qr            draw_qr(surface, text, x, y, size)
    seals         SealMode, Seal, draw_seal(page, seal, x, y)
    certificate   CertificateDesign, CertificateIssuer, CertificateEntry, draw_certificate
    sheets        SheetStock, SHEET_STOCKS, SheetOptions, CardSides, draw_sheets, draw_test_sheet
    pages         Pages.read("3-5"): which pages of a list or batch are drawn again
    flow          compose(document, blocks, margins) -> number of pages
    blocks        Title, Para, To, Right, Centered, Items, Sender, Signature, Contact, Gap
    cells         Text, Name, DateCell, Options, Checks, Stack
    forms         Grid, Row, Beside
    letters       Letter, letter_blocks(letter)
    tables        Column, Table, draw_table(document, table, rows) -> number of pages

A form in short::

    document = Document(About("登録申込書", created=now), furniture=Furniture(printed_by="…"))
    compose(document, [
        To("（宛先）○○市長", honorific=""),
        Right(""),                                  # a date still to be written
        Title("ひきこもりサポーター登録申込書"),
        Grid([
            Row("ふりがな", Text(kana), height=8),
            Row("氏名", Name(name, seal=True), height=14),
            Row("性別", Options(("男", "女"), chosen=("女",))),
            Row("生年月日", DateCell(format_date(birth_date))),
            Row("動機・理由", Text(reason, lined=True), height=50, grow=1),
        ]),
    ])
    pdf = document.finish()
    document.undrawable                             # characters printed as 〓 or in another shape

For a batch of files make the design or the ``StaticPart`` once: its drawing and its fonts are
compressed once and shared by every document that places it.
"""
