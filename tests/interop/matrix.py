"""Signs every document with every kind of key up to every level, with our own parts."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from signapp.demo.authority import DemoAuthority, KeyKind
from signapp.documents.pictures import mark_picture
from signapp.documents.typesetting import typeset
from signapp.domain.acts import Purpose
from signapp.domain.errors import TimeStampFailedError
from signapp.services.ports import TrustMaterial
from signapp.signing import keys
from signapp.signing.pades import assemble, extend, prepare
from tests.documents.orders import seal_order
from tests.interop.papers import Paper
from tests.signing import samples, tokens
from tests.signing.samples import MOMENT, Person

LEVELS = ("B-B", "B-T", "B-LT", "B-LTA")
KINDS: tuple[KeyKind, ...] = ("rsa3072", "p256", "rsa2048", "p384")
HOMES = ("file", "token")


@dataclass(frozen=True)
class Sample:
    """One signed file of the matrix, and how it was made."""

    paper: Paper
    level: str
    kind: str
    home: str
    mark: str
    path: Path

    @property
    def name(self) -> str:
        """How the file is told in a test's answer."""
        return f"{self.paper.name}, {self.level}, {self.kind}, {self.home}, {self.mark}"


@dataclass(frozen=True)
class Hand:
    """Who signs which field with which mark."""

    authority: DemoAuthority
    who: Person
    pin: str
    field: str
    seal: bytes
    certify: bool = False


@dataclass(frozen=True)
class Makers:
    """The two authorities, and who signs with which key from where."""

    ours: DemoAuthority
    theirs: DemoAuthority
    people: dict[tuple[str, str], Person]
    stranger: Person
    pins: dict[str, str]

    @property
    def trust(self) -> TrustMaterial:
        """Trust in both authorities."""
        one, other = (samples.trust(authority) for authority in (self.ours, self.theirs))
        return TrustMaterial(
            one.roots + other.roots,
            one.others + other.others,
            one.revocation_lists + other.revocation_lists,
        )

    def anchors(self, folder: Path) -> Path:
        """Write the roots of both."""
        roots = (x509.load_der_x509_certificate(root) for root in self.trust.roots)
        path = folder / "anchors.pem"
        path.write_bytes(b"".join(root.public_bytes(Encoding.PEM) for root in roots))
        return path

    def revocation_lists(self, folder: Path) -> list[Path]:
        """Write the lists of both, for the judge that has none in the file."""
        paths = []
        for number, content in enumerate(self.trust.revocation_lists):
            paths.append(folder / f"{number}.crl")
            paths[-1].write_bytes(content)
        return paths


def makers(folder: Path) -> Makers:
    """Found both authorities and make every key, in files and on tokens where there are any."""
    ours, theirs = DemoAuthority.found(), DemoAuthority.found()
    people = {}
    cards = tokens.Cards(folder / "cards") if tokens.MODULE else None
    if cards:
        cards.make()
    for kind in KINDS:
        issued = ours.issue(f"Anni {kind}", Purpose.SIGNATURE, kind)
        people[kind, "file"] = Person("Anni", issued, samples.key_file(folder, issued))
        if cards:
            people[kind, "token"] = Person("Anni", issued, cards.issue(kind, issued))
    stranger = samples.person(theirs, folder, "王小明", "p256")
    return Makers(ours, theirs, people, stranger, {"file": samples.PIN, "token": tokens.PIN})


def combinations(
    all_papers: Sequence[Paper], homes: Sequence[str], *, everything: bool
) -> Iterator[tuple[Paper, str, str, str]]:
    """Yield what is signed: every pair of document, level and key, or a part that covers them.

    By default every document is signed at two levels, and every level with every kind of key.
    """
    for number, paper in enumerate(all_papers):
        for step, level in enumerate(LEVELS):
            if not everything and (number + step) % 2:
                continue
            kind = KINDS[(number // 2 + step + number) % 4]
            yield paper, level, kind, homes[(number + step // 2) % len(homes)]
            if everything:
                for other in homes[1:]:
                    yield paper, level, KINDS[(number + step) % 4], other


def sign_all(
    made: Makers, all_papers: Sequence[Paper], folder: Path, *, everything: bool
) -> tuple[Sample, ...]:
    """Sign all that the matrix wants."""
    homes = [home for home in HOMES if any(where == home for _, where in made.people)]
    found = []
    wanted = dict.fromkeys(combinations(all_papers, homes, everything=everything))
    seals = marks()
    for number, (paper, level, kind, home) in enumerate(wanted):
        path = folder / f"{number:03d}.pdf"
        mark = list(seals)[number % len(seals)]
        who, pin = made.people[kind, home], made.pins[home]
        _sign(made, paper, level, who, pin, path, seals[mark])
        found.append(Sample(paper, level, kind, home, mark, path))
    return tuple(found)


def marks() -> dict[str, bytes]:
    """Return a mark of every form, by name; the empty one is an invisible signature."""
    chinese = {"language": "zh", "label": "电子签名", "lines": ["副市长", "2017年8月29日 10:15"]}
    emblem = (
        b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M1 1h7v7z"/></svg>'
    )
    looks = {
        "full": {},
        "full with a picture": {"picture": list(mark_picture(emblem))},
        "compact in Chinese": {"form": "compact", **chinese},
        "line": {"form": "line"},
    }
    drawn = {name: typeset(seal_order(**look)).pdf for name, look in looks.items()}
    return {**drawn, "invisible": b""}


def _sign(
    made: Makers, paper: Paper, level: str, who: Person, pin: str, path: Path, seal: bytes
) -> None:
    source = path.with_suffix(".source.pdf")
    source.write_bytes(paper.content)
    hand = Hand(made.ours, who, pin, paper.field, seal, paper.certify)
    _one(made, hand, level, source, path)
    if paper.second:
        first = path.rename(path.with_suffix(".first.pdf"))
        if paper.by_stranger:
            hand = replace(hand, authority=made.theirs, who=made.stranger, pin=samples.PIN)
        _one(made, replace(hand, field=samples.BEIJING, certify=False), level, first, path)


def _one(made: Makers, hand: Hand, level: str, source: Path, path: Path) -> None:
    """Sign one field and bring the file to the level."""
    stamps = samples.stamper(hand.authority)
    wish = {"output": path, "field": hand.field, "certify": hand.certify, "seal": hand.seal}
    order = samples.order(hand.authority, hand.who, source, **wish)
    prepared = prepare(order)
    certificate = hand.who.issued.der
    value = keys.sign(hand.who.home, hand.pin, certificate, prepared.signed_attributes)
    assemble(order, prepared, value, None if level == "B-B" else stamps)
    if level in ("B-LT", "B-LTA"):  # what is left without the service's second stamp is B-LT
        extended = path.with_suffix(".extended.pdf")
        service = stamps if level == "B-LTA" else _no_service
        extend(path, extended, made.trust, MOMENT, service, hand.field)
        extended.replace(path)


def _no_service(_: bytes) -> bytes:
    raise TimeStampFailedError(cause="none")


def pairs_of(found: Sequence[Sample]) -> set[tuple[str, str]]:
    """Return which level was signed with which kind of key."""
    return {(one.level, one.kind) for one in found}
