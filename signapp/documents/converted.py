"""Finishes a PDF that another program made of a text document: its title, and what it claims.

Everything that the document told of its author, its programs and its dates is left behind.
"""

from collections.abc import Iterator
from io import BytesIO
from typing import Any
from xml.sax.saxutils import escape

import pikepdf

from signapp.domain.intake_errors import ConversionFailedError

DEEPEST = 200
NAMESPACE = "http://www.aiim.org/pdfua/ns/id/"
ACCESSIBLE = f"""<rdf:Description rdf:about="" xmlns:pdfuaid="{NAMESPACE}">
<pdfuaid:part>1</pdfuaid:part></rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
 xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:namespaceURI>{NAMESPACE}</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:schema>PDF/UA identification</pdfaSchema:schema>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of the standard</pdfaProperty:description>
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>
"""
PACKET = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:format>application/pdf</dc:format>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
</rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">
<pdfaid:part>3</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance></rdf:Description>
{accessible}</rdf:RDF></x:xmpmeta>
<?xpacket end="w"?>"""


def finish_converted(content: bytes, title: str, language: str) -> bytes:
    """Return a converted PDF with its title and language; the same content gives the same bytes.

    It claims PDF/A-3b, and PDF/UA-1 where each of its pictures is described. Raises
    ConversionFailedError, `nothing`.
    """
    made = BytesIO()
    try:
        with pikepdf.open(BytesIO(content)) as pdf:
            accessible = ACCESSIBLE if _all_described(pdf) else ""
            packet = PACKET.format(title=escape(title), accessible=accessible)
            pdf.Root.Metadata = pdf.make_stream(
                packet.encode(), Type=pikepdf.Name.Metadata, Subtype=pikepdf.Name.XML
            )
            pdf.Root.ViewerPreferences = pikepdf.Dictionary(DisplayDocTitle=True)
            pdf.Root.Lang = pikepdf.String(language)
            if "/Info" in pdf.trailer:
                del pdf.trailer.Info
            pdf.save(made, deterministic_id=True, preserve_pdfa=True)
    except (pikepdf.PdfError, ValueError, KeyError, TypeError, AttributeError) as e:
        raise ConversionFailedError(cause="nothing") from e
    return made.getvalue().rstrip(b"\r\n") + b"\n"


def _all_described(pdf: pikepdf.Pdf) -> bool:
    """Tell whether the file is tagged, and every picture in it has words instead."""
    root = pdf.Root.get("/StructTreeRoot")
    if root is None:
        return False
    pictures = (one for one in _elements(root) if one.get("/S") in ("/Figure", "/Formula"))
    return all(str(one.get("/Alt", one.get("/ActualText", ""))).strip() for one in pictures)


def _elements(root: Any) -> Iterator[Any]:
    """Yield the elements of a structure tree; one that is too deep is no document's."""
    waiting = [(root, 0)]
    while waiting:
        element, depth = waiting.pop()
        if depth > DEEPEST:
            raise ValueError(depth)
        if depth:
            yield element
        kids = element.get("/K", [])
        found = kids if isinstance(kids, pikepdf.Array) else [kids]
        elements = (one for one in found if isinstance(one, pikepdf.Dictionary) and "/S" in one)
        waiting += [(one, depth + 1) for one in elements]
