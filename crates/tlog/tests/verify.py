#!/usr/bin/env python3
"""Checks a log from its files alone: C2SP tlog-tiles, signed-note, tlog-checkpoint, tlog-cosignature and tlog-proof, RFC 9162 and RFC 8032.

usage: verify.py FOLDER      FOLDER holds checkpoint, tile/…, tile/entries/…, keys (a vkey a line), proofs and first.tlog-proof
Exit 0 when everything holds, 1 with the first thing that does not. Standard library only; where the `cryptography` package is
installed, each signature is checked with it too and both answers must agree.
"""
import base64
import hashlib
import pathlib
import sys

try:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
except ImportError:
    Ed25519PublicKey = None


class Refused(Exception):
    pass


def demand(holds, what):
    if not holds:
        raise Refused(what)


# Ed25519 (RFC 8032 section 5.1), verification only, in extended coordinates.
P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
ROOT_OF_MINUS_ONE = pow(2, (P - 1) // 4, P)


def add(p, q):
    a = (p[1] - p[0]) * (q[1] - q[0]) % P
    b = (p[1] + p[0]) * (q[1] + q[0]) % P
    c = 2 * p[3] * q[3] * D % P
    d = 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def times(scalar, point):
    total = (0, 1, 1, 0)
    while scalar:
        if scalar & 1:
            total = add(total, point)
        point = add(point, point)
        scalar >>= 1
    return total


def decompress(data):
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & (2**255 - 1)
    demand(y < P, "point out of range")
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT_OF_MINUS_ONE % P
    demand((x * x - square) % P == 0 and (x or not sign), "not a point")
    if x & 1 != sign:
        x = P - x
    return x, y, 1, x * y % P


BASE = decompress((4 * pow(5, -1, P) % P).to_bytes(32, "little"))


def ed25519_fits(public, message, signature):
    if len(signature) != 64:
        return False
    scalar = int.from_bytes(signature[32:], "little")
    if scalar >= ORDER:
        return False
    try:
        key, commitment = decompress(public), decompress(signature[:32])
    except Refused:
        return False
    digest = hashlib.sha512(signature[:32] + public + message).digest()
    left = times(scalar, BASE)
    right = add(commitment, times(int.from_bytes(digest, "little") % ORDER, key))
    same = (left[0] * right[2] - right[0] * left[2]) % P == 0 and (left[1] * right[2] - right[1] * left[2]) % P == 0
    if Ed25519PublicKey is not None:
        try:
            Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
            other = True
        except InvalidSignature:
            other = False
        demand(same == other, "two Ed25519 implementations disagree")
    return same


# Notes and checkpoints.
def unbase64(text):
    try:
        return base64.b64decode(text, validate=True)
    except ValueError:
        raise Refused(f"not base64: {text}") from None


def read_key(vkey):
    name, key_id, encoded = vkey.split("+", 2)
    typed = unbase64(encoded)
    expected = hashlib.sha256(name.encode() + b"\n" + typed).digest()[:4]
    demand(expected.hex() == key_id, f"key id of {name}")
    return name, expected, typed[0], typed[1:]


def open_note(note, keys):
    text, _, lines = note.rpartition("\n\n")
    text += "\n"
    fitting = 0
    for line in lines.removesuffix("\n").split("\n"):
        dash, name, encoded = line.split(" ")
        demand(dash == "\u2014", "signature line")
        signature = unbase64(encoded)
        for key_name, key_id, kind, public in keys:
            if (key_name, key_id) != (name, signature[:4]):
                continue
            message, body = text.encode(), signature[4:]
            if kind == 4:
                seconds, body = int.from_bytes(body[:8], "big"), body[8:]
                message = b"cosignature/v1\ntime %d\n" % seconds + message
            demand(ed25519_fits(public, message, body), f"signature of {name}")
            fitting += 1
    demand(fitting == len(keys), f"{fitting} of {len(keys)} signatures")
    return text


def read_checkpoint(text, origin):
    found, size, root = text.split("\n")[:3]
    demand(found == origin, "origin")
    demand(str(int(size)) == size, "size")
    return int(size), unbase64(root)


# The tree.
def leaf_hash(entry):
    return hashlib.sha256(b"\0" + entry).digest()


def node_hash(left, right):
    return hashlib.sha256(b"\1" + left + right).digest()


def root_of(hashes):
    """Level by level: pairs are joined, an odd one is promoted; the same tree as the recursive definition."""
    if not hashes:
        return hashlib.sha256().digest()
    while len(hashes) > 1:
        joined = [node_hash(*hashes[i:i + 2]) for i in range(0, len(hashes) - 1, 2)]
        hashes = joined + ([hashes[-1]] if len(hashes) % 2 else [])
    return hashes[0]


def included(leaf, index, size, proof, root):
    """RFC 9162 section 2.1.3.2"""
    fn, sn, r = index, size - 1, leaf
    for p in proof:
        if sn == 0:
            return False
        if fn & 1 or fn == sn:
            r = node_hash(p, r)
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            r = node_hash(r, p)
        fn, sn = fn >> 1, sn >> 1
    return index < size and sn == 0 and r == root


def consistent(first, first_root, second, second_root, proof):
    """RFC 9162 section 2.1.4.2; the empty tree and the same tree need no proof."""
    if first == 0:
        return not proof and first_root == hashlib.sha256().digest()
    if first == second:
        return not proof and first_root == second_root
    if first & (first - 1) == 0:
        proof = [first_root] + proof
    if not proof:
        return False
    fn, sn = first - 1, second - 1
    while fn & 1:
        fn, sn = fn >> 1, sn >> 1
    fr = sr = proof[0]
    for c in proof[1:]:
        if sn == 0:
            return False
        if fn & 1 or fn == sn:
            fr, sr = node_hash(c, fr), node_hash(c, sr)
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            sr = node_hash(sr, c)
        fn, sn = fn >> 1, sn >> 1
    return fr == first_root and sr == second_root and sn == 0


# The files.
def place(index, width):
    path = f"{index % 1000:03}"
    while index := index // 1000:
        path = f"x{index % 1000:03}/{path}"
    return path if width == 256 else f"{path}.p/{width}"


def read_all(folder, prefix, count):
    """Every tile of one level or every bundle, in order, with its width."""
    for index in range(-(-count // 256)):
        width = min(256, count - index * 256)
        yield (folder / prefix / place(index, width)).read_bytes(), width


def read_entries(folder, size):
    for bundle, width in read_all(folder, "tile/entries", size):
        entries = []
        while bundle:
            length = int.from_bytes(bundle[:2], "big")
            demand(len(bundle) >= 2 + length, "entry runs past its bundle")
            entries.append(bundle[2:2 + length])
            bundle = bundle[2 + length:]
        demand(len(entries) == width, "entries in a bundle")
        yield from entries


def check_tiles(folder, leaves):
    level, hashes = 0, leaves
    while hashes:
        stored = b"".join(tile for tile, _ in read_all(folder, f"tile/{level}", len(hashes)))
        demand(stored == b"".join(hashes), f"tiles of level {level}")
        hashes = [root_of(hashes[i:i + 256]) for i in range(0, len(hashes) // 256 * 256, 256)]
        level += 1


def check_proofs(folder, leaves, size, root):
    lines = (folder / "proofs").read_text().splitlines()
    for line in lines:
        kind, number, *values = line.split(" ")
        values = [unbase64(value) for value in values if value]
        if kind == "inclusion":
            index = int(number)
            demand(index < size and included(leaves[index], index, size, values, root), f"inclusion of {number}")
            other = leaf_hash(b"never logged")
            demand(not included(other, index, size, values, root), "a leaf that was never logged is proved")
        else:
            demand(kind == "consistency", kind)
            demand(values[0] == root_of(leaves[:int(number)]), f"old root of {number}")
            demand(consistent(int(number), values[0], size, root, values[1:]), f"consistency from {number}")
    return len(lines)


def check_travelling(folder, keys, origin, entry):
    head, _, checkpoint = (folder / "first.tlog-proof").read_text().partition("\n\n")
    first, index, *proof = head.split("\n")
    demand(first == "c2sp.org/tlog-proof@v1" and index == "index 0", "head of the travelling proof")
    size, root = read_checkpoint(open_note(checkpoint, keys), origin)
    demand(included(leaf_hash(entry), 0, size, [unbase64(p) for p in proof], root), "travelling proof")


def main(folder):
    keys = [read_key(line) for line in (folder / "keys").read_text().splitlines()]
    origin = keys[0][0]
    size, root = read_checkpoint(open_note((folder / "checkpoint").read_text(), keys), origin)
    entries = list(read_entries(folder, size))
    leaves = [leaf_hash(entry) for entry in entries]
    demand(root_of(leaves) == root, "root over the entries")
    check_tiles(folder, leaves)
    proofs = check_proofs(folder, leaves, size, root)
    check_travelling(folder, keys, origin, entries[0])
    print(f"{size} entries, {len(keys)} signatures, {proofs} proofs: all hold")


try:
    main(pathlib.Path(sys.argv[1]))
except (Refused, ValueError, OSError) as refused:
    print(f"refused: {refused!r}")
    sys.exit(1)
