"""Renderers (呈现): the document tree as PDF, DOCX, HTML, XLSX and open data."""
