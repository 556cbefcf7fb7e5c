"""What was made last is kept, so that nobody can keep us busy by asking for the same again and again."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from time import monotonic
from typing import Any, Generic, TypeVar

T = TypeVar("T")


class Kept(Generic[T]):
    """What was made last, files mostly, at most `most`."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._files: OrderedDict[Hashable, T] = OrderedDict()
        self._lock = threading.Lock()

    def find(self, key: Hashable) -> T | None:
        """What is kept for `key`; None if nothing is."""
        with self._lock:
            if key in self._files:
                self._files.move_to_end(key)
            return self._files.get(key)

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """What is kept for `key`, made now if nothing is."""
        found = self.find(key)
        if found is None:
            found = make()
            with self._lock:
                self._files[key] = found
                while len(self._files) > self._most:
                    self._files.popitem(last=False)
        return found


class Lately:
    """One value of a few seconds ago at most, for pages that count what is large and shown often."""

    SECONDS = 10.0

    def __init__(self) -> None:
        self._last: tuple[float, Hashable, Any] = (0.0, None, None)

    def get(self, key: Hashable, make: Callable[[], Any]) -> Any:
        """The value for `key`, made now if the last one is of another key or too old."""
        made_at, of, value = self._last
        if of != key or monotonic() - made_at > self.SECONDS:
            value = make()
            self._last = (monotonic(), key, value)
        return value
