#!/usr/bin/env python3
"""Verifies the ledger of a signapp register, or evidence taken out of one, without signapp:
    python3 verify_register.py REGISTER_OR_ZIP [--anchor FILE ...] [--json]

REGISTER is a register's folder or its register.sqlite, ZIP the evidence on a case. Each FILE is a
checkpoint (signed note) or a receipt (.tlog-proof) from elsewhere. Needs Python 3.9 or newer and
`cryptography`; only reads. The rules are in ledger.md. Exit codes: 0 holds; 1 does not; 2 misused;
3 cannot be read.
"""

import argparse, base64, hashlib, json, re, sqlite3, sys, unicodedata, zipfile, zlib
from contextlib import closing, suppress
from datetime import datetime, timedelta, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_der_public_key as load_public_key

FIELDS = {**dict.fromkeys(("v", "rules", "seq", "case_seq"), int), "actor": dict, "args": dict}
FIELDS.update(dict.fromkeys("register at act case case_prev prev key".split(), str))
BY_DESK = {
    *"SignInFailed TimestampAdded CheckpointIssued CheckpointStamped CaseHeadSigned".split(),
    *"CheckoutOpened BackupMade RegisterRestored DocumentsSwept".split(),
}
BESIDE_CASES = (BY_DESK - {"TimestampAdded"}) | {
    *"RegisterFounded RosterChangeProposed RosterChangeConfirmed RosterChangeRejected".split(),
    *"AbsenceRecorded AbsenceWithdrawn AppealTextWritten AppealTextApproved".split(),
    *"SessionOpened SessionClosed HistoryAccepted AuditExported RestoreConfirmed".split(),
    "TextErased",
}
TELL_HISTORY = {
    *"DecisionBegun CorrectionBegun CheckpointIssued CheckoutOpened RegisterRestored".split()
}
TEXTS = re.compile(
    rb'"(?:addressee|amended|attested_by|basis|counterparty_signatory|difference|file_name|kept_at'
    rb'|name|place|reason|review|text|title)":"([0-9a-f]{64})"'
)
DESK = {"person": "", "office": "", "capacity": "desk"}
CLOCK_TOLERANCE, LONGEST_SESSION, MOST_BYTES = timedelta(minutes=5), timedelta(hours=12), 200 << 20
MISSHAPEN = (ValueError, TypeError, KeyError, AttributeError, IndexError, RecursionError)
UNREADABLE = (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError)
MANIFEST, ELSEWHERE = "manifest.json", "AnchorOfAnotherMoment"
PARTS = ("bundle.json", "ledger.json", "texts.json")
NOT_CHECKED = [
    "B, authority: whether each act was allowed to its actor. signapp replays that.",
    "C, documents: what the PDF files hold, and their signatures. See check.md.",
    "What was done with checked-out cases away: their own registers are read like this one.",
    "Acts that were never recorded, and whether the desks' clocks were right.",
    "A roll-back to an older state: no anchor was given.",
]

def refuse(value):
    raise ValueError(value)
def whole(text):
    return int(text) if len(text) < 18 and abs(int(text)) < 2**53 else refuse(text)
def plain_keys(value):
    return value if all(re.fullmatch("[a-z0-9_]+", key) for key in value) else refuse(value)

