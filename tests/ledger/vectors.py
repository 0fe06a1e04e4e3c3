"""The test vectors of the ledger's specification, made from fixed keys.

`python -m tests.ledger.vectors` writes them into `resources/docs/ledger-vectors.json`.
"""

import json
from pathlib import Path
from typing import Any

from signapp.ledger.encoding import canonical, commit
from signapp.ledger.entries import EntryKey
from signapp.ledger.notes import Receipt, make_checkpoint
from signapp.ledger.proofs import consistency, inclusion, root_of
from signapp.ledger.tree import leaf_hash

FILE = Path(__file__).parents[2] / "resources" / "docs" / "ledger-vectors.json"
NAME = "signapp.register/00000000000000ff"
KEY = EntryKey(bytes(range(32)))
SIZE = 13
VALUES: list[Any] = [
    {"b": 1, "a": [True, None, "käsi"], "a_2": {}},
    {"text": 'lainaus "ja" \\ viiva\n', "n": -(2**53) + 1},
    {"zh": "北京", "emoji": "\U0001f58b", "control": "\x01\x7f"},
]
REFUSED = [
    '{"b":1,"a":2}',
    '{"a": 1}',
    '{"a":1.0}',
    '{"a":1,"a":1}',
    '{"A":1}',
    '{"a":9007199254740992}',
    '{"a":"a\u0308"}',
    '{"a":"\\u00e4"}',
    '{"a":"\\/"}',
    '{"a":01}',
    '{"a":1}\n',
]


def vectors() -> dict[str, Any]:
    """Return the vectors as they are written."""
    leaves = [leaf_hash(b"leaf %d" % number) for number in range(SIZE)]
    checkpoint = make_checkpoint(NAME, SIZE, root_of(leaves).hex(), KEY)
    receipt = Receipt(6, inclusion(leaves, 6), checkpoint)
    salt, text = bytes(range(16)), "Toimenpideohjelma Helsinki–Peking"
    return {
        "canonical": [canonical(value).decode() for value in VALUES],
        "not_canonical": REFUSED,
        "commitments": [{"salt": salt.hex(), "text": text, "commitment": commit(salt, text)}],
        "leaves": [leaf.hex() for leaf in leaves],
        "roots": [root_of(leaves[:size]).hex() for size in range(SIZE + 1)],
        "inclusion": [
            {
                "index": index,
                "size": SIZE,
                "proof": [one.hex() for one in inclusion(leaves, index)],
            }
            for index in range(SIZE)
        ],
        "consistency": [
            {"old": old, "size": SIZE, "proof": _hex(consistency(leaves, old))}
            for old in range(1, SIZE + 1)
        ],
        "desk_key": KEY.public,
        "checkpoint": checkpoint.note(KEY.public),
        "receipt": receipt.text(KEY.public),
    }


def _hex(proof: tuple[bytes, ...]) -> list[str]:
    return [one.hex() for one in proof]


def written() -> str:
    """Return the file as it is to be."""
    return json.dumps(vectors(), ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    FILE.write_text(written(), encoding="utf-8")
