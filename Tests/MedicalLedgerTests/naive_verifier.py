"""A second verifier of a ledger, written from the format tables alone: no code is shared with the engine.

usage: naive_verifier.py LEDGER NUMBER=DICTIONARY...

Prints "ok BLOCKS ENTRIES RECORDS ERASED LOST", of the records those that are there, those that were erased, and those on pages that
were given up; or what is wrong, and then exits with 1. It knows the chain of every kind of entry; of what entries mean no more than
whose keys may seal, what was erased, and what was given up. Rules, signatures inside of entries and texts in the vault it leaves out.
"""
import base64, hashlib, json, os, struct, sys, zlib
import cbor2
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.keywrap import aes_key_unwrap

ledger = sys.argv[1]
sha = lambda b: hashlib.sha256(b).digest()


def fail(what):
    print("wrong:", what)
    sys.exit(1)


def root(leaves):
    if not leaves:
        return sha(b"")
    if len(leaves) == 1:
        return leaves[0]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return sha(b"\x01" + root(leaves[:split]) + root(leaves[split:]))


def frames(folder, gaps=False):
    """Every frame of a folder's segments: kind, codec, dictionary, prefix, stored body, raw count, name, offset."""
    for name in sorted(name for name in os.listdir(folder) if name.endswith(".seg")):
        data = open(os.path.join(folder, name), "rb").read()
        at = 0
        while at < len(data):
            if gaps and data[at : at + 8] == bytes(8):
                at += 8
                continue
            magic, kind, codec, flags, prefix, raw, stored, dictionary, head, crc = struct.unpack_from("<4sBBHIIIIII", data, at)
            if magic != b"CLFR" or zlib.crc32(data[at : at + 24]) != head:
                fail(f"frame header in {name} at {at}")
            end = at + (32 + prefix + stored + 7) // 8 * 8
            if zlib.crc32(data[at + 32 : end], zlib.crc32(data[at : at + 28])) != crc:
                fail(f"frame checksum in {name} at {at}")
            body = data[at + 32 + prefix : at + 32 + prefix + stored]
            yield kind, codec, dictionary, data[at + 32 : at + 32 + prefix], body, raw, int(name[:-4]), at
            at = end


def signed(key, signature, message):
    Ed25519PublicKey.from_public_bytes(key).verify(signature, message)


description = json.load(open(os.path.join(ledger, "ledger.json")))
origin = description["origin"].encode()
named_origin = struct.pack("<H", len(origin)) + origin
leaves, records, members, keys, previous, height, last_time = [], [], set(), set(), bytes(32), 0, 0
erased, given_up = set(), set()


def numbers(pairs):
    """First number and count of each run."""
    return {number for first, count in zip(pairs[::2], pairs[1::2]) for number in range(first, first + count)}


for kind, codec, dictionary, prefix, stored, raw, name, at in frames(os.path.join(ledger, "chain")):
    header = prefix[:160]
    number, time, first, entries, transactions = struct.unpack_from("<QQQII", header)
    if (kind, number, first, header[32:64]) != (1, height, len(leaves), previous):
        fail(f"block {height} does not continue the chain")
    if time < last_time:
        fail(f"time of block {height}")
    last_time = time
    if header[128:160] != sha(stored):
        fail(f"body of block {height}")
    body = zlib.decompress(stored, -15) if codec == 1 else stored
    envelopes = body[: 136 * transactions]
    if header[96:128] != sha(b"clinicledger/transactions/v1\n" + envelopes):
        fail(f"envelopes of block {height}")
    at, bundle = len(envelopes), []
    while at < len(body):
        length = int.from_bytes(body[at : at + 2], "big")
        bundle.append(body[at + 2 : at + 2 + length])
        at += 2 + length
    hashes = [sha(b"\x00" + entry) for entry in bundle]
    start = 0
    for t in range(transactions):
        signer, count, zero, entries_root, signature = struct.unpack_from("<32sII32s64s", envelopes, 136 * t)
        if root(hashes[start : start + count]) != entries_root:
            fail(f"entries of block {height}")
        signed(signer, signature, b"clinicledger/transaction/v1\n" + named_origin + signer + struct.pack("<I", count) + entries_root)
        start += count
    leaves += hashes
    if len(bundle) != entries or start != entries or root(leaves) != header[64:96]:
        fail(f"tree of block {height}")
    previous = sha(b"clinicledger/header/v1\n" + header)
    joining, first_entry = set(), len(leaves) - len(bundle)
    for number, entry in enumerate(map(cbor2.loads, bundle), first_entry):
        kind = entry[0]
        if kind not in range(1, 18):
            fail(f"entry {number} is of unknown kind {kind}")
        if (kind == 1) != (number == 0) or kind == 1 and entry[1] != description["origin"]:
            fail(f"entry {number} says what ledger this is")
        if kind == 2:
            members.add(number)
            joining.add(entry[3])
        elif kind == 5 and entry[2] == 1 and entry[1] in members:
            joining.add(entry[3])
        elif kind == 4:
            records.append((number, entry))
        elif kind == 13:
            erased |= numbers(entry[1])
        elif kind == 17:
            given_up |= numbers(entry[3])
    for s in range(struct.unpack_from("<H", prefix, 160)[0]):
        signer, epoch, turn, phase, membership, signature = struct.unpack_from("<32sQII32s64s", prefix, 162 + 144 * s)
        if signer not in (keys if height else joining):
            fail(f"seal of block {height}")
        signed(signer, signature, b"clinicledger/seal/v1\n" + named_origin + struct.pack("<QQII", epoch, height, turn, phase) + previous + membership)
    keys |= joining
    height += 1

