"""What a person and another program see of an audit: terminal, JSON, workbook, page and annotated PDF."""
