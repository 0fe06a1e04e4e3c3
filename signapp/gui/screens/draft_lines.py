"""The lists of a draft as lines of a field, each part of a line apart by a semicolon."""

from signapp.services.proposal_text import Contact, Extract

BETWEEN = "; "
"""Between the things that go with an extract, and the parts of a contact, in one line."""


def contact_line(contact: Contact) -> str:
    """Return a contact as a line."""
    return BETWEEN.join((contact.name, contact.title, contact.phone, contact.email)).rstrip("; ")


def contact(written: str) -> Contact:
    """Return the contact that a line tells."""
    parts = [part.strip() for part in written.split(BETWEEN.strip())]
    return Contact(*parts[:4])


def extract_line(extract: Extract) -> str:
    """Return an extract as a line."""
    return BETWEEN.join((extract.recipient, *extract.enclosed))


def extract(written: str) -> Extract:
    """Return the extract that a line tells: who gets it, with what."""
    recipient, *enclosed = (part.strip() for part in written.split(BETWEEN.strip()))
    return Extract(recipient, tuple(part for part in enclosed if part))
