#!/usr/bin/env python3
"""Verifies the ledger of a signapp register without signapp:
    python3 verify_register.py REGISTER [--anchor FILE ...] [--json]

REGISTER is a folder or its register.sqlite, each FILE a checkpoint or receipt from elsewhere.
Needs Python 3.9 and `cryptography`; only reads. The rules are in ledger.md. Exit codes: 0 holds;
1 does not; 2 misused; 3 cannot be read.
"""

import argparse
import base64
import hashlib
import json
import re
import sqlite3
import sys
import unicodedata
from contextlib import closing, suppress
from datetime import datetime, timedelta, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_der_public_key

FIELDS = dict.fromkeys(("v", "rules", "seq", "case_seq"), int)
FIELDS.update(dict.fromkeys(("register", "at", "act", "case", "case_prev", "prev", "key"), str))
FIELDS.update(dict.fromkeys(("actor", "args"), dict))
BESIDE_CASES = set(
    "RegisterFounded RosterChangeProposed RosterChangeConfirmed RosterChangeRejected "
    "AbsenceRecorded AbsenceWithdrawn AppealTextWritten AppealTextApproved HistoryAccepted "
    "SessionOpened SessionClosed SignInFailed CheckpointIssued CheckpointStamped "
    "CheckoutOpened".split()
)
TELL_HISTORY = {"DecisionBegun", "CorrectionBegun", "CheckpointIssued", "CheckoutOpened"}
BY_DESK = {"TimestampAdded", *(act for act in BESIDE_CASES if act.startswith(("Check", "SignIn")))}
TEXTS = re.compile(
    rb'"(?:addressee|amended|attested_by|basis|counterparty_signatory|difference|file_name|kept_at'
    rb'|name|place|reason|review|text|title)":"([0-9a-f]{64})"'
)
DESK = {"person": "", "office": "", "capacity": "desk"}
CLOCK_TOLERANCE, LONGEST_SESSION = timedelta(minutes=5), timedelta(hours=12)
MISSHAPEN = (ValueError, TypeError, KeyError, AttributeError, IndexError, RecursionError)
NOT_CHECKED = [
    "B, authority: whether each act was allowed to its actor. signapp replays that.",
    "C, documents: what the PDF files hold, and their signatures. See check.md.",
    "What was done with checked-out cases away: their own registers are read like this one.",
    "Acts that were never recorded, and whether the desks' clocks were right.",
    "A roll-back to an older state: no anchor was given.",
]


def canonical(value):
    """Return the canonical JSON of a value: RFC 8785, for ASCII keys and whole numbers."""
    check_profile(value)
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def check_profile(value):
    """Refuse what is outside the profile: other keys, floats, large numbers, other forms."""
    if isinstance(value, (dict, list)):
        for part in value.values() if isinstance(value, dict) else value:
            check_profile(part)
        keys = value if isinstance(value, dict) else ()
        fits_profile = all(re.fullmatch("[a-z0-9_]+", key) for key in keys)
    elif isinstance(value, str):
        fits_profile = unicodedata.is_normalized("NFC", value)
    else:
        fits_profile = value is None or (isinstance(value, int) and abs(value) < 2**53)
    if not fits_profile:
        raise ValueError(value)


def read_body(body):
    """Return what a body says; bytes must be the canonical ones, fields the promised."""
    entry = json.loads(body.decode())
    form = {name: type(value) for name, value in entry.items()}
    if form != FIELDS or canonical(entry) != body or set(entry["actor"]) != set(DESK):
        raise ValueError(body)
    beside, refused = entry["act"] in BESIDE_CASES, entry["act"] == "AttemptRefused"
    if (entry["v"], entry["rules"]) != (1, 1) or (beside == bool(entry["case"]) and not refused):
        raise ValueError(body)
    return {**entry, "at": moment(entry["at"])}


def moment(text):
    """Return a moment from its one written form, in UTC."""
    at = datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%fZ" if "." in text else "%Y-%m-%dT%H:%M:%SZ")
    if f"{at.isoformat()}Z" != text:
        raise ValueError(text)
    return at.replace(tzinfo=timezone.utc)


def sha256(content):
    return hashlib.sha256(content).digest()


def fits(key, signature, message):
    """Tell whether a key signed: raw Ed25519, or SubjectPublicKeyInfo of RSA (v1.5) or EC."""
    try:
        key, signature = bytes.fromhex(key), bytes.fromhex(signature)
        if len(key) == 32:
            ed25519.Ed25519PublicKey.from_public_bytes(key).verify(signature, message)
            return True
        public = load_der_public_key(key)
        is_rsa = isinstance(public, rsa.RSAPublicKey)
        way = (padding.PKCS1v15(), SHA256()) if is_rsa else (ec.ECDSA(SHA256()),)
        public.verify(signature, message, *way)
    except (InvalidSignature, UnsupportedAlgorithm, ValueError, TypeError, AttributeError):
        return False
    return True


