"""Is this a whole PDF, and does it open without a password? By ISO 32000-1, 7.5 and 7.6, and ISO 32000-2, 7.6.4."""

import hashlib
import re
from typing import TYPE_CHECKING, Final

from .aes import encrypt_cbc
from .reading import read_start
from .rejections import rejection

if TYPE_CHECKING:
    from django.core.files import File

_START: Final = re.compile(rb"(?:\xef\xbb\xbf)?\s*%PDF-[0-9]")
_TRAILER: Final = re.compile(rb"startxref[\s\0]+\d+[\s\0]+(?:%[^\r\n]*[\r\n]+[\s\0]*)*?%%EOF", re.ASCII)
# Behind its end mail servers and scanners append a few kilobytes, and disks any number of zeros and spaces.
_MOST_JUNK: Final = 8192

_ENCRYPTION: Final = re.compile(rb"/Encrypt[\s\0]*(?:(\d+)[\s\0]+(\d+)[\s\0]+R|(?=<<))", re.ASCII)
_IDENTITY: Final = re.compile(rb"/ID[\s\0]*\[[\s\0]*")
_MOST_DICTIONARY: Final = 8192
_NUMBER: Final = re.compile(rb"[\s\0]*(-?\d+)", re.ASCII)
_ESCAPED: Final = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
_ESCAPE: Final = re.compile(rb"\\([0-7]{1,3}|\r\n|.)", re.DOTALL)
# What a password is filled up with (ISO 32000-1, algorithm 2).
_PADDING: Final = bytes.fromhex("28BF4E5E4E758A4164004E56FFFA01082E2E00B6D0683E802F0CA9FE6453697A")
# By chance the hash of ISO 32000-2 ends after 64 to about 100 rounds.
_MOST_ROUNDS: Final = 512


def check_pdf(upload: "File[bytes]", size: int) -> None:
    content = read_start(upload, size)
    if not _START.match(content[:1024]):
        raise rejection("content_mismatch")
    end = len(content.rstrip(b"\0 \t\r\n\f"))
    if not _TRAILER.search(content, max(end - _MOST_JUNK, 0), end):
        raise rejection("damaged")
    if needs_password(content):
        raise rejection("encrypted")


def needs_password(content: bytes) -> bool:
    """Tell whether a PDF opens only with a password; one that protects changes alone does not matter.

    Encrypted in a way that is not the standard's, for instance for certain readers, counts as needing one.
    """
    mentions = [*_ENCRYPTION.finditer(content)]
    if not mentions:
        return False
    dictionary = _dictionary(content, mentions[-1])
    if dictionary is None:  # Not what a trailer says, but something in a text.
        return False
    try:
        return not re.search(rb"/Filter[\s\0]*/Standard\b", dictionary) or not _opens(dictionary, _file_id(content))
    except (IndexError, KeyError, ValueError):
        return True


def _dictionary(content: bytes, mention: "re.Match[bytes]") -> bytes | None:
    start = mention.end()
    if mention[1]:
        found = [*re.finditer(rb"(?<!\d)%s[\s\0]+%s[\s\0]+obj[\s\0]*(?=<<)" % (mention[1], mention[2]), content)]
        if not found:
            return None
        start = found[-1].end()
    return content[start : start + _MOST_DICTIONARY]


def _opens(dictionary: bytes, file_id: bytes) -> bool:
    """Tell whether the empty password is the one to open with (ISO 32000-1, algorithm 6; ISO 32000-2, algorithm 11)."""
    revision, user = _number(dictionary, b"R"), _string(dictionary, b"U")
    if revision >= 5:
        salt = user[32:40]
        computed = hashlib.sha256(salt).digest() if revision == 5 else _hash_of_nothing(salt)
        return computed == user[:32]
    key = _key(dictionary, revision, file_id)
    if revision == 2:
        return _rc4(key, _PADDING) == user[:32]
    computed = hashlib.md5(_PADDING + file_id, usedforsecurity=False).digest()
    for turn in range(20):
        computed = _rc4(bytes(byte ^ turn for byte in key), computed)
    return computed == user[:16]