def canonical(value):
    """Return the canonical JSON of a value: RFC 8785, for ASCII keys and whole numbers."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()

def read_json(content):
    """Return a value; the bytes must be the canonical ones, without floats, in form NFC."""
    text, hooks = content.decode(), {"parse_float": refuse, "parse_constant": refuse}
    value = json.loads(text, parse_int=whole, object_hook=plain_keys, **hooks)
    fits_profile = canonical(value) == content and unicodedata.is_normalized("NFC", text)
    return value if fits_profile else refuse(text)

def read_body(body):
    """Return what a body says; its members must be the promised ones."""
    entry = read_json(body)
    good = {name: type(value) for name, value in entry.items()} == FIELDS
    good = good and (entry["v"], entry["rules"], set(entry["actor"])) == (1, 1, set(DESK))
    fitting = (entry["act"] in BESIDE_CASES) != bool(entry["case"])
    good = good and (fitting or entry["act"] == "AttemptRefused")
    return {**entry, "at": moment(entry["at"])} if good else refuse(body)

def sha256(content):
    return hashlib.sha256(content).digest()

def moment(text):
    """Return a moment from its one written form, in UTC."""
    at = datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%fZ" if "." in text else "%Y-%m-%dT%H:%M:%SZ")
    return at.replace(tzinfo=timezone.utc) if f"{at.isoformat()}Z" == text else refuse(text)

def fits(key, signature, message):
    """Tell whether a key signed: raw Ed25519, or SubjectPublicKeyInfo of RSA (v1.5) or EC."""
    with suppress(InvalidSignature, UnsupportedAlgorithm, *MISSHAPEN):
        raw, signature, how = bytes.fromhex(key), bytes.fromhex(signature), (ec.ECDSA(SHA256()),)
        own = len(raw) == 32
        public = ed25519.Ed25519PublicKey.from_public_bytes(raw) if own else load_public_key(raw)
        how = (padding.PKCS1v15(), SHA256()) if isinstance(public, rsa.RSAPublicKey) else how
        public.verify(signature, message, *(() if own else how))
        return True
    return False

class Ledger:
    """Takes one entry after the other; keeps the first thing that is wrong with each."""

    def __init__(self):
        self.problems, self.roots, self.leaves, self.subtrees = [], {0: sha256(b"")}, {}, []
        self.register, self.desk_key, self.last, self.size = "", "", None, 0
        self.heads, self.sessions, self.certificates, self.checkpoints = {}, {}, {}, set()
        self.proposed, self.commitments, self.read, self.leaving = {}, {}, [], ("", "")
        self.erased = set()

    def take(self, body, signature):
        """Verify the next entry and take it in."""
        position, entry, problem = self.size, None, "EntryMalformed"
        with suppress(*MISSHAPEN):
            entry = read_body(body)
            problem = self.problem(entry, body, signature)
        leaf = self.leaves[position] = sha256(b"\x00" + body + signature)
        self.grow(leaf)
        try:
            self.apply(entry or {}, leaf)
        except MISSHAPEN:
            problem = problem or "EntryMalformed"
        self.problems += [(position, problem)] if problem else []

    def grow(self, top, width=1):
        """Add a leaf to the Merkle tree of RFC 6962, or the subtree of several; keep the root."""
        self.size += width
        while self.subtrees and self.subtrees[-1][0] == width:
            width, top = width * 2, sha256(b"\x01" + self.subtrees.pop()[1] + top)
        self.subtrees.append((width, top))
        for _, subtree in reversed(self.subtrees[:-1]):
            top = sha256(b"\x01" + subtree + top)
        self.roots[self.size] = top

    def problem(self, entry, body, signature):
        """Return the first rule that an entry breaks, or nothing."""
        args, true = entry["args"], (self.size, self.roots[self.size].hex())
        name = self.register + (f"/{self.size}" if entry["act"] == "CheckoutOpened" else "")
        if entry["seq"] != self.size or (self.size and entry["register"] != name):
            return "EntryOutOfOrder"
        tells = entry["act"] in TELL_HISTORY
        if entry["prev"] != true[1] or (tells and (args.get("size"), args.get("root")) != true):
            return "HistoryRewritten"
        if self.last and entry["at"] < self.last - CLOCK_TOLERANCE:
            return "TimeWentBack"
        if not (fits(entry["key"], signature.hex(), body) and self.proof_fits(entry["act"], args)):
            return "SignatureOfEntryWrong"
        if not self.key_in_force(entry, args):
            return "KeyNotInForce"
        count, last = self.heads.get(entry["case"], (0, "")) if entry["case"] else (-1, "")
        goes_on = (entry["case_seq"], entry["case_prev"]) == (count + 1, last)
        if entry["act"] == "CaseHeadSigned":
            goes_on &= (args["entries"], args["last"]) == self.heads.get(args["number"])
        return None if goes_on else "CaseEntryLeftOut"

    def key_in_force(self, entry, args):
        """Tell whether the key of an entry acts for its person at that moment."""
        act, person, at = entry["act"], entry["actor"]["person"], entry["at"]
        if act == "RegisterFounded":
            return entry["seq"] == 0 and is_founding(entry, args)
        if act == "SessionOpened":
            return self.opens_session(entry, args)
        if entry["actor"] == DESK:
            key = self.leaving[1] if act == "CheckoutOpened" else self.desk_key
            return entry["key"] == key and act in BY_DESK
        owner, since, until, certificate = self.sessions.get(entry["key"], ("", None, None, ""))
        bound = self.certificates.get(certificate)
        good = owner == person and bound is not None and act not in BY_DESK
        return good and since <= at <= until and at <= bound["until"]

    def proof_fits(self, act, args):
        """A checkpoint is signed again, as it leaves the register; a stamp names one of them."""
        if act in ("CheckpointIssued", "CheckoutOpened"):
            root = base64.b64encode(bytes.fromhex(args["root"])).decode()
            text = f"{self.register}\n{args['size']}\n{root}\n".encode()
            return fits(self.desk_key, args["signature"], text)
        if act != "CheckpointStamped":
            return True
        size, note, stamp = args["size"], args["note"], bytes.fromhex(args["response"])
        own = size in self.checkpoints and note.startswith(f"{self.register}\n{size}\n")
        own = own and note.count("\n") == 5 and not self.check_anchor(note)
        at = f"{moment(args['proven']):%Y%m%d%H%M%S}".encode()
        return own and sha256(note.encode()) in stamp and at in stamp

    def opens_session(self, entry, args):
        """A bound session certificate signed that this key acts for its person for a time."""
        bound, at, key = self.certificates.get(args["certificate"]), entry["at"], entry["key"]
        said = {"kind": "signapp-session/v1", "key": key, "person": entry["actor"]["person"]}
        said.update(register=entry["register"], until=args["until"], root=entry["prev"])
        own = (said["person"], "session", args["session_key"])
        good = bound is not None and (bound["person"], bound["purpose"], key) == own
        good = good and moment(args["until"]) - at <= LONGEST_SESSION
        good = good and bound["since"] <= at <= bound["until"]
        return good and fits(bound["public_key"], args["signature"], canonical(said))

    def apply(self, entry, leaf):
        """Remember what an entry changes, right or wrong, so that the reading can go on."""
        left, self.leaving = self.leaving, ("", "")
        args, act, case = entry["args"], entry["act"], entry["case"]
        self.last = max(entry["at"], self.last or entry["at"])
        self.read.append((entry, leaf))
        if case:
            self.heads[case] = (self.heads.get(case, (0, ""))[0] + 1, leaf.hex())
        self.erased |= {args["erased"]} if act == "TextErased" else set()
        for commitment in TEXTS.findall(canonical(args)):
            self.commitments.setdefault(commitment.decode(), (entry["seq"], case))
        if act == "RegisterFounded" and self.size == 1:
            self.register, self.desk_key = entry["register"], args["desk_key"]
        if act in ("RegisterFounded", "RosterChangeConfirmed"):
            changes = args.get("changes", self.proposed.get(args.get("proposal"), []))
            self.certificates = with_changes(self.certificates, changes)
        elif act == "SessionOpened":
            session = (entry["at"], moment(args["until"]), args["certificate"])
            self.sessions[entry["key"]] = (entry["actor"]["person"], *session)
        elif act == "CheckpointIssued":
            self.checkpoints.add(args["size"])
        elif act == "SessionClosed":
            self.sessions.pop(entry["key"], None)
        elif act == "RosterChangeProposed":
            self.proposed[args["proposal"]] = args["changes"]
        elif act == "CheckoutOpened" and left[0]:  # of other cases it has no texts
            self.register, self.desk_key, self.sessions = entry["register"], entry["key"], {}
            made, here = self.commitments.items(), ("", left[0])
            self.commitments = {one: (seq, of) for one, (seq, of) in made if of in here}
        elif act == "CaseCheckedOut":
            self.leaving = (case, args["desk_key"])

    def check_texts(self, texts, case=None):
        """Every committed text is there (in evidence those of the case), and each that is fits."""
        made = {c: at for c, (at, of) in self.commitments.items() if case in (None, of)}
        for one in made.keys() - self.erased - {stored for stored, _, _ in texts}:
            self.problems.append((made[one], "TextMissing"))
        for commitment, salt, text in texts:
            if len(salt) != 16 or sha256(salt + text.encode()).hex() != commitment:
                self.problems.append((made.get(commitment, 0), "TextDiffers"))

    def check_evidence(self, case, checkpoint):
        """The desk said last how far the case had come, and what else of the ledger goes along."""
        around, head = Ledger(), self.read[-1][0] if self.read else {"act": "", "args": {}}
        for leaf in (leaf for one, leaf in self.read[:-1] if one["case"] != case):
            around.grow(leaf)
        told = head["args"]
        if head["act"] != "CaseHeadSigned" or told["number"] != case:
            self.problems.append((self.size, "CaseHeadMissing"))
        elif told["around"] != around.roots[around.size].hex():
            self.problems.append((self.size, "EvidenceIncomplete"))
        problem = self.check_anchor(checkpoint)
        if problem == "AnchorOfAnotherRegister":
            self.problems.append((self.size, problem))
        elif problem or checkpoint.split("\n")[1] != str(self.size):
            self.problems.append((self.size, "HistoryRewritten"))

    def check_anchor(self, content):
        """Return why a checkpoint, or that of a receipt, speaks against the ledger, or nothing."""
        try:  # what a desk keeps is JSON
            content = json.loads(content)["note"] if content.startswith("{") else content
            note = content.rpartition("\n\n")[0].rpartition("\n\n")[2]
            register, size, root = note.split("\n")
            size, root = int(size), base64.b64decode(root, validate=True)
            lines = content.rpartition("\n\n")[2].splitlines()
            made = [base64.b64decode(line.split(" ")[2]) for line in lines]
            named = sha256(register.encode() + b"\n\x01" + bytes.fromhex(self.desk_key))[:4]
        except MISSHAPEN:
            return "AnchorOfAnotherRegister"
        signed = [one[4:].hex() for one in made if one[:4] == named and register == self.register]
        if not any(fits(self.desk_key, one, f"{note}\n".encode()) for one in signed):
            return "AnchorOfAnotherRegister"
        if size not in self.roots:
            return ELSEWHERE if len(self.leaves) < self.size else "RegisterRolledBack"
        return "" if self.roots[size] == root else "HistoryRewritten"

def is_founding(entry, args):
    """Two different registrars of the first roster signed all of it but the signatures."""
    people, signatures, changes = args["registrars"], args["signatures"], args["changes"]
    good = (entry["key"], entry["actor"]["capacity"]) == (args["desk_key"], "desk")
    good = good and len(set(people)) >= 2 and len(people) == len(signatures)
    said = {name: value for name, value in args.items() if name != "signatures"}
    said.update(kind="signapp-founding/v1", register=entry["register"])
    bound = with_changes({}, changes).values()
    keys = {one["person"]: one["public_key"] for one in bound if one["purpose"] == "session"}
    day = entry["at"].astimezone(ZoneInfo("Europe/Helsinki")).date().isoformat()
    signed = [fits(keys.get(p), s, canonical(said)) for p, s in zip(people, signatures)]
    return good and all(signed) and all(is_registrar(changes, person, day) for person in people)

def is_registrar(changes, person, day):
    """Tell whether the first roster gives a person an office of registrar on a day."""
    formed = {(c["office"], c["kind"]): c["since"] for c in changes if c["type"] == "OfficeFormed"}
    how = (("OfficeDissolved", None), ("OfficeLeft", person))
    ends = [(c["office"], c["last_day"]) for c in changes if (c["type"], c.get("person")) in how]
    return any(
        (c["type"], c.get("person")) == ("OfficeHeld", person)
        and max(c["since"], formed.get((c["office"], "registrar"), "9999")) <= day
        and day <= min([c["until"], *(last for office, last in ends if office == c["office"])])
        for c in changes
    )

def with_changes(certificates, changes):
    """Return the certificates that are bound to people after changes of the roster."""
    known = dict(certificates)
    for one in changes:
        name = one.get("certificate")
        if one["type"] == "CertificateBound":
            known.pop(name["sha256"], None)
            span = {"since": moment(one["not_before"]), "until": moment(one["not_after"])}
            known[name["sha256"]] = {**one, **span}
        elif one["type"] == "CertificateUnbound" and name in known:
            until = min(known[name]["until"], moment(one["since"]))
            known[name] = {**known[name], "until": until}
    return known

def read_register(path):
    """Return the ledger of a register's database, with its texts compared."""
    ledger = Ledger()
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
        for seq, body, signature in connection.execute("select * from entries order by seq"):
            if seq != ledger.size:
                ledger.problems.append((ledger.size, "EntryOutOfOrder"))
            ledger.take(bytes(body), bytes(signature))
        texts = connection.execute("select commitment, salt, text from texts").fetchall()
    ledger.check_texts(texts)
    return ledger