class Ledger:
    """Takes one entry after the other; keeps the first thing that is wrong with each."""

    def __init__(self):
        self.problems, self.roots, self.leaves, self.subtrees = [], [sha256(b"")], [], []
        self.register, self.desk_key, self.last = "", "", None
        self.heads, self.sessions, self.certificates, self.cases = {}, {}, {}, {}
        self.proposed, self.commitments, self.checkpoints, self.leaving = {}, {}, set(), ("", "")

    def take(self, body, signature):
        position, entry, problem = len(self.leaves), None, "EntryMalformed"
        with suppress(*MISSHAPEN):
            entry = read_body(body)
            problem = self.problem(entry, body, signature)
        self.grow(sha256(b"\x00" + body + signature))
        try:
            self.apply(entry or {})
        except MISSHAPEN:
            problem = problem or "EntryMalformed"
        self.problems += [(position, problem)] if problem else []

    def grow(self, leaf):
        """Add a leaf to the Merkle tree of RFC 6962, and keep the new root."""
        width, top = 1, leaf
        while self.subtrees and self.subtrees[-1][0] == width:
            top = sha256(b"\x01" + self.subtrees.pop()[1] + top)
            width *= 2
        self.subtrees.append((width, top))
        for _, subtree in reversed(self.subtrees[:-1]):
            top = sha256(b"\x01" + subtree + top)
        self.leaves.append(leaf)
        self.roots.append(top)

    def problem(self, entry, body, signature):
        """Return the first rule that an entry breaks, or nothing."""
        position, root, args = len(self.leaves), self.roots[-1].hex(), entry["args"]
        name = self.register + (f"/{position}" if entry["act"] == "CheckoutOpened" else "")
        if entry["seq"] != position or (position and entry["register"] != name):
            return "EntryOutOfOrder"
        told, tells = (args.get("size"), args.get("root")), entry["act"] in TELL_HISTORY
        if entry["prev"] != root or (tells and told != (position, root)):
            return "HistoryRewritten"
        if self.last and entry["at"] < self.last - CLOCK_TOLERANCE:
            return "TimeWentBack"
        if not (fits(entry["key"], signature.hex(), body) and self.proof_fits(entry, args)):
            return "SignatureOfEntryWrong"
        if not self.key_in_force(entry, args):
            return "KeyNotInForce"
        count, last = self.heads.get(entry["case"], (0, "")) if entry["case"] else (-1, "")
        if (entry["case_seq"], entry["case_prev"]) != (count + 1, last):
            return "CaseEntryLeftOut"
        return None

    def key_in_force(self, entry, args):
        """Tell whether the key of an entry acts for its person at that moment."""
        act, person, at = entry["act"], entry["actor"]["person"], entry["at"]
        if act == "RegisterFounded":
            return entry["seq"] == 0 and is_founding(entry, args)
        if act == "SessionOpened":
            return self.opens_session(entry, args, person)
        if entry["actor"] == DESK:
            key = self.leaving[1] if act == "CheckoutOpened" else self.desk_key
            return entry["key"] == key and act in BY_DESK
        owner, since, until, certificate = self.sessions.get(entry["key"], ("", None, None, ""))
        bound = self.certificates.get(certificate)
        lasts = bound is not None and since <= at <= min(until, bound["until"])
        return lasts and owner == person and act not in BY_DESK

    def proof_fits(self, entry, args):
        """A checkpoint is signed again, as it leaves the register; a stamp names one of them."""
        if entry["act"] in ("CheckpointIssued", "CheckoutOpened"):
            root = base64.b64encode(bytes.fromhex(args["root"])).decode()
            text = f"{self.register}\n{args['size']}\n{root}\n".encode()
            return fits(self.desk_key, args["signature"], text)
        if entry["act"] != "CheckpointStamped":
            return True
        size, note, stamp = args["size"], args["note"], bytes.fromhex(args["response"])
        own = note.count("\n") == 5 and note.split("\n")[1] == str(size)
        known = size in self.checkpoints and not self.check_anchor(note)
        at = f"{moment(args['proven']):%Y%m%d%H%M%S}".encode()
        return own and known and sha256(note.encode()) in stamp and at in stamp

    def opens_session(self, entry, args, person):
        """A bound session certificate signed that this key acts for its person for a time."""
        bound = self.certificates.get(args["certificate"])
        said = {"kind": "signapp-session/v1", "register": entry["register"], "person": person}
        said.update(key=args["session_key"], until=args["until"], root=entry["prev"])
        return (
            bound is not None
            and (bound["person"], bound["purpose"]) == (person, "session")
            and args["session_key"] == entry["key"]
            and moment(args["until"]) - entry["at"] <= LONGEST_SESSION
            and bound["since"] <= entry["at"] <= bound["until"]
            and fits(bound["public_key"], args["signature"], canonical(said))
        )

    def apply(self, entry):
        """Remember what an entry changes, right or wrong, so that the reading can go on."""
        left, self.leaving = self.leaving, ("", "")
        args, act = entry["args"], entry["act"]
        self.last = max(entry["at"], self.last or entry["at"])
        if entry["case"]:
            count, _ = self.heads.get(entry["case"], (0, ""))
            self.heads[entry["case"]] = (count + 1, self.leaves[-1].hex())
        self.cases[entry["seq"]] = entry["case"]
        for commitment in TEXTS.findall(canonical(args)):
            self.commitments.setdefault(commitment.decode(), entry["seq"])
        if act == "RegisterFounded":
            if len(self.leaves) == 1:
                self.register, self.desk_key = entry["register"], args["desk_key"]
            self.certificates = with_changes(self.certificates, args["changes"])
        elif act == "SessionOpened":
            owner, until = entry["actor"]["person"], moment(args["until"])
            self.sessions[entry["key"]] = (owner, entry["at"], until, args["certificate"])
        elif act == "CheckpointIssued":
            self.checkpoints.add(args["size"])
        elif act == "SessionClosed":
            self.sessions.pop(entry["key"], None)
        elif act == "RosterChangeProposed":
            self.proposed[args["proposal"]] = args["changes"]
        elif act == "RosterChangeConfirmed":
            changes = self.proposed.get(args["proposal"], [])
            self.certificates = with_changes(self.certificates, changes)
        elif act == "CheckoutOpened" and left[0]:  # of other cases it has no texts
            self.register, self.desk_key, self.sessions = entry["register"], entry["key"], {}
            here = {seq for seq in self.commitments.values() if self.cases[seq] in ("", left[0])}
            self.commitments = {c: seq for c, seq in self.commitments.items() if seq in here}
        elif act == "CaseCheckedOut":
            self.leaving = (entry["case"], args["desk_key"])

    def check_texts(self, texts):
        """Every committed text is there, and every text that is there fits its commitment."""
        stored = {commitment for commitment, _, _ in texts}
        for commitment, position in self.commitments.items():
            if commitment not in stored:
                self.problems.append((position, "TextMissing"))
        for commitment, salt, text in texts:
            if len(salt) != 16 or sha256(salt + text.encode()).hex() != commitment:
                self.problems.append((self.commitments.get(commitment, 0), "TextDiffers"))

    def check_anchor(self, content):
        """Return why a checkpoint or receipt speaks against the ledger, or nothing."""
        try:  # what a desk keeps is JSON
            content = json.loads(content)["note"] if content.startswith("{") else content
            head, _, note = content.rpartition("\n\n")[0].rpartition("\n\n")
            register, size, root = note.split("\n")
            size, root = int(size), base64.b64decode(root, validate=True)
            lines = content.rpartition("\n\n")[2].splitlines()
            made = [base64.b64decode(line.split(" ")[2]) for line in lines]
            named = sha256(register.encode() + b"\n\x01" + bytes.fromhex(self.desk_key))[:4]
        except MISSHAPEN:
            return "AnchorMalformed"
        signed = [one[4:].hex() for one in made if one[:4] == named]
        text = f"{note}\n".encode()
        if register != self.register or not any(fits(self.desk_key, s, text) for s in signed):
            return "AnchorOfAnotherRegister"
        if size > len(self.leaves):
            return "RegisterRolledBack"
        if self.roots[size] != root:
            return "HistoryRewritten"
        return self.check_receipt(head, size, root) if head else ""

    def check_receipt(self, head, size, root):
        """Walk from the register's own entry to the root (RFC 9162, 2.1.3.2)."""
        try:
            lines = [line for line in head.split("\n")[1:] if not line.startswith("extra ")]
            node, last = int(lines[0].split(" ")[1]), size - 1
            top = self.leaves[node]
            for step in (base64.b64decode(line, validate=True) for line in lines[1:]):
                if last == 0:
                    return "ReceiptProvesNothing"
                right = node & 1 or node == last
                top = sha256(b"\x01" + (step + top if right else top + step))
                while right and node and not node & 1:
                    node, last = node >> 1, last >> 1
                node, last = node >> 1, last >> 1
        except MISSHAPEN:
            return "AnchorMalformed"
        return "" if last == 0 and top == root else "ReceiptProvesNothing"


