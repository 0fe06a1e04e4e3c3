"""Makes files that are not to be signed, of every kind: each with the code that refuses it."""

import io
from collections.abc import Callable, Iterator
from functools import cache, partial
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from tests.signing import samples

Change = Callable[[pikepdf.Pdf], Any]
Case = tuple[str, Change, str]
RECT = Array([10, 10, 60, 30])


def changed(source: bytes, change: Change, **saving: Any) -> bytes:
    """Return a file as a change leaves it."""
    output = io.BytesIO()
    with pikepdf.open(io.BytesIO(source)) as pdf:
        change(pdf)
        pdf.save(output, **saving)
    return output.getvalue()


def annotate(pdf: pikepdf.Pdf, **entries: Any) -> pikepdf.Object:
    """Put an annotation on the first page."""
    made = pdf.make_indirect(Dictionary(Type=Name.Annot, Rect=RECT, **entries))
    page = pdf.pages[0].obj
    if "/Annots" not in page:
        page.Annots = Array()
    page.Annots.append(made)
    return made


# --- actions, each in every place where one can stand ---------------------------------------


def when_opened(pdf: pikepdf.Pdf, action: Dictionary) -> None:
    pdf.Root.OpenAction = action


def in_a_link(pdf: pikepdf.Pdf, action: Dictionary) -> None:
    annotate(pdf, Subtype=Name.Link, A=action)


def after_another(pdf: pikepdf.Pdf, action: Dictionary) -> None:
    in_a_link(pdf, Dictionary(S=Name.GoTo, D=String("x"), Next=Array([pdf.make_indirect(action)])))


def in_a_bookmark(pdf: pikepdf.Pdf, action: Dictionary) -> None:
    item = pdf.make_indirect(Dictionary(Title=String("Page"), A=action))
    outlines = Dictionary(Type=Name.Outlines, First=item, Last=item, Count=1)
    pdf.Root.Outlines = pdf.make_indirect(outlines)
    item.Parent = pdf.Root.Outlines


PLACES = (when_opened, in_a_link, after_another, in_a_bookmark)
ACTIONS: dict[str, tuple[Dictionary, str]] = {
    "javascript": (Dictionary(S=Name.JavaScript, JS=String("app.alert(1)")), "javascript"),
    "launch": (Dictionary(S=Name.Launch, F=String("calc.exe")), "launch"),
    "submit": (Dictionary(S=Name.SubmitForm, F=String("http://x.example")), "submit_form"),
    "import": (Dictionary(S=Name.ImportData, F=String("x.fdf")), "import_data"),
    "reset": (Dictionary(S=Name.ResetForm), "reset_form"),
    "other file": (Dictionary(S=Name.GoToR, F=String("x.pdf"), D=Array([0])), "external_file"),
    "file inside": (Dictionary(S=Name.GoToE, D=String("x")), "embedded_file"),
    "hide": (Dictionary(S=Name.Hide, T=String("Amount")), "hide"),
    "layer": (Dictionary(S=Name.SetOCGState, State=Array([])), "layers"),
    "transition": (Dictionary(S=Name.Trans, Trans=Dictionary()), "transition"),
    "rendition": (Dictionary(S=Name.Rendition, OP=0), "multimedia"),
    "movie": (Dictionary(S=Name.Movie), "multimedia"),
    "sound": (Dictionary(S=Name.Sound), "multimedia"),
    "3d view": (Dictionary(S=Name.GoTo3DView), "multimedia"),
    "rich media": (Dictionary(S=Name.RichMediaExecute), "multimedia"),
    "print": (Dictionary(S=Name.Named, N=Name.Print), "named"),
    "local link": (Dictionary(S=Name.URI, URI=String("file:///etc/passwd")), "strange_link"),
    "script link": (Dictionary(S=Name.URI, URI=String("javascript:alert(1)")), "strange_link"),
    "thread elsewhere": (Dictionary(S=Name.Thread, F=String("x.pdf"), D=0), "external_file"),
}


