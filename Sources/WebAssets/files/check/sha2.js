"use strict";
// SHA-256 and SHA-512 (FIPS 180-4). Bytes are Uint8Array.

// The first 80 primes: their roots are where the standard takes its constants from.
const primes = [];
for (let n = 2; primes.length < 80; n++) if (primes.every((p) => n % p)) primes.push(n);

// The first 64 bits behind the point of the root of n, of the second or third degree.
function rootBits(n, degree) {
  const target = BigInt(n) << BigInt(64 * degree);
  let root = 0n;
  for (let bit = 1n << 68n; bit > 0n; bit >>= 1n) if ((root | bit) ** BigInt(degree) <= target) root |= bit;
  return BigInt.asUintN(64, root);
}

const start512 = primes.slice(0, 8).map((p) => rootBits(p, 2));
const rounds512 = primes.map((p) => rootBits(p, 3));
const start256 = start512.map((word) => Number(word >> 32n));
const rounds256 = rounds512.slice(0, 64).map((word) => Number(word >> 32n));

// The message with a one bit, zeros, and its length in bits, in whole blocks.
function padded(message, blockBytes) {
  const count = Math.ceil((message.length + 1 + blockBytes / 8) / blockBytes) * blockBytes;
  const bytes = new Uint8Array(count);
  bytes.set(message);
  bytes[message.length] = 0x80;
  const view = new DataView(bytes.buffer);
  view.setBigUint64(count - 8, BigInt(message.length) * 8n);
  return view;
}

function sha256(message) {
  const view = padded(message, 64);
  const hash = Int32Array.from(start256);
  const w = new Int32Array(64);
  const turn = (x, n) => (x >>> n) | (x << (32 - n));
  for (let block = 0; block < view.byteLength; block += 64) {
    for (let t = 0; t < 16; t++) w[t] = view.getInt32(block + 4 * t);
    for (let t = 16; t < 64; t++) {
      const s0 = turn(w[t - 15], 7) ^ turn(w[t - 15], 18) ^ (w[t - 15] >>> 3);
      const s1 = turn(w[t - 2], 17) ^ turn(w[t - 2], 19) ^ (w[t - 2] >>> 10);
      w[t] = s1 + w[t - 7] + s0 + w[t - 16];
    }
    let [a, b, c, d, e, f, g, h] = hash;
    for (let t = 0; t < 64; t++) {
      const s1 = turn(e, 6) ^ turn(e, 11) ^ turn(e, 25);
      const one = (h + s1 + ((e & f) ^ (~e & g)) + rounds256[t] + w[t]) | 0;
      const s0 = turn(a, 2) ^ turn(a, 13) ^ turn(a, 22);
      const two = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      [h, g, f, e, d, c, b, a] = [g, f, e, (d + one) | 0, c, b, a, (one + two) | 0];
    }
    [a, b, c, d, e, f, g, h].forEach((word, place) => { hash[place] += word; });
  }
  const digest = new DataView(new ArrayBuffer(32));
  hash.forEach((word, place) => digest.setInt32(4 * place, word));
  return new Uint8Array(digest.buffer);
}

function sha512(message) {
  const view = padded(message, 128);
  const cut = (x) => BigInt.asUintN(64, x);
  const turn = (x, n) => (x >> n) | cut(x << (64n - n));
  let hash = start512;
  for (let block = 0; block < view.byteLength; block += 128) {
    const w = [];
    for (let t = 0; t < 16; t++) w[t] = view.getBigUint64(block + 8 * t);
    for (let t = 16; t < 80; t++) {
      const s0 = turn(w[t - 15], 1n) ^ turn(w[t - 15], 8n) ^ (w[t - 15] >> 7n);
      const s1 = turn(w[t - 2], 19n) ^ turn(w[t - 2], 61n) ^ (w[t - 2] >> 6n);
      w[t] = cut(s1 + w[t - 7] + s0 + w[t - 16]);
    }
    let [a, b, c, d, e, f, g, h] = hash;
    for (let t = 0; t < 80; t++) {
      const s1 = turn(e, 14n) ^ turn(e, 18n) ^ turn(e, 41n);
      // Of e, f and g: f where e has a one, g where it has a zero.
      const one = h + s1 + (g ^ (e & (f ^ g))) + rounds512[t] + w[t];
      const s0 = turn(a, 28n) ^ turn(a, 34n) ^ turn(a, 39n);
      const two = s0 + ((a & b) ^ (a & c) ^ (b & c));
      [h, g, f, e, d, c, b, a] = [g, f, e, cut(d + one), c, b, a, cut(one + two)];
    }
    hash = [a, b, c, d, e, f, g, h].map((word, place) => cut(word + hash[place]));
  }
  const digest = new DataView(new ArrayBuffer(64));
  hash.forEach((word, place) => digest.setBigUint64(8 * place, word));
  return new Uint8Array(digest.buffer);
}
