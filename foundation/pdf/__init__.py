"""The PDF kit: every certificate, form, letter, list and card sheet is drawn through it.

Lengths are millimetres from the **top left** of the paper, font sizes are points, colours are
``Ink`` triples. Nothing here touches the database, the request or the clock: dates arrive as text.

Modules, lowest first::

    fonts         configure(font_dir, extra_dirs) · chain("mincho"|"gothic") · require_fonts()
    runs          undrawable(texts) -> list[str] · text_width(text, style) -> mm
    lines         wrap(text, style, width) · fit_line(text, style, width) · fit_box(text, style, box)
    surface       Style · Box · Surface (text, text_box, rect, line, ellipse, check …)
    parts         StaticPart(draw, key): drawn once, placed on many pages and documents
    document      Document(about, paper, furniture): new_page() -> Page, finish() -> bytes
    qr            draw_qr(surface, text, x, y, size)
    seals         SealMode, Seal, draw_seal(page, seal, x, y)
    certificate   CertificateDesign, CertificateEntry, draw_certificate(document, design, entry)
    sheets        SheetStock, SHEET_STOCKS, SheetOptions, draw_sheets(document, stock, items, draw)
    flow          blocks of a flowing paper (Title, Para, To, Right, Items …), compose(document, …)
    forms         Grid, Row and the cells Text, Name, DateCell, Options, Checks, Stack
    letters       Letter, letter_blocks(letter)
    tables        Column, Table, draw_table(document, table, rows)

A form in short::

    document = Document(About(title="登録申込書", created=now), furniture=Furniture(printed_by="…"))
    compose(document, [
        To("○○市長", honorific="様"),
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
    pdf = document.finish()                         # the same input gives the same bytes
    document.undrawable                             # characters printed as 〓 or in another shape

Ask ``undrawable(names)`` before printing; the caller shows the list to staff.
"""
