// A receipt: what it says, and whether it holds. Formats: C2SP tlog-proof, signed-note, tlog-checkpoint; RFC 6962, RFC 8949.

// Why something does not hold; the code names a sentence.
class Refusal extends Error {
  constructor(code, values = {}) { super(code); this.code = code; this.values = values; }
}

const utf8 = (text) => new TextEncoder().encode(text);
const isSame = (a, b) => a.length === b.length && a.every((byte, place) => byte === b[place]);

function joined(...parts) {
  const bytes = new Uint8Array(parts.reduce((count, part) => count + part.length, 0));
  let place = 0;
  for (const part of parts) { bytes.set(part, place); place += part.length; }
  return bytes;
}

// Base 64 as the ledger writes it, and no other text of the same bytes; null for that.
function fromBase64(text) {
  try {
    const letters = atob(text);
    return btoa(letters) === text ? Uint8Array.from(letters, (letter) => letter.charCodeAt(0)) : null;
  } catch { return null; }
}

// What a scanner or a clipboard may have changed is put right: line ends, and space around. Codes that were scanned one by
// one, each "[1/3]" and a piece, are put together.
function cleaned(pasted) {
  const text = pasted.replace(/\r\n?/g, "\n").trim();
  const pieces = text.split(/^\[(\d{1,2})\/(\d{1,2})\]\n/m);
  if (pieces.length === 1) return text + "\n";
  const found = new Map();
  for (let place = 1; place < pieces.length; place += 3) found.set(Number(pieces[place]), pieces[place + 2].trim());
  const count = Number(pieces[2]);
  const numbers = Array.from({ length: count }, (_, place) => place + 1);
  const missing = numbers.filter((number) => !found.has(number));
  if (missing.length) throw new Refusal("codeMissing", { missing: missing.join(", "), count });
  return numbers.map((number) => found.get(number)).join("") + "\n";
}

function decimal(text) {
  if (!/^(0|[1-9][0-9]{0,18})$/.test(text) || BigInt(text) >= 1n << 63n) return null;
  return BigInt(text);
}

// The log's key: name, its handle, and the key.
function parsedKey(text) {
  const [, name, id, encoded] = /^([^+]+)\+([0-9a-f]{8})\+(.+)$/.exec(text.trim()) ?? [];
  const bytes = encoded && fromBase64(encoded);
  if (!bytes || !isName(name)) throw new Refusal("keyMalformed");
  const handle = sha256(joined(utf8(name + "\n"), bytes)).subarray(0, 4);
  const isKnown = bytes[0] === 1 && publicKeyPoint(bytes.subarray(1));
  if (!isKnown || id !== Array.from(handle, (byte) => byte.toString(16).padStart(2, "0")).join("")) {
    throw new Refusal("keyMalformed");
  }
  return { name, handle, bytes: bytes.subarray(1) };
}

// The name of a key: 1 to 255 bytes without white space, plus signs and control characters.
const isName = (name) => /^[^\p{White_Space}+\0-\x1f]+$/u.test(name) && utf8(name).length <= 255;

// The parts of a receipt's text; nothing is verified.
function parsedReceipt(text) {
  const malformed = (line) => new Refusal("malformed", { line });
  if (text.length > 2 << 20) throw new Refusal("tooLong");
  if (/[\0-\x09\x0b-\x1f]|[\ud800-\udfff]/u.test(text)) throw malformed(1);
  const lines = text.split("\n");
  if (lines.pop() !== "") throw malformed(lines.length + 1);
  let line = 0;
  const next = () => { if (line >= lines.length) throw malformed(line + 1); return lines[line++]; };
  if (next() !== "c2sp.org/tlog-proof@v1") throw new Refusal("notReceipt");
  let extra = null;
  let field = next();
  if (field.startsWith("extra ")) {
    extra = fromBase64(field.slice(6));
    if (!extra?.length) throw malformed(line);
    field = next();
  }
  const index = field.startsWith("index ") ? decimal(field.slice(6)) : null;
  if (index === null) throw malformed(line);
  const hash = (encoded) => {
    const bytes = fromBase64(encoded);
    if (bytes?.length !== 32) throw malformed(line);
    return bytes;
  };
  const proof = [];
  for (let encoded = next(); encoded !== ""; encoded = next()) proof.push(hash(encoded));
  if (proof.length > 63) throw malformed(line);

  // The note: what is signed ends at the last blank line.
  const noteStart = line;
  const blank = lines.lastIndexOf("");
  if (blank <= noteStart || blank === lines.length - 1) throw malformed(lines.length);
  const origin = next();
  const treeSize = decimal(next());
  if (treeSize === null) throw malformed(line);
  const root = hash(next());
  while (line < blank) if (next() === "") throw malformed(line);
  if (line !== blank || origin === "") throw malformed(line);
  const signatures = lines.slice(blank + 1).map((signature, place) => {
    const [, name, encoded] = /^\u2014 (\S+) (\S+)$/u.exec(signature) ?? [];
    const bytes = encoded && fromBase64(encoded);
    if (!bytes || bytes.length < 5 || !isName(name)) throw malformed(blank + 2 + place);
    return { name, handle: bytes.subarray(0, 4), bytes: bytes.subarray(4) };
  });
  if (signatures.length > 100) throw malformed(lines.length);
  const signed = utf8(lines.slice(noteStart, blank).map((each) => each + "\n").join(""));
  return { index, extra, proof, origin, treeSize, root, signed, signatures };
}

