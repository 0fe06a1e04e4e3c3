"""Does work for many items with a few hands at once, and gives the results in their order."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from queue import SimpleQueue
from typing import TypeVar

Hand = TypeVar("Hand")
Item = TypeVar("Item")
Result = TypeVar("Result")

AHEAD = 4
"""How many items a hand may be ahead of the result that is waited for."""


def in_turn(
    hands: Sequence[Hand], work: Callable[[Hand, Item], Result], items: Iterable[Item]
) -> Iterator[Result]:
    """Yield the result of the work on each item, in order; each hand does one thing at a time.

    Only few results are held. Whoever stops asking for results leaves the rest undone.
    """
    if len(hands) == 1:
        yield from (work(hands[0], item) for item in items)
        return
    free: SimpleQueue[Hand] = SimpleQueue()
    for hand in hands:
        free.put(hand)

    def one(item: Item) -> Result:
        hand = free.get()
        try:
            return work(hand, item)
        finally:
            free.put(hand)

    executor, waiting = ThreadPoolExecutor(len(hands)), deque[Future[Result]]()
    try:
        for item in items:
            waiting.append(executor.submit(one, item))
            if len(waiting) > AHEAD * len(hands):
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        executor.shutdown(wait=False, cancel_futures=True)
