/** STUN's messages, as far as a question and its answer need them (RFC 8489, section 5 and 14). */
import { randomBytes } from "node:crypto";

const cookie = 0x2112a442;
const headerLength = 20;

/** Message types: method and class. */
export const stunType = { binding: 0x0001, allocate: 0x0003, allocated: 0x0103, notAllocated: 0x0113 } as const;

const attribute = { errorCode: 0x0009, realm: 0x0014, requestedTransport: 0x0019 } as const;

/** Asks whoever it is under which address it sees us. */
export const bindingRequest = (): Buffer => request(stunType.binding, Buffer.alloc(0));

/** Asks a TURN server for a relay of UDP (RFC 8656, section 7.1), without saying who asks. */
export function allocateRequest(): Buffer {
  const transport = Buffer.alloc(8);
  transport.writeUInt16BE(attribute.requestedTransport, 0);
  transport.writeUInt16BE(4, 2);
  // The number of UDP among IP's protocols.
  transport.writeUInt8(17, 4);
  return request(stunType.allocate, transport);
}

function request(type: number, attributes: Buffer): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt16BE(type, 0);
  head.writeUInt16BE(attributes.length, 2);
  head.writeUInt32BE(cookie, 4);
  return Buffer.concat([head, randomBytes(12), attributes]);
}

/** Whether this answers that request. */
export const answers = (message: Buffer, asked: Buffer): boolean =>
  message.subarray(4, 20).equals(asked.subarray(4, 20));

export interface StunMessage {
  readonly type: number;
  /** Of an error: 300 to 699. */
  readonly code?: number;
  readonly realm?: string;
}

/** `more` while the message is not whole; undefined when this is no answer to that request. */
export function readStun(bytes: Buffer, asked: Buffer): StunMessage | "more" | undefined {
  const known = Math.min(bytes.length, headerLength);
  if (!bytes.subarray(4, known).equals(asked.subarray(4, known))) return undefined;
  if (bytes.length < headerLength) return "more";
  const end = headerLength + bytes.readUInt16BE(2);
  if (bytes.length < end) return "more";
  const found = attributesOf(bytes.subarray(headerLength, end));
  const error = found.get(attribute.errorCode);
  const realm = found.get(attribute.realm)?.toString("utf8");
  return {
    type: bytes.readUInt16BE(0),
    ...(error && error.length >= 4 ? { code: (error.readUInt8(2) & 7) * 100 + error.readUInt8(3) } : {}),
    ...(realm === undefined ? {} : { realm }),
  };
}

/** Each begins at a multiple of four bytes. */
function attributesOf(bytes: Buffer): Map<number, Buffer> {
  const found = new Map<number, Buffer>();
  for (let at = 0; at + 4 <= bytes.length; ) {
    const length = bytes.readUInt16BE(at + 2);
    found.set(bytes.readUInt16BE(at), bytes.subarray(at + 4, at + 4 + length));
    at += 4 + Math.ceil(length / 4) * 4;
  }
  return found;
}
