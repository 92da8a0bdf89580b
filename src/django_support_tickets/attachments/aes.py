"""AES-128 in CBC mode, encryption only, by FIPS 197 and NIST SP 800-38A: a PDF's password is checked with it.

Nothing secret is protected by this code, which takes different times for different data.
"""

import struct
from functools import lru_cache

_ROUNDS = 10


def encrypt_cbc(key: bytes, start: bytes, data: bytes) -> bytes:
    """Return the data encrypted, without padding.

    :param key: 16 bytes.
    :param start: the initialisation vector, 16 bytes.
    :param data: a multiple of 16 bytes.
    """
    keys, tables, box = _expanded(key), _tables(), _substitution()
    last, output = struct.unpack(">4I", start), []
    for block in struct.iter_unpack(">4I", data):
        last = _encrypt_block(keys, tables, box, [each ^ before for each, before in zip(block, last, strict=True)])
        output.append(struct.pack(">4I", *last))
    return b"".join(output)


def _encrypt_block(keys: list[int], tables: list[list[int]], box: bytes, state: list[int]) -> tuple[int, int, int, int]:
    first, second, third, fourth = tables
    a, b, c, d = (word ^ key for word, key in zip(state, keys[:4], strict=True))
    for index in range(4, 4 * _ROUNDS, 4):
        a, b, c, d = (
            first[a >> 24] ^ second[b >> 16 & 255] ^ third[c >> 8 & 255] ^ fourth[d & 255] ^ keys[index],
            first[b >> 24] ^ second[c >> 16 & 255] ^ third[d >> 8 & 255] ^ fourth[a & 255] ^ keys[index + 1],
            first[c >> 24] ^ second[d >> 16 & 255] ^ third[a >> 8 & 255] ^ fourth[b & 255] ^ keys[index + 2],
            first[d >> 24] ^ second[a >> 16 & 255] ^ third[b >> 8 & 255] ^ fourth[c & 255] ^ keys[index + 3],
        )
    words = (a, b, c, d)
    p, q, r, s = (
        (box[words[n] >> 24] << 24)
        ^ (box[words[(n + 1) % 4] >> 16 & 255] << 16)
        ^ (box[words[(n + 2) % 4] >> 8 & 255] << 8)
        ^ box[words[(n + 3) % 4] & 255]
        ^ keys[4 * _ROUNDS + n]
        for n in range(4)
    )
    return p, q, r, s


def _expanded(key: bytes) -> list[int]:
    """Return the words of all rounds' keys (FIPS 197, section 5.2)."""
    words, box, constant = list(struct.unpack(">4I", key)), _substitution(), 1
    while len(words) < 4 * (_ROUNDS + 1):
        word = words[-1]
        if len(words) % 4 == 0:
            rotated = struct.pack(">I", (word << 8 | word >> 24) & 0xFFFFFFFF)
            word = int.from_bytes(bytes(box[byte] for byte in rotated), "big") ^ constant << 24
            constant = _doubled(constant)
        words.append(words[-4] ^ word)
    return words


@lru_cache(maxsize=1)
def _substitution() -> bytes:
    """Return the S-box: the inverse in GF(2^8), and an affine transformation (FIPS 197, section 5.1.1)."""
    box, power, inverse = bytearray(256), 1, 1
    while True:
        power ^= _doubled(power)
        for shift in (1, 2, 4):
            inverse ^= inverse << shift & 255
        inverse ^= 9 if inverse & 128 else 0
        turned = inverse ^ _turned(inverse, 1) ^ _turned(inverse, 2) ^ _turned(inverse, 3) ^ _turned(inverse, 4)
        box[power] = turned ^ 0x63
        if power == 1:
            break
    box[0] = 0x63
    return bytes(box)


@lru_cache(maxsize=1)
def _tables() -> list[list[int]]:
    """Return what a round makes of each byte of a column: substituted, and mixed (FIPS 197, section 5.1.3)."""
    columns = []
    for value in _substitution():
        twice = _doubled(value)
        columns.append(twice << 24 | value << 16 | value << 8 | twice ^ value)
    return [[(word >> 8 * n | word << 32 - 8 * n) & 0xFFFFFFFF for word in columns] for n in range(4)]


def _doubled(value: int) -> int:
    return (value << 1 ^ (0x1B if value & 128 else 0)) & 255


def _turned(value: int, places: int) -> int:
    return (value << places | value >> 8 - places) & 255