def read_evidence(path):
    """Return the ledger of evidence, what it is, and the members that are not as it lists them."""
    content, wanted, ledger = {}, {}, Ledger()
    with zipfile.ZipFile(path) as archive:
        sum(one.file_size for one in archive.infolist()) <= MOST_BYTES or refuse("too large")
        for name in archive.namelist():
            with suppress(*UNREADABLE):
                content[name] = archive.read(name)
    with suppress(*MISSHAPEN):
        wanted = {row["name"]: row for row in read_json(content.pop(MANIFEST))["members"]}
    true = {name: (sha256(data).hex(), len(data)) for name, data in content.items()}
    told = {name: (row["sha256"], row["length"]) for name, row in wanted.items()}
    damaged = sorted(name for name in {*true, *told} if true.get(name) != told.get(name))
    if not wanted or set(PARTS) & set(damaged):
        return ledger, {}, damaged if wanted else [MANIFEST]
    bundle, part = read_json(content[PARTS[0]]), read_json(content[PARTS[1]])
    for row in sorted(part["entries"] + part["gaps"], key=lambda row: row["seq"]):
        if "body" in row:
            ledger.take(row["body"].encode(), bytes.fromhex(row["signature"]))
        elif row["seq"] == ledger.size and row["seq"] % row["width"] == 0:
            ledger.grow(bytes.fromhex(row["hash"]), row["width"])
        else:
            ledger.problems.append((row["seq"], "EntryOutOfOrder"))
    ledger.check_evidence(bundle["case"], part["checkpoint"])
    if not bundle["public"]:
        texts = map(dict.values, read_json(content[PARTS[2]])["texts"])
        ledger.check_texts([(c, bytes.fromhex(s), t) for c, s, t in texts], bundle["case"])
    return ledger, bundle, damaged