// The pairs of a map in deterministic CBOR with small numbers for keys; values are numbers, bytes, or left as undefined.
// Null where the bytes are not exactly that.
function cborMap(bytes) {
  let place = 0;
  const head = () => {
    const first = bytes[place++];
    let value = BigInt(first & 31);
    if (value >= 24n) {
      const width = 1 << Number(value - 24n);
      if (width > 8 || place + width > bytes.length) throw new RangeError();
      value = bytes.subarray(place, place + width).reduce((number, byte) => (number << 8n) | BigInt(byte), 0n);
      place += width;
      if (value < (width === 1 ? 24n : 1n << BigInt(4 * width))) throw new RangeError();
    }
    return [first >> 5, value];
  };
  const item = (depth) => {
    if (place >= bytes.length || depth > 16) throw new RangeError();
    const [type, value] = head();
    if (type === 0) return value;
    if (type === 2 || type === 3) {
      const start = place;
      if (value > BigInt(bytes.length - start)) throw new RangeError();
      place += Number(value);
      return type === 2 ? bytes.subarray(start, place) : undefined;
    }
    if (type === 4 || type === 5) {
      for (let left = value * (type === 4 ? 1n : 2n); left > 0n; left--) item(depth + 1);
    }
    return undefined;
  };
  try {
    const pairs = new Map();
    const [type, count] = head();
    if (type !== 5) return null;
    let previous = -1n;
    for (let left = count; left > 0n; left--) {
      const key = item(1);
      if (typeof key !== "bigint" || key <= previous) return null;
      previous = key;
      pairs.set(Number(key), item(1));
    }
    return place === bytes.length ? pairs : null;
  } catch { return null; }
}

// The root that a leaf and its siblings lead to (RFC 9162 section 2.1.3.2); null for a proof of another length.
function rootOf(leaf, index, treeSize, proof) {
  let [node, last, hash] = [index, treeSize - 1n, leaf];
  for (const sibling of proof) {
    if (last === 0n) return null;
    if (node & 1n || node === last) {
      hash = sha256(joined([1], sibling, hash));
      // On the right edge there are levels without a sibling.
      while (!(node & 1n) && node > 0n) { node >>= 1n; last >>= 1n; }
    } else {
      hash = sha256(joined([1], hash, sibling));
    }
    node >>= 1n;
    last >>= 1n;
  }
  return last === 0n ? hash : null;
}

// Verifies a receipt, and a document with it where one is given; throws the first thing that does not hold.
function verify(receiptText, keyText, document) {
  const receipt = parsedReceipt(cleaned(receiptText));
  const key = parsedKey(keyText);
  const extra = receipt.extra && cborMap(receipt.extra);
  const [entry, salt] = [extra?.get(1), extra?.get(2)];
  if (!(entry instanceof Uint8Array) || !(salt instanceof Uint8Array)) throw new Refusal("noEntry");

  if (receipt.origin !== key.name) throw new Refusal("otherLedger", { origin: receipt.origin, name: key.name });
  const own = receipt.signatures.filter((each) => each.name === key.name && isSame(each.handle, key.handle));
  if (own.length === 0) throw new Refusal("unsigned", { name: key.name });
  if (own.length > 1 || !isSignature(own[0].bytes, receipt.signed, key.bytes)) throw new Refusal("badSignature");

  if (receipt.index >= receipt.treeSize) throw new Refusal("notIncluded");
  const root = rootOf(sha256(joined([0], entry)), receipt.index, receipt.treeSize, receipt.proof);
  if (!root || !isSame(root, receipt.root)) throw new Refusal("notIncluded");

  const fields = cborMap(entry);
  const commitment = fields?.get(0) === 4n ? fields.get(2) : undefined;
  if (document) {
    const found = sha256(joined(utf8("clinicledger/record/v1\n"), salt, document));
    if (!(commitment instanceof Uint8Array) || !isSame(found, commitment)) throw new Refusal("documentDiffers");
  }
  return {
    origin: receipt.origin, index: String(receipt.index), treeSize: String(receipt.treeSize),
    isRecord: commitment !== undefined, hasDocument: Boolean(document),
  };
}
