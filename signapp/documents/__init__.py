"""Typesetting with typst and page rendering with PDFium."""
