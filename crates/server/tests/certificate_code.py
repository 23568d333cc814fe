"""Verifies the code of a certificate with nothing but the standard library, as a stranger would: digits, COSE_Sign1 (RFC 9052) and
Ed25519 (RFC 8032, its reference arithmetic).

    python3 certificate_code.py CODE_OR_ADDRESS PUBLIC_KEY_HEX     prints the claims as JSON, or fails
"""

import hashlib
import json
import sys

P = 2**255 - 19
Q = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P


def add(a, b):
    t, u = (a[1] - a[0]) * (b[1] - b[0]) % P, (a[1] + a[0]) * (b[1] + b[0]) % P
    v, w = 2 * a[3] * b[3] * D % P, 2 * a[2] * b[2] % P
    e, f, g, h = u - t, w - v, w + v, u + t
    return e * f % P, g * h % P, f * g % P, e * h % P


def times(scalar, point):
    result = (0, 1, 1, 0)
    while scalar:
        if scalar & 1:
            result = add(result, point)
        point = add(point, point)
        scalar >>= 1
    return result


def recover(y, sign):
    if y >= P:
        raise ValueError("not a point")
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * pow(2, (P - 1) // 4, P) % P
    if (x * x - square) % P or (x == 0 and sign):
        raise ValueError("not a point")
    x = P - x if x & 1 != sign else x
    return x, y, 1, x * y % P


def point(raw):
    y = int.from_bytes(raw, "little")
    return recover(y & (2**255 - 1), y >> 255)


BASE = recover(4 * pow(5, P - 2, P) % P, 0)


def verify(public, text, signature):
    if len(signature) != 64:
        return False
    a, r, s = point(public), point(signature[:32]), int.from_bytes(signature[32:], "little")
    if s >= Q:
        return False
    k = int.from_bytes(hashlib.sha512(signature[:32] + public + text).digest(), "little") % Q
    left, right = times(s, BASE), add(r, times(k, a))
    return (left[0] * right[2] - right[0] * left[2]) % P == 0 and (left[1] * right[2] - right[1] * left[2]) % P == 0


def undigit(digits):
    sizes, out = {17: 7, 15: 6, 13: 5, 10: 4, 8: 3, 5: 2, 3: 1}, b""
    for at in range(0, len(digits), 17):
        chunk = digits[at : at + 17]
        out += int(chunk).to_bytes(sizes[len(chunk)], "big")
    return out


def cbor(data, at=0):
    kind, info = data[at] >> 5, data[at] & 31
    at += 1
    size = 0 if info < 24 else 1 << (info - 24)
    value = info if info < 24 else int.from_bytes(data[at : at + size], "big")
    at += size
    if kind == 0:
        return value, at
    if kind == 1:
        return -1 - value, at
    if kind in (2, 3):
        raw = data[at : at + value]
        return (raw if kind == 2 else raw.decode()), at + value
    if kind == 4:
        items = []
        for _ in range(value):
            item, at = cbor(data, at)
            items.append(item)
        return items, at
    if kind == 5:
        pairs = {}
        for _ in range(value):
            key, at = cbor(data, at)
            pairs[key], at = cbor(data, at)
        return pairs, at
    if kind == 6:
        return cbor(data, at)
    return None, at


def head(kind, length):
    if length < 24:
        return bytes([kind << 5 | length])
    return bytes([kind << 5 | 24, length]) if length < 256 else bytes([kind << 5 | 25]) + length.to_bytes(2, "big")


def main():
    code, public = sys.argv[1].rsplit("#", 1)[-1], bytes.fromhex(sys.argv[2])
    (header, _, payload, signature), _ = cbor(undigit(code))
    fields, _ = cbor(header)
    assert fields[1] == -8, "not EdDSA"
    assert fields[4] == hashlib.sha256(public).digest()[:8], "signed by another key"
    text = head(4, 4) + head(3, 10) + b"Signature1" + head(2, len(header)) + header + head(2, 0) + head(2, len(payload)) + payload
    if not verify(public, text, signature):
        sys.exit("the signature is wrong")
    claims, _ = cbor(payload)
    stated = claims[-65537]
    shown = {"issuer": claims[1], "issued_at": claims[6], "number": claims[7].decode(), "name": stated[1]}
    shown |= {"document": stated[2], "minutes": stated[3], "days": stated[4], "records": stated[5], "root": stated[6].hex()}
    print(json.dumps(shown, ensure_ascii=False))


main()