text = open(os.path.join(ledger, "checkpoint"), encoding="utf-8").read()
note, signatures = text.split("\n\n")
name, size, tree_root = (note + "\n").split("\n")[:3]
if (name.encode(), int(size), base64.b64decode(tree_root)) != (origin, len(leaves), root(leaves)):
    fail("checkpoint")
public = base64.b64decode(description["vkey"].split("+", 2)[2])[1:]
signed(public, base64.b64decode(signatures.split(" ")[2])[4:], (note + "\n").encode())

secret = base64.b64decode(open(os.path.join(ledger, "keys/vault.key")).read())
wrapping = HKDF(SHA256(), 32, None, b"clinicledger/page-keys/v1").derive(secret)
table = open(os.path.join(ledger, "keys/pages"), "rb").read()
pages = {(name, at): (prefix, stored) for _, _, _, prefix, stored, _, name, at in frames(os.path.join(ledger, "vault"), gaps=True)}
dictionaries = {int(n): open(p, "rb").read() for n, p in (item.split("=", 1) for item in sys.argv[2:])}
opened = {}


def page(number):
    if number not in opened:
        row = table[64 * number : 64 * number + 64]
        if len(row) < 64:
            fail(f"page {number} is not in the table")
        if row == bytes(64):
            opened[number] = None
            return None
        segment, offset, length, zero, key = struct.unpack("<QQII40s", row)
        prefix, stored = pages[(segment, offset)]
        page_number, raw, compression = struct.unpack("<QII", prefix)
        plain = AESGCM(aes_key_unwrap(wrapping, key)).decrypt(
            stored[:12], stored[12:], b"clinicledger/page/v1\n" + struct.pack("<Q", page_number) + origin)
        if compression == 1:
            plain = zlib.decompress(plain, -15)
        elif compression > 1:
            plain = zlib.decompressobj(-15, zdict=dictionaries[compression]).decompress(plain)
        if page_number != number or len(plain) != raw:
            fail(f"page {number}")
        count = struct.unpack_from("<I", plain)[0]
        slots, at, found = cbor2.loads(plain[4 : 4 + count])[6], 4 + count, []
        for slot in slots:
            if slot is None:
                found.append(None)
                continue
            document = b""
            for packed in slot[2::2]:
                if packed & 1 == 0:
                    document += plain[at : at + (packed >> 1)]
                at += packed >> 1
            found.append(sha(b"clinicledger/record/v1\n" + slot[0] + document))
        opened[number] = found
    return opened[number]


there, gone, lost = 0, 0, 0
for number, entry in records:
    slots = page(entry[3])
    if slots is None:
        if entry[3] not in given_up:
            fail(f"page {entry[3]} was lost and not given up")
        # What was erased before its page was lost was erased.
        gone, lost = gone + (number in erased), lost + (number not in erased)
    elif number in erased:
        if slots[entry[4]] is not None:
            fail(f"record {number} was erased and is there")
        gone += 1
    elif slots[entry[4]] != entry[2]:
        fail(f"record in page {entry[3]}, slot {entry[4]}")
    else:
        there += 1
print("ok", height, len(leaves), there, gone, lost)
