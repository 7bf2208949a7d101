// Verification of Ed25519 signatures (RFC 8032), by the rule that the ledger itself has:
// canonical encodings only, no key of small order, S below L, and [8]SB = [8]R + [8]kA.
// Nothing here is secret, so nothing has to take the same time.

const fieldPrime = 2n ** 255n - 19n;
const groupOrder = 2n ** 252n + 27742317777372353535851937790883648493n;
const mod = (x, m = fieldPrime) => { const rest = x % m; return rest < 0n ? rest + m : rest; };

function power(base, exponent) {
  let result = 1n;
  for (let square = mod(base); exponent > 0n; exponent >>= 1n, square = mod(square * square)) {
    if (exponent & 1n) result = mod(result * square);
  }
  return result;
}

const curveD = mod(-121665n * power(121666n, fieldPrime - 2n));
const rootOfMinusOne = power(2n, (fieldPrime - 1n) / 4n);

// A number from bytes, the lowest first.
const littleEndian = (bytes) => bytes.reduceRight((number, byte) => (number << 8n) | BigInt(byte), 0n);

// Points in extended coordinates [X, Y, Z, T] with x = X/Z, y = Y/Z, xy = T/Z.
const neutral = [0n, 1n, 1n, 0n];

// The addition of RFC 8032 section 5.1.4, complete: also for equal points.
function sum([x1, y1, z1, t1], [x2, y2, z2, t2]) {
  const a = mod((y1 - x1) * (y2 - x2));
  const b = mod((y1 + x1) * (y2 + x2));
  const c = mod(2n * t1 * t2 * curveD);
  const d = mod(2n * z1 * z2);
  const [e, f, g, h] = [b - a, d - c, d + c, b + a];
  return [mod(e * f), mod(g * h), mod(f * g), mod(e * h)];
}

const negated = ([x, y, z, t]) => [mod(-x), y, z, mod(-t)];

function multiple(point, factor) {
  let result = neutral;
  for (let doubled = point; factor > 0n; factor >>= 1n, doubled = sum(doubled, doubled)) {
    if (factor & 1n) result = sum(result, doubled);
  }
  return result;
}

// The point of 32 bytes; null where they are none, or not the one encoding of it (section 5.1.3).
function decodedPoint(bytes) {
  const number = littleEndian(bytes);
  const y = number & ((1n << 255n) - 1n);
  const sign = number >> 255n;
  if (bytes.length !== 32 || y >= fieldPrime) return null;
  const u = mod(y * y - 1n);
  const v = mod(curveD * y * y + 1n);
  let x = mod(u * v ** 3n * power(u * v ** 7n, (fieldPrime - 5n) / 8n));
  if (mod(v * x * x) === mod(-u)) x = mod(x * rootOfMinusOne);
  if (mod(v * x * x) !== u) return null;
  if (x === 0n && sign === 1n) return null;
  if ((x & 1n) !== sign) x = mod(-x);
  return [x, y, 1n, mod(x * y)];
}

// Whether eight times the point is the neutral element.
function isSmallOrder(point) {
  const [x, y, z] = multiple(point, 8n);
  return x === 0n && y === z;
}

const basePoint = decodedPoint(Uint8Array.from([0x58, ...Array(31).fill(0x66)]));

// The point of a key; null for what is no key.
function publicKeyPoint(bytes) {
  const point = decodedPoint(bytes);
  return point && !isSmallOrder(point) ? point : null;
}

function isSignature(signature, message, keyBytes) {
  const key = publicKeyPoint(keyBytes);
  if (!key || signature.length !== 64) return false;
  const r = decodedPoint(signature.subarray(0, 32));
  const s = littleEndian(signature.subarray(32));
  if (!r || s >= groupOrder) return false;
  const hashed = new Uint8Array(64 + message.length);
  hashed.set(signature.subarray(0, 32));
  hashed.set(keyBytes, 32);
  hashed.set(message, 64);
  const k = littleEndian(sha512(hashed)) % groupOrder;
  return isSmallOrder(sum(multiple(basePoint, s), negated(sum(r, multiple(key, k)))));
}