def is_founding(entry, args):
    """Two different registrars of the first roster signed all of it but the signatures."""
    people, signatures, changes = args["registrars"], args["signatures"], args["changes"]
    by_desk = (entry["key"], entry["actor"]["capacity"]) == (args["desk_key"], "desk")
    if not by_desk or len(set(people)) < 2 or len(people) != len(signatures):
        return False
    said = {name: value for name, value in args.items() if name != "signatures"}
    said.update(kind="signapp-founding/v1", register=entry["register"])
    bound = with_changes({}, changes).values()
    keys = {one["person"]: one["public_key"] for one in bound if one["purpose"] == "session"}
    day = entry["at"].astimezone(ZoneInfo("Europe/Helsinki")).date().isoformat()
    return all(
        person in keys
        and is_registrar(changes, person, day)
        and fits(keys[person], signature, canonical(said))
        for person, signature in zip(people, signatures)  # noqa: B905  (strict is too new)
    )


def is_registrar(changes, person, day):
    """Tell whether the first roster gives a person an office of registrar on a day."""
    formed = {(c["office"], c["kind"]): c["since"] for c in changes if c["type"] == "OfficeFormed"}
    mine = [c for c in changes if c.get("person", person) == person]
    gone = [c for c in mine if c["type"] in ("OfficeDissolved", "OfficeLeft")]
    return any(
        c["type"] == "OfficeHeld"
        and max(c["since"], formed.get((c["office"], "registrar"), "9999")) <= day
        and day <= min([c["until"], *(g["last_day"] for g in gone if g["office"] == c["office"])])
        for c in mine
    )


