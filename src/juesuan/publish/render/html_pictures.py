"""Charts of the web page: an SVG reduced to drawing, with title and description for those who cannot see it."""

from __future__ import annotations

from xml.sax.saxutils import escape

from lxml import etree

__all__ = ["inline_svg"]

_SVG = "http://www.w3.org/2000/svg"
# fmt: off
_ELEMENTS = frozenset(["svg", "g", "path", "rect", "line", "circle", "ellipse", "polygon", "polyline", "text", "tspan"])
_ATTRIBUTES = frozenset([
    "cx", "cy", "d", "dx", "dy", "fill", "fill-opacity", "font-family", "font-size", "font-style", "font-weight",
    "height", "opacity", "points", "r", "rx", "ry", "stroke", "stroke-dasharray", "stroke-linecap",
    "stroke-miterlimit", "stroke-opacity", "stroke-width", "text-anchor", "transform", "viewBox", "width", "x", "x1",
    "x2", "y", "y1", "y2",
])
# fmt: on


def inline_svg(svg: str, title: str, description: str, name: str) -> str:
    """Return an SVG for a page: shapes and words only, no script, link, style or id of its own; `name` makes its ids.

    Raises `ValueError` where the SVG is not well-formed XML.
    """
    try:
        root = etree.fromstring(svg.encode(), etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError as error:
        raise ValueError(f"图表“{title}”的 SVG 不是格式良好的 XML：{error}") from error
    _reduce(root)
    etree.cleanup_namespaces(root)
    root.set("role", "img")
    root.set("aria-labelledby", f"{name}-title {name}-desc")
    words = f'<title id="{name}-title">{escape(title)}</title><desc id="{name}-desc">{escape(description)}</desc>'
    text = etree.tostring(root, encoding="unicode")
    end = text.index(">")
    if text[end - 1] == "/":
        return f"{text[: end - 1]}>{words}</svg>"
    return text[: end + 1] + words + text[end + 1 :]


def _reduce(root: etree._Element) -> None:
    """Take away what is no drawing: elements and attributes that are not known to be one."""
    for element in list(root.iter()):
        local = etree.QName(element) if isinstance(element.tag, str) else None
        if local is None or local.namespace != _SVG or local.localname not in _ELEMENTS:
            parent = element.getparent()
            if parent is not None:
                parent.remove(element)
            continue
        for key in [k for k in element.attrib if k not in _ATTRIBUTES or "url(" in element.get(k, "")]:
            del element.attrib[key]