def verify(path, anchors):
    """Return what is found, as a dictionary that can be printed as JSON."""
    path = path / "register.sqlite" if path.is_dir() else path
    is_evidence = zipfile.is_zipfile(path)
    ledger, bundle, damaged = read_evidence(path) if is_evidence else (read_register(path), {}, [])
    if not ledger.desk_key and not damaged:
        ledger.problems.append((0, "NotFounded"))
    said = {str(file): ledger.check_anchor(file.read_text("utf-8")) for file in anchors}
    speaking = [problem for problem in said.values() if problem != ELSEWHERE]
    return {
        "holds": not (ledger.problems or damaged or any(speaking)),
        "register": ledger.register,
        "founding": ledger.leaves.get(0, b"").hex(),
        **({"case": bundle["case"], "nothing_known_after": bundle["made"]} if bundle else {}),
        "entries": ledger.size,
        "root": ledger.roots[ledger.size].hex(),
        "damaged": damaged,
        "problems": [{"entry": seq, "code": code} for seq, code in sorted(ledger.problems)],
        "anchors": [{"file": file, "problem": problem} for file, problem in said.items()],
        "not_checked": NOT_CHECKED[:-1] if speaking else NOT_CHECKED,
    }

def show(found):
    """Print what was found for a person."""
    print("HOLDS" if found["holds"] else "DOES NOT HOLD", "(level A: integrity)")
    for name, value in list(found.items())[1:]:
        for row in value if isinstance(value, list) else [value]:
            said = row.values() if isinstance(row, dict) else [row]
            print(f"{name.replace('_', ' ')}:", *said)

def main():
    """Verify what the command line names; return the exit code."""
    parser = argparse.ArgumentParser(description="Verifies a signapp register, or evidence.")
    parser.add_argument("register", type=Path)
    parser.add_argument("--anchor", type=Path, action="append", default=[])
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    try:
        found = verify(asked.register, asked.anchor)
    except (sqlite3.Error, OSError, *UNREADABLE, *MISSHAPEN) as error:
        print(f"cannot be read: {error}", file=sys.stderr)
        return 3
    print(json.dumps(found, indent=2)) if asked.json else show(found)
    return 0 if found["holds"] else 1

if __name__ == "__main__":
    sys.exit(main())
