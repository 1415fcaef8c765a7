"""Which legacy encoding a text is written in, told from its bytes alone."""

from __future__ import annotations

_CANDIDATES = ["gb18030", "big5", "shift_jis", "euc_jp", "cp949", "cp1251", "cp1252"]


def guess_encoding(data: bytes) -> str | None:
    """Python's name of the likeliest encoding of `data`, which is not UTF-8; None where none fits."""
    from charset_normalizer import from_bytes  # costs more to import than most files to read

    best = from_bytes(data[:65536], cp_isolation=_CANDIDATES).best()
    return best.encoding if best is not None else None