def _key(dictionary: bytes, revision: int, file_id: bytes) -> bytes:
    """Return the key to which the empty password leads (ISO 32000-1, algorithm 2)."""
    permissions = (_number(dictionary, b"P") & 0xFFFFFFFF).to_bytes(4, "little")
    seed = _PADDING + _string(dictionary, b"O")[:32] + permissions + file_id
    if revision >= 4 and re.search(rb"/EncryptMetadata[\s\0]+false", dictionary):
        seed += b"\xff\xff\xff\xff"
    key, length = hashlib.md5(seed, usedforsecurity=False).digest(), 5
    if revision >= 3:
        length = min(max(_number(dictionary, b"Length", default=128 if revision >= 4 else 40) // 8, 5), 16)
        if revision >= 4:
            length = 16
        for _turn in range(50):
            key = hashlib.md5(key[:length], usedforsecurity=False).digest()
    return key[:length]


def _hash_of_nothing(salt: bytes) -> bytes:
    """Return the hash of the empty password (ISO 32000-2, algorithm 2.B)."""
    key = hashlib.sha256(salt).digest()
    for turn in range(1, _MOST_ROUNDS):
        encrypted = encrypt_cbc(key[:16], key[16:32], key * 64)
        key = (hashlib.sha256, hashlib.sha384, hashlib.sha512)[sum(encrypted[:16]) % 3](encrypted).digest()
        if turn >= 64 and encrypted[-1] <= turn - 32:
            return key[:32]
    raise ValueError("no end")


def _rc4(key: bytes, data: bytes) -> bytes:
    box, swap = list(range(256)), 0
    for index in range(256):
        swap = (swap + box[index] + key[index % len(key)]) % 256
        box[index], box[swap] = box[swap], box[index]
    output, first, second = bytearray(), 0, 0
    for byte in data:
        first = (first + 1) % 256
        second = (second + box[first]) % 256
        box[first], box[second] = box[second], box[first]
        output.append(byte ^ box[(box[first] + box[second]) % 256])
    return bytes(output)


def _number(dictionary: bytes, name: bytes, default: int | None = None) -> int:
    for found in re.finditer(rb"/%s(?![A-Za-z])" % name, dictionary):
        if number := _NUMBER.match(dictionary, found.end()):
            return int(number[1])
    if default is None:
        raise KeyError(name)
    return default


def _string(dictionary: bytes, name: bytes) -> bytes:
    for found in re.finditer(rb"/%s[\s\0]*(?=[(<])" % name, dictionary):
        return _string_at(dictionary, found.end())
    raise KeyError(name)


def _file_id(content: bytes) -> bytes:
    """Return the first part of the file's identifier; a file may be without one."""
    found = [*_IDENTITY.finditer(content)]
    return _string_at(content, found[-1].end()) if found else b""


def _string_at(content: bytes, start: int) -> bytes:
    """Return the string that begins there: of hexadecimal digits, or of characters with escapes."""
    if content[start : start + 1] == b"<":
        digits = re.sub(rb"[\s\0]", b"", content[start + 1 : content.index(b">", start)])
        return bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode("ascii"))
    depth, position = 1, start + 1
    while depth:
        char = content[position]
        if char == ord("\\"):
            position += 1
        depth += (char == ord("(")) - (char == ord(")"))
        position += 1
    return _ESCAPE.sub(_unescaped, content[start + 1 : position - 1].replace(b"\r\n", b"\n"))


def _unescaped(escape: "re.Match[bytes]") -> bytes:
    mark: bytes = escape[1]
    if mark.isdigit():
        return bytes([int(mark, 8) & 0xFF])
    return b"" if mark in (b"\n", b"\r", b"\r\n") else _ESCAPED.get(mark, mark)
