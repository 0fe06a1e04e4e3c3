"""The trust anchors that a register keeps beside it, and anchors from a PEM file."""

from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from signapp.domain import errors
from signapp.services.ports import TrustMaterial
from signapp.storage.trusted_lists import ListFolder

ROOTS, OTHERS = "roots.pem", "others.pem"
PEM_FILES = (".pem", ".crt", ".cer")


class FolderTrust:
    """Trust material in a folder of PEM files, revocation lists and trusted lists.

    Fits `ports.Trust`; `trusted_lists` are those beside the anchors.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.trusted_lists = ListFolder(folder)

    def material(self) -> TrustMaterial:
        """Return what is in the folder. Raises StorageError."""
        try:
            lists = tuple(path.read_bytes() for path in sorted(self._folder.glob("*.crl")))
            answers = tuple(path.read_bytes() for path in sorted(self._folder.glob("*.ocsp")))
        except OSError as e:
            raise errors.StorageError(cause=str(e)) from e
        return TrustMaterial(
            roots=read_pem(self._folder / ROOTS),
            others=read_pem(self._folder / OTHERS),
            revocation_lists=lists,
            answers=answers,
            lists=kept.lists if (kept := self.trusted_lists.lists()) else (),
        )

    def keep_evidence(self, name: str, content: bytes) -> None:
        """Keep an answer that was asked for, in place of an older one of the same name.

        It is of use for a while and stands in the signed files besides: a full disk stops nothing.
        """
        place = self._folder / (name + (".ocsp" if name.startswith("ocsp") else ".crl"))
        unfinished = place.with_suffix(".part")
        with suppress(OSError):
            self._folder.mkdir(mode=0o700, exist_ok=True)
            _write(unfinished, content)
            unfinished.replace(place)

    def keep(self, trust: TrustMaterial) -> None:
        """Write trust material into the folder. Raises StorageError."""
        try:
            self._folder.mkdir(mode=0o700, exist_ok=True)
            for name, certificates in ((ROOTS, trust.roots), (OTHERS, trust.others)):
                if certificates:
                    write_pem(self._folder / name, certificates)
            for number, content in enumerate(trust.revocation_lists, 1):
                _write(self._folder / f"{number}.crl", content)
        except OSError as e:
            raise errors.StorageError(cause=str(e)) from e


def anchors_in(folder: Path) -> TrustMaterial:
    """Return what a folder gives to trust: as a register keeps it, or every PEM file an anchor.

    Raises StorageError, TrustFileError when there is no anchor in it.
    """
    kept = FolderTrust(folder).material()
    if not kept.roots:
        files = sorted(one for one in folder.iterdir() if one.suffix.lower() in PEM_FILES)
        kept = replace(kept, roots=tuple(der for one in files for der in read_pem(one)))
    if not kept.roots:
        raise errors.TrustFileError(file=folder)
    return kept


def read_pem(path: Path) -> tuple[bytes, ...]:
    """Return the certificates (DER) of a PEM file; none when there is no such file.

    Raises TrustFileError for a file that holds something else.
    """
    try:
        certificates = x509.load_pem_x509_certificates(path.read_bytes())
    except FileNotFoundError:
        return ()
    except (ValueError, OSError) as e:
        raise errors.TrustFileError(file=path) from e
    return tuple(certificate.public_bytes(Encoding.DER) for certificate in certificates)


def write_pem(path: Path, certificates: tuple[bytes, ...]) -> None:
    """Write certificates (DER) as a PEM file."""
    loaded = (x509.load_der_x509_certificate(one) for one in certificates)
    _write(path, b"".join(one.public_bytes(Encoding.PEM) for one in loaded))


def _write(path: Path, content: bytes) -> None:
    path.touch(0o600)
    path.write_bytes(content)
