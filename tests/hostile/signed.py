"""What only we can sign, forged: tickets and solutions of proofs of work."""

import base64
import json

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from tests.hostile.material import CHALLENGE, TICKET, Bytes, mostly, pieces, some

NEEDED = ("algorithm", "nonce", "salt", "cost")
OPTIONAL = ("keyLength", "keyPrefix", "keySignature", "memoryCost", "parallelism", "expiresAt", "data")
LEAVES = ("\ud800", "a" * 9000, 2**70, True, "é", "PBKDF2/SHA-256", "ARGON2ID", -1, 0)


def tickets() -> Bytes:
    """Tickets that we did not give out."""
    made_up = (b"1/1/link/675n.1/abc/1700000000/0.x", b"1/1/link/675n.1/abc/" + b"9" * 30 + b"/0.x", b".", b"//////.")
    spoiled = (TICKET + b"x", b"x" + TICKET, TICKET + TICKET, TICKET[:4], TICKET + b"\xff")
    return some([*made_up, *spoiled], pieces)


def proofs() -> Bytes:
    """Solutions that nobody has worked for."""
    tree = st.recursive(
        st.one_of(st.none(), st.integers(), st.floats(), st.text(max_size=8), st.sampled_from(LEAVES)),
        lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=4), inner, max_size=3)),
        max_leaves=4,
    )
    parameters = _object(tree, NEEDED, OPTIONAL)
    challenge = st.fixed_dictionaries({"parameters": mostly(parameters, tree), "signature": tree})
    solution = _object(tree, ("counter", "derivedKey"), ("time",))
    whole = st.fixed_dictionaries({"challenge": mostly(challenge, tree), "solution": solution})
    deep = st.sampled_from([b"[" * 60_000, b'{"challenge":' * 9000, b"\xff\xfe", b"null", b'"'])
    texts = mostly(mostly(whole, tree).map(_written), deep, 5).map(base64.b64encode)
    return mostly(texts, some([CHALLENGE], pieces, 1))


def _object(tree: SearchStrategy[object], needed: tuple[str, ...], optional: tuple[str, ...]) -> SearchStrategy[object]:
    return st.fixed_dictionaries(dict.fromkeys(needed, tree), optional=dict.fromkeys(optional, tree))


def _written(tree: object) -> bytes:
    return json.dumps(tree).encode("utf-8", "surrogatepass")