def with_changes(certificates, changes):
    """Return the certificates that are bound to people after changes of the roster."""
    known = dict(certificates)
    for change in changes:
        if change["type"] == "CertificateBound":
            span = {"since": moment(change["not_before"]), "until": moment(change["not_after"])}
            known.pop(change["certificate"]["sha256"], None)
            known[change["certificate"]["sha256"]] = {**change, **span}
        elif change["type"] == "CertificateUnbound" and change["certificate"] in known:
            bound = known[change["certificate"]]
            bound = {**bound, "until": min(bound["until"], moment(change["since"]))}
            known[change["certificate"]] = bound
    return known


def read_register(path, ledger):
    """Take in the entries of a register's database, in their order, and return its texts."""
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
        for seq, body, signature in connection.execute("select * from entries order by seq"):
            if seq != len(ledger.leaves):
                ledger.problems.append((len(ledger.leaves), "EntryOutOfOrder"))
            ledger.take(bytes(body), bytes(signature))
        return connection.execute("select commitment, salt, text from texts").fetchall()


def verify(path, anchors):
    ledger, path = Ledger(), path / "register.sqlite" if path.is_dir() else path
    ledger.check_texts(read_register(path, ledger))
    if not ledger.register:
        ledger.problems.append((0, "NotFounded"))
    said = {str(file): ledger.check_anchor(file.read_text("utf-8")) for file in anchors}
    return {
        "holds": not ledger.problems and not any(said.values()),
        "register": ledger.register,
        "entries": len(ledger.leaves),
        "root": ledger.roots[-1].hex(),
        "founding": ledger.leaves[0].hex() if ledger.leaves else "",
        "problems": [{"entry": seq, "code": code} for seq, code in sorted(ledger.problems)],
        "anchors": [{"file": file, "problem": problem} for file, problem in said.items()],
        "not_checked": NOT_CHECKED[:-1] if anchors else NOT_CHECKED,
    }


def show(found):
    print("HOLDS" if found["holds"] else "DOES NOT HOLD", "(level A: integrity)")
    for name in ("register", "founding", "entries", "root"):
        print(name, found[name])
    for one in found["problems"]:
        print(f"  entry {one['entry']}: {one['code']}")
    for one in found["anchors"]:
        print(f"  anchor {one['file']}: {one['problem'] or 'the register continues it'}")
    print("Not checked here:", *found["not_checked"], sep="\n  ")


def main():
    parser = argparse.ArgumentParser(description="Verifies the ledger of a signapp register.")
    parser.add_argument("register", type=Path)
    parser.add_argument("--anchor", type=Path, action="append", default=[])
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    try:
        found = verify(asked.register, asked.anchor)
    except (sqlite3.Error, OSError, *MISSHAPEN) as error:
        print(f"cannot be read: {error}", file=sys.stderr)
        return 3
    print(json.dumps(found, indent=2)) if asked.json else show(found)
    return 0 if found["holds"] else 1


if __name__ == "__main__":
    sys.exit(main())
