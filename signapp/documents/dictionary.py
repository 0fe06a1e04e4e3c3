"""A Finnish dictionary, where the system has one: libvoikko with its Finnish words."""

import ctypes
import os
from contextlib import suppress
from functools import cache

LIBRARIES = ("libvoikko.so.1", "libvoikko-1.dll", "libvoikko.1.dylib")
LONGEST = 200
"""A longer word is not looked up."""


class Dictionary:
    """Tells which words are Finnish. Raises OSError where the system has no dictionary."""

    def __init__(self) -> None:
        self._library = _library()
        self._library.voikkoInit.restype = ctypes.c_void_p
        self._library.voikkoInit.argtypes = [
            ctypes.POINTER(ctypes.c_char_p), ctypes.c_char_p, ctypes.c_char_p,
        ]  # fmt: skip
        self._library.voikkoSpellCstr.argtypes = [ctypes.c_void_p, ctypes.c_char_p]
        error = ctypes.c_char_p()
        self._handle = self._library.voikkoInit(ctypes.byref(error), b"fi", None)
        if not self._handle:
            raise OSError(os.fsdecode(error.value or b""))

    def knows(self, word: str) -> bool:
        """Tell whether a word is in the dictionary, in any of its forms."""
        if not word or len(word) > LONGEST or "\0" in word:
            return False
        written = word.encode("utf-8", "ignore")
        return bool(self._library.voikkoSpellCstr(self._handle, written) == 1)


def _library() -> ctypes.CDLL:
    for name in LIBRARIES:
        with suppress(OSError):
            return ctypes.CDLL(name)
    raise OSError(LIBRARIES[0])


@cache
def _dictionary() -> Dictionary | None:
    try:
        return Dictionary()
    except (OSError, AttributeError):
        return None


def known_words(words: tuple[str, ...]) -> tuple[str, ...] | None:
    """Return those of the words that the dictionary knows; None where there is none."""
    dictionary = _dictionary()
    return None if dictionary is None else tuple(word for word in words if dictionary.knows(word))
