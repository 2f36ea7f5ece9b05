"""Bad input gives one line and loses nothing; whatever the bytes, only `Unreadable` may be raised."""

import zipfile
from io import BytesIO

import pytest
from benchmarks.hostile import SAMPLES, page_of
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from juesuan.blocks import Grid, Unreadable
from juesuan.read.formats import pdf_glyphs, read_source
from juesuan.read.notices import explain


def archive(name, data):
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr(name, data)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "file.empty"),
        (b"\x89PNG\r\n\x1a\n", "file.image"),
        (b"PK\x03\x04broken", "archive.broken"),
        (archive("other.txt", b"x"), "archive.unknown"),
        (archive("xl/workbook.xml", b"0" * 400_000_000), "limit.archive"),
        (b"a\x00b", "text.binary"),
        (b"\x81\x20\xff\xff\xff", "text.encoding"),
        (b"%PDF-1.7 nothing", "pdf.broken"),
        (b"1\t" * 300_001, "limit.cells"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_each_bad_input_has_its_code_and_words(tmp_path, data, code):
    path = tmp_path / "input"
    path.write_bytes(data)
    with pytest.raises(Unreadable) as caught:
        read_source(str(path))
    assert caught.value.code == code
    assert explain(caught.value, "zh") != explain(caught.value, "en")


def test_html_named_pdf_is_read_as_html(tmp_path):
    path = tmp_path / "page.pdf"
    path.write_text("<html><body><p>合计</p><table><tr><td>1</td></tr></table></body></html>", "utf-8")
    source = read_source(str(path))
    assert source.format == "html"
    assert [n.code for n in source.notices] == ["format.mismatch"]
    assert any(isinstance(b, Grid) for b in source.blocks)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.binary(max_size=300),
    st.sampled_from([b"", b"%PDF-1.4\n", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"<html>"]),
)
def test_any_bytes(tmp_path, data, head):
    path = tmp_path / "fuzz"
    path.write_bytes(head + data)
    try:
        read_source(str(path))
    except Unreadable as problem:
        assert explain(problem, "zh")


QUICK = sorted(set(SAMPLES) - {"bomb.docx", "crowded.pdf", "long-line.txt"})


@pytest.mark.parametrize("name", QUICK)
def test_hostile_files_are_read_or_refused_in_words(tmp_path, name):
    path = tmp_path / name
    path.write_bytes(SAMPLES[name]())
    try:
        read_source(str(path))
    except Unreadable as refused:
        assert explain(refused, "zh").count("\n") == 0
        assert explain(refused, "en") != refused.code


def test_a_crowded_page_says_so(tmp_path, monkeypatch):
    monkeypatch.setattr(pdf_glyphs, "MAX_GLYPHS", 1)
    path = tmp_path / "a.pdf"
    path.write_bytes(page_of("12"))
    assert [n.code for n in read_source(str(path)).notices] == ["page.crowded"]
