"""What was worked out before, up to a bound."""

from collections.abc import Callable
from typing import TypeVar, cast

Key = TypeVar("Key")
Value = TypeVar("Value")


class Memo(dict[Key, Value]):
    """A dict that forgets everything when it is full.

    A cached method refers to its owner, which so can only be freed by the garbage collector; with this, an index that
    is replaced is freed at once.
    """

    def __init__(self, most: int) -> None:
        super().__init__()
        self._most = most

    def of(self, key: Key, make: Callable[[Key], Value]) -> Value:
        """What was kept for a key, or what `make` makes of it now."""
        if (known := self.get(key, self)) is not self:  # one look, for another thread may clear it in between
            return cast("Value", known)
        value = make(key)
        if len(self) >= self._most:
            self.clear()
        self[key] = value
        return value
