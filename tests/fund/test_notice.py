"""Notices: masked by construction, and no file with a personal number anywhere in it is ever left behind."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from juesuan.books.faults import Unusable
from juesuan.fund.notice import FORMATS, Notice, document_of, line, notice_file
from juesuan.fund.printed import printed, put
from juesuan.publish.tree import Figure
from juesuan.vault import mask
from juesuan.vault.leaks import leaks, leaks_in_text

from .conftest import made_up_card, made_up_id

START, END = date(2024, 5, 6), date(2024, 5, 13)
ID, CARD, PHONE = made_up_id(7), made_up_card(7), "13800138000"
NAMES = st.text("张王欧阳明月·abZ=+- ", min_size=1, max_size=8).filter(str.strip)


def notice(
    *names: str, title: str = "补贴公示", contact: str = "某局 027-88880000", programme: str = "灵活就业"
) -> Notice:
    lines = [line(n, ID, programme, date(2024, 1, 1), date(2024, 3, 31), "某公司", Decimal("1234.50")) for n in names]
    return Notice("某局", START, END, 5, contact, lines, ["某办法第八条"], title, "2024-001")


def write_notice(made: Notice, path: Path) -> None:
    put(notice_file(made, path.name), path)


def words_in(content: bytes, suffix: str) -> str:
    if suffix == ".pdf":
        import pypdfium2

        pages = pypdfium2.PdfDocument(content)
        return "".join(page.get_textpage().get_text_range() for page in pages)
    if suffix in (".xlsx", ".docx"):
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            return "".join(packed.read(n).decode() for n in packed.namelist() if n.endswith(".xml"))
    return content.decode("utf-8-sig")


@pytest.mark.parametrize("suffix", FORMATS)
def test_a_notice_shows_what_it_must_and_no_more(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"公示{suffix}"
    write_notice(notice("张三", "欧阳明月"), path)
    content = path.read_bytes()
    assert leaks(content) == []
    text = "".join(words_in(content, suffix).split())
    for shown in ("张*", "欧***", f"{ID[:4]}**********{ID[-4:]}", "2024-01—2024-03"):
        assert shown in text
    if suffix != ".csv":
        for shown in ("2024年5月13日", "5个工作日", "027-88880000", "某办法第八条", "2,469.00"):
            assert shown in text
    for hidden in ("张三", ID, ID[6:14]):
        assert hidden not in text


@pytest.mark.parametrize("suffix", FORMATS)
def test_a_total_that_is_not_the_sum_is_not_written(suffix: str) -> None:
    document = document_of(notice("张三", "李四"))
    total = document.blocks[-1].rows[-1][-1]  # type: ignore[union-attr]
    total.value = Figure("2,469.01")
    with pytest.raises(Unusable) as refused:
        printed(document, f"公示{suffix}")
    assert refused.value.fault.code == "fund.printed"
    assert "2469.00" in str(refused.value.fault.params)


@pytest.mark.parametrize("suffix", FORMATS)
@pytest.mark.parametrize("leak", [ID, CARD, PHONE, ID[:6] + " " + ID[6:14] + " " + ID[14:], "１３８００１３８０００"])
@pytest.mark.parametrize("where", ["title", "contact", "programme"])
def test_a_leak_anywhere_leaves_no_file(suffix: str, leak: str, where: str, tmp_path: Path) -> None:
    path = tmp_path / f"公示{suffix}"
    if suffix == ".csv" and where != "programme":
        pytest.skip("a table of data has no text")
    with pytest.raises(Unusable) as refused:
        write_notice(notice("张三", **{where: f"请联系{leak}。"}), path)  # type: ignore[arg-type]
    found = refused.value.fault
    assert found.code == "fund.notice_leak"
    assert leak not in str(found.params)
    assert list(tmp_path.iterdir()) == []
    if where == "programme":
        assert (found.row, found.column) == (1, "补贴项目")


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(names=st.lists(NAMES, max_size=4), suffix=st.sampled_from(sorted(FORMATS)))
def test_random_names_are_masked_and_never_refused(names: list[str], suffix: str, tmp_path: Path) -> None:
    names = [name for name in names if not any(c.isdigit() for c in name)]
    path = tmp_path / f"公示{suffix}"
    write_notice(notice(*names), path)
    for name in names:
        if len(name.strip()) > 3 and name != mask.name(name):
            assert name not in path.read_bytes().decode("utf-8", "replace")


DIGITS = st.integers(0, 999)


@settings(max_examples=200, deadline=None)
@given(DIGITS, st.sampled_from([made_up_id, made_up_card]), st.text(max_size=6), st.text(max_size=6))
def test_a_number_is_found_whatever_stands_around_it(n: int, make: object, before: str, after: str) -> None:
    number = make(n)  # type: ignore[operator]
    around = (before.rstrip("0123456789.-"), after.lstrip("0123456789Xx"))
    text = f"{around[0]} {number} {around[1]}"
    assert number in [found for _, found in leaks_in_text(text)]


@pytest.mark.parametrize("depth", [0, 1, 3])
@pytest.mark.parametrize("place", ["content", "name", "comment", "number", "runs"])
def test_packed_content_is_opened(depth: int, place: str) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as packed:
        body = {"content": f"<a>{ID}</a>", "number": f"<v>{CARD[0]}.{CARD[1:]}E+18</v>"}.get(place, "x")
        body = f"<si><r><t>{ID[:8]}</t></r><r><rPr><b/></rPr><t>{ID[8:]}</t></r></si>" if place == "runs" else body
        packed.writestr(f"{CARD}.txt" if place == "name" else "sheet.xml", body)
        packed.comment = ID.encode() if place == "comment" else b""
    content = stream.getvalue()
    for _ in range(depth):
        outer = io.BytesIO()
        with zipfile.ZipFile(outer, "w") as packed:
            packed.writestr("inner.zip", content)
        content = outer.getvalue()
    assert [one.kind for one in leaks(content)] == ["card" if place in ("name", "number") else "id_number"]


@pytest.mark.parametrize("text", ["a3b1138001380011", "x6222021234567890128"[:17].replace("6", "a", 1)])
def test_a_hash_is_no_number(text: str) -> None:
    hashed = "0123" * 3 + CARD[:16].ljust(16, "0") + "ab" + "0" * 34
    assert leaks(f"{text},{hashed},A{hashed[:15]}f".encode()) == []
    assert [one.kind for one in leaks(f"{hashed}:{CARD}".encode())] == ["card"]
    assert [one.kind for one in leaks(f"卡号{CARD}，".encode())] == ["card"]


def test_what_nobody_can_look_into_is_a_leak() -> None:
    content = b"x"
    for _ in range(7):
        outer = io.BytesIO()
        with zipfile.ZipFile(outer, "w") as packed:
            packed.writestr("inner.zip", content)
        content = outer.getvalue()
    assert [one.kind for one in leaks(content)] == ["archive"]


@pytest.mark.parametrize("code", ["utf-8", "utf-8-sig", "utf-16"])
def test_encodings_do_not_hide(code: str) -> None:
    assert [one.kind for one in leaks(f"电话：{PHONE}".encode(code))] == ["phone"]


def test_a_pdf_is_read_with_its_properties(tmp_path: Path) -> None:
    import pikepdf
    from reportlab.pdfgen.canvas import Canvas

    path = tmp_path / "a.pdf"
    page = Canvas(str(path))
    page.drawString(72, 720, "nothing here")
    page.save()
    assert leaks(path.read_bytes()) == []
    page = Canvas(str(path))
    page.drawString(72, 720, f"card {CARD}")
    page.save()
    assert [one.kind for one in leaks(path.read_bytes())] == ["card"]
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.docinfo["/Subject"] = ID
        pdf.save(path)
    assert "id_number" in [one.kind for one in leaks(path.read_bytes())]


@pytest.mark.parametrize("where", ["none", "bookmark", "alternative", "marked", "hexadecimal", "attached"])
def test_a_pdf_is_read_where_its_objects_are_packed(where: str) -> None:
    import pikepdf

    stream = io.BytesIO()
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page()
        if where == "bookmark":
            with pdf.open_outline() as outline:
                outline.root.append(pikepdf.OutlineItem(f"某人 {ID}", 0))
        elif where == "alternative":
            element = pikepdf.Dictionary(Type=pikepdf.Name.StructElem, Alt=pikepdf.String(ID))
            pdf.Root.StructTreeRoot = pdf.make_indirect(pikepdf.Dictionary(K=pikepdf.Array([element])))
        elif where in ("marked", "hexadecimal"):
            said = f"({ID})" if where == "marked" else f"<{ID.encode().hex()}>"
            page.Contents = pdf.make_stream(f"/Span <</ActualText {said}>> BDC EMC".encode())
        elif where == "attached":
            note = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.FileAttachment)
            held = pdf.make_stream(f"{ID}".encode(), Type=pikepdf.Name.EmbeddedFile)
            note.FS = pdf.make_indirect(pikepdf.Dictionary(EF=pikepdf.Dictionary(F=held)))
            page.Annots = pdf.make_indirect(pikepdf.Array([note]))
        options = {"object_stream_mode": pikepdf.ObjectStreamMode.generate, "compress_streams": True}
        pdf.save(stream, **options)
    assert ID.encode() not in stream.getvalue()
    assert [one.kind for one in leaks(stream.getvalue())] == ([] if where == "none" else ["id_number"])


@pytest.mark.parametrize(
    "text",
    [
        "2024-01-01 2024-06-30 2024-12-31",
        "公开 2080704 11,300.34 11,382.04",
        "0.7874015748031496",
        "电话 027-88936705",
        "4201**********1234",
        "张*，4,701 件，1.1 亿元",
        "91420106MA4KABCD1X",
        "20240506123045",
    ],
)
def test_figures_days_and_masks_are_no_leaks(text: str) -> None:
    assert leaks_in_text(text) == []


@pytest.mark.parametrize(("name", "shown"), [("张三", "张*"), ("欧阳明月", "欧***"), ("李", "李*"), ("", "")])
def test_names_are_masked(name: str, shown: str) -> None:
    assert mask.name(name) == shown


def test_another_suffix_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Unusable) as refused:
        write_notice(notice("张三"), tmp_path / "公示.doc")
    assert refused.value.fault.code == "fund.notice_format"