def actions() -> Iterator[Case]:
    for name, (action, what) in ACTIONS.items():
        for place in PLACES:
            change = partial(_with_action, place, action)
            yield f"{name} {place.__name__}", change, f"active.{what}"
    unknown = Dictionary(S=Name.Teleport)
    yield "unknown in a link", partial(_with_action, in_a_link, unknown), "active.unknown_action"
    unknown_bookmark = partial(_with_action, in_a_bookmark, unknown)
    yield "unknown in a bookmark", unknown_bookmark, "active.unknown_action"


def _with_action(place: Callable[..., None], action: Dictionary, pdf: pikepdf.Pdf) -> None:
    place(pdf, Dictionary(action))


# --- what acts, hides or stands elsewhere without an action ---------------------------------


def script_by_name(pdf: pikepdf.Pdf) -> None:
    script = Dictionary(S=Name.JavaScript, JS=String("1"))
    tree = pdf.make_indirect(Dictionary(Names=Array([String("run"), script])))
    pdf.Root.Names = Dictionary(JavaScript=tree)


def page_acts(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].obj.AA = Dictionary(O=Dictionary(S=Name.GoTo, D=String("x")))


def document_acts(pdf: pikepdf.Pdf) -> None:
    pdf.Root.AA = Dictionary(WC=Dictionary(S=Name.GoTo, D=String("x")))


def field_acts(pdf: pikepdf.Pdf) -> None:
    annotate(pdf, Subtype=Name.Link, AA=Dictionary(E=Dictionary(S=Name.GoTo, D=String("x"))))


def xfa(pdf: pikepdf.Pdf, *, parts: bool) -> None:
    stream = pdf.make_stream(b"<xdp/>")
    form = Dictionary(Fields=Array(), XFA=Array([String("template"), stream]) if parts else stream)
    pdf.Root.AcroForm = pdf.make_indirect(form)


def layers(pdf: pikepdf.Pdf, **state: Any) -> None:
    group = pdf.make_indirect(Dictionary(Type=Name.OCG, Name=String("terms")))
    pdf.Root.OCProperties = Dictionary(OCGs=Array([group]), D=Dictionary(**state))
    pdf.pages[0].obj.Resources = Dictionary(Properties=Dictionary(MC0=group))
    pdf.pages[0].contents_add(b"/OC /MC0 BDC 1 0 0 rg 10 10 50 50 re f EMC")


def attached(pdf: pikepdf.Pdf, name: str) -> None:
    pdf.attachments[name] = b"data"


def attached_to_a_page(pdf: pikepdf.Pdf) -> None:
    file = Dictionary(F=pdf.make_stream(b"MZ"))
    specification = Dictionary(Type=Name.Filespec, F=String("x.exe"), EF=file)
    annotate(pdf, Subtype=Name.FileAttachment, FS=specification)


def associated(pdf: pikepdf.Pdf) -> None:
    file = Dictionary(F=pdf.make_stream(b"<a/>"))
    specification = Dictionary(Type=Name.Filespec, F=String("a.xml"), EF=file)
    pdf.pages[0].obj.AF = Array([pdf.make_indirect(specification)])


def two_names(pdf: pikepdf.Pdf) -> None:
    file = Dictionary(F=pdf.make_stream(b"MZ"))
    specification = Dictionary(
        Type=Name.Filespec, F=String("decision.json"), UF=String("x.exe"), EF=file
    )
    pdf.Root.AF = Array([pdf.make_indirect(specification)])


def portfolio(pdf: pikepdf.Pdf) -> None:
    pdf.Root.Collection = Dictionary(Type=Name.Collection)


def drawn(pdf: pikepdf.Pdf, stream: pikepdf.Stream) -> None:
    pdf.pages[0].obj.Resources = Dictionary(XObject=Dictionary(X=stream))


def stream_elsewhere(pdf: pikepdf.Pdf) -> None:
    stream = pdf.make_stream(b"")
    stream.F = String("elsewhere.bin")
    drawn(pdf, stream)


def stream_at_an_address(pdf: pikepdf.Pdf) -> None:
    stream = pdf.make_stream(b"")
    stream.F = Dictionary(FS=Name.URL, F=String("http://x.example/page"))
    drawn(pdf, stream)


