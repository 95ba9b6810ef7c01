/** Transaction signatures for DNS messages (RFC 8945). */
import { createHmac, timingSafeEqual } from "node:crypto";
import { uint16, wireName } from "./wire";

export interface TsigKey {
  readonly name: string;
  readonly algorithm: "hmac-sha256" | "hmac-sha384" | "hmac-sha512";
  /** Base64. */
  readonly secret: string;
}

/** A signed message and its signature, which the answer's signature covers. */
export interface Signed {
  readonly message: Buffer;
  readonly mac: Buffer;
}

/** Appends a signature made at a time (seconds since 1970). */
export function sign(message: Buffer, key: TsigKey, time: number): Signed {
  const mac = hmac(key, [message, variables(key, time, 0, Buffer.alloc(0))]);
  const data = Buffer.concat([
    wireName(key.algorithm),
    timeAndFudge(time),
    uint16(mac.length),
    mac,
    message.subarray(0, 2),
    uint16(0),
    uint16(0),
  ]);
  const record = Buffer.concat([
    wireName(key.name),
    uint16(250),
    uint16(255),
    Buffer.alloc(4),
    uint16(data.length),
    data,
  ]);
  return { message: Buffer.concat([withAdditionals(message, additionals(message) + 1), record]), mac };
}

/** How the server took our signature: `good`, an error that it names, or an answer that cannot be trusted. */
export function verify(
  answer: Buffer,
  key: TsigKey,
  requestMac: Buffer,
): "good" | "unsigned" | "forged" | `error ${number}` {
  const at = lastRecord(answer);
  if (at === undefined || answer.readUInt16BE(skipName(answer, at)) !== 250) return "unsigned";
  let offset = skipName(answer, skipName(answer, at) + 10);
  const time = answer.readUIntBE(offset, 6);
  const macLength = answer.readUInt16BE(offset + 8);
  offset += 10;
  const mac = answer.subarray(offset, offset + macLength);
  const error = answer.readUInt16BE(offset + macLength + 2);
  const other = answer.subarray(
    offset + macLength + 6,
    offset + macLength + 6 + answer.readUInt16BE(offset + macLength + 4),
  );
  if (macLength === 0) return error === 0 ? "unsigned" : `error ${error}`;
  const bare = Buffer.from(withAdditionals(answer.subarray(0, at), additionals(answer) - 1));
  const expected = hmac(key, [uint16(requestMac.length), requestMac, bare, variables(key, time, error, other)]);
  if (mac.length !== expected.length || !timingSafeEqual(mac, expected)) return "forged";
  return error === 0 ? "good" : `error ${error}`;
}

const fudgeSeconds = 300;

const hmac = (key: TsigKey, parts: readonly Buffer[]): Buffer =>
  createHmac(key.algorithm.replace("hmac-", ""), Buffer.from(key.secret, "base64"))
    .update(Buffer.concat(parts))
    .digest();

const variables = (key: TsigKey, time: number, error: number, other: Buffer): Buffer =>
  Buffer.concat([
    wireName(key.name),
    uint16(255),
    Buffer.alloc(4),
    wireName(key.algorithm),
    timeAndFudge(time),
    uint16(error),
    uint16(other.length),
    other,
  ]);

function timeAndFudge(time: number): Buffer {
  const buffer = Buffer.alloc(8);
  buffer.writeUIntBE(time, 0, 6);
  buffer.writeUInt16BE(fudgeSeconds, 6);
  return buffer;
}

const additionals = (message: Buffer): number => message.readUInt16BE(10);

const withAdditionals = (message: Buffer, count: number): Buffer =>
  Buffer.concat([message.subarray(0, 10), uint16(count), message.subarray(12)]);

/** Offset behind a name, which may end in a pointer. */
function skipName(message: Buffer, start: number): number {
  let offset = start;
  for (;;) {
    const length = message.readUInt8(offset);
    if (length === 0) return offset + 1;
    if (length >= 0xc0) return offset + 2;
    offset += length + 1;
  }
}

/** Offset of the last record of the additional section. */
function lastRecord(message: Buffer): number | undefined {
  if (additionals(message) === 0) return undefined;
  let offset = 12;
  for (let i = 0; i < message.readUInt16BE(4); i++) offset = skipName(message, offset) + 4;
  const records = message.readUInt16BE(6) + message.readUInt16BE(8) + additionals(message);
  let last = offset;
  for (let i = 0; i < records; i++) {
    last = offset;
    const fixed = skipName(message, offset);
    offset = fixed + 10 + message.readUInt16BE(fixed + 8);
  }
  return last;
}
