"""Shared memory that the sandbox can read and only the trusted process can write."""

from __future__ import annotations

import fcntl
import mmap
import os
from collections.abc import Sequence


class Switch:
    """The writable end: sets which names are refused now.

    Args:
        names: what may be refused, as the guard announces it.
    """

    def __init__(self, names: Sequence[str] = ()) -> None:
        self.names = sorted(names)
        self.refused: list[str] | None = None
        size = len(self.names) + 1  # the last byte says whether any name is refused
        self.file = os.memfd_create("refused", os.MFD_ALLOW_SEALING)
        os.ftruncate(self.file, size)
        self.memory = mmap.mmap(self.file, size)
        seals = fcntl.F_SEAL_SHRINK | fcntl.F_SEAL_GROW
        # From here on no other process can get a writable mapping, even if it reopens the file.
        fcntl.fcntl(self.file, fcntl.F_ADD_SEALS, seals | 0x10)  # F_SEAL_FUTURE_WRITE
        self.set(())

    def set(self, refused: Sequence[str]) -> None:
        """Refuse exactly these names.

        Raises:
            ValueError: a name was not announced.
        """
        if list(refused) == self.refused:  # as in nearly all calls
            return
        unknown = set(refused) - set(self.names)
        if unknown:
            raise ValueError(
                f"{min(unknown)} was not announced: write the names that the guard refuses as "
                "strings in a locked cell"
            )
        self.memory[:] = bytes([*(name in refused for name in self.names), bool(refused)])
        self.refused = list(refused)

    def close(self) -> None:
        """Release the memory."""
        self.memory.close()
        os.close(self.file)