def page_of_another_file(pdf: pikepdf.Pdf) -> None:
    stream = pdf.make_stream(b"")
    stream.Type, stream.Subtype, stream.BBox = Name.XObject, Name.Form, Array([0, 0, 9, 9])
    stream.Ref = Dictionary(F=String("other.pdf"), Page=0)
    drawn(pdf, stream)


def open_prepress(pdf: pikepdf.Pdf) -> None:
    stream = pdf.make_stream(b"")
    stream.Type, stream.Subtype, stream.BBox = Name.XObject, Name.Form, Array([0, 0, 9, 9])
    stream.OPI = Dictionary({"/2.0": Dictionary(Type=Name.OPI, Version=2, F=String("big.tif"))})
    drawn(pdf, stream)


def alternates(pdf: pikepdf.Pdf) -> None:
    image = pdf.make_stream(b"\0")
    image.Type, image.Subtype, image.Width, image.Height = Name.XObject, Name.Image, 1, 1
    image.ColorSpace, image.BitsPerComponent = Name.DeviceGray, 8
    image.Alternates = Array([Dictionary(Image=image, DefaultForPrinting=True)])
    drawn(pdf, image)


def postscript(pdf: pikepdf.Pdf) -> None:
    program = pdf.make_stream(b"showpage")
    program.Type, program.Subtype = Name.XObject, Name.PS
    drawn(pdf, program)


def media(kind: str, pdf: pikepdf.Pdf) -> None:
    annotate(pdf, Subtype=Name(f"/{kind}"))


def others() -> Iterator[Case]:
    yield "script by name", script_by_name, "active.javascript"
    yield "page acts", page_acts, "active.additional_actions"
    yield "document acts", document_acts, "active.additional_actions"
    yield "annotation acts", field_acts, "active.additional_actions"
    yield "xfa in one", partial(xfa, parts=False), "active.xfa"
    yield "xfa in parts", partial(xfa, parts=True), "active.xfa"
    for number, state in enumerate(({}, {"OFF": Array([])}, {"BaseState": Name.OFF})):
        yield f"layers {number}", partial(layers, **state), "active.layers"
    for name in ("invoice.xml", "a.exe", "agreement.pdf"):
        yield f"attached {name}", partial(attached, name=name), "active.embedded_file"
    for inside in (attached_to_a_page, associated, two_names, portfolio):
        yield inside.__name__, inside, "active.embedded_file"
    for outside in (stream_elsewhere, stream_at_an_address, page_of_another_file, open_prepress):
        yield outside.__name__, outside, "active.external_file"
    yield "alternates", alternates, "active.alternates"
    yield "postscript", postscript, "active.postscript"
    for kind in ("Movie", "Sound", "Screen", "3D", "RichMedia"):
        yield f"annotation {kind}", partial(media, kind), "active.multimedia"


def encrypted() -> Iterator[tuple[str, bytes, str]]:
    """Yield encrypted files: with each method, opening with and without a password."""
    no_changes = pikepdf.Permissions(
        modify_form=False, modify_annotation=False, modify_other=False, modify_assembly=False
    )
    for method in (2, 3, 4, 6):
        for user, allow, code in (
            ("", pikepdf.Permissions(), "encrypted.owner"),
            ("secret", pikepdf.Permissions(), "encrypted.open"),
            ("", no_changes, "encrypted.no_signing"),
        ):
            if method == 2 and code == "encrypted.no_signing":
                continue  # that method has no such permissions
            protection = pikepdf.Encryption(
                user=user, owner="owner", R=method, allow=allow, aes=method >= 4,
                metadata=method >= 4,
            )  # fmt: skip
            content = changed(samples.plain_page(), lambda _: None, encryption=protection)
            yield f"method {method} {code}", content, code


@cache
def active_files() -> tuple[tuple[str, bytes, str], ...]:
    """Return every file with active content: its name, its bytes, the code that refuses it."""
    page = samples.plain_page()
    return tuple(
        (name, changed(page, change), code) for name, change, code in (*actions(), *others())
    )
