/** What TURN servers answer, byte for byte (RFC 8489, RFC 8656). */

/**
 * TURN's answer to a request, with a length and attributes right for STUN.
 *
 * @param attributes type and value each
 */
export function turnAnswer(request: Buffer, type: number, attributes: readonly (readonly [number, Buffer])[]): Buffer {
  const body = attributes.map(([kind, value]) => {
    const head = Buffer.alloc(4);
    head.writeUInt16BE(kind, 0);
    head.writeUInt16BE(value.length, 2);
    return Buffer.concat([head, value, Buffer.alloc((4 - (value.length % 4)) % 4)]);
  });
  const head = Buffer.alloc(4);
  head.writeUInt16BE(type, 0);
  head.writeUInt16BE(Buffer.concat(body).length, 2);
  return Buffer.concat([head, request.subarray(4, 20), ...body]);
}

/** A refusal as LiveKit 1.9.12 gives it: the number, a nonce, the realm. */
export const turnRefusal =
  (code: number, realm = "livekit") =>
  (request: Buffer): Buffer =>
    turnAnswer(request, 0x0113, [
      [0x0009, Buffer.concat([Buffer.from([0, 0, Math.floor(code / 100), code % 100]), Buffer.from("Unauthorized")])],
      [0x0015, Buffer.from("a nonce of some length")],
      [0x0014, Buffer.from(realm)],
    ]);
