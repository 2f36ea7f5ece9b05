"""Facts to documents (公开): one document tree, rendered as DOCX, PDF, HTML, XLSX and open data."""
