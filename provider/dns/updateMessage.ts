/** Update messages (RFC 2136, section 2) for address records. dns-packet cannot write them: it does not know class NONE. */
import { uint16, uint32, wireName } from "./wire";

export interface Update {
  readonly id: number;
  readonly zone: string;
  readonly prerequisites: readonly Buffer[];
  readonly changes: readonly Buffer[];
}

/** The message, not signed yet. */
export const updateMessage = ({ id, zone, prerequisites, changes }: Update): Buffer =>
  Buffer.concat([
    uint16(id),
    uint16(updateOpcode << 11),
    ...[1, prerequisites.length, changes.length, 0].map(uint16),
    wireName(zone),
    uint16(types.SOA),
    uint16(classes.IN),
    ...prerequisites,
    ...changes,
  ]);

/** Prerequisite: the name has no record of a type (2.4.3). */
export const absent = (name: string, type: "A" | "CNAME"): Buffer => resource(name, type, classes.NONE, 0, "");

/** Prerequisite: the name's addresses are exactly this one (2.4.2). */
export const exactly = (name: string, address: string): Buffer => resource(name, "A", classes.IN, 0, address);

/** Change: this one address goes (2.5.4). */
export const gone = (name: string, address: string): Buffer => resource(name, "A", classes.NONE, 0, address);

/** Change: this address comes (2.5.1). */
export const present = (name: string, ttl: number, address: string): Buffer =>
  resource(name, "A", classes.IN, ttl, address);

const updateOpcode = 5;
const types = { A: 1, CNAME: 5, SOA: 6 } as const;
const classes = { IN: 1, NONE: 254 } as const;

function resource(name: string, type: "A" | "CNAME", recordClass: number, ttl: number, address: string): Buffer {
  const data = Buffer.from(address === "" ? [] : address.split(".").map(Number));
  return Buffer.concat([
    wireName(name),
    uint16(types[type]),
    uint16(recordClass),
    uint32(ttl),
    uint16(data.length),
    data,
  ]);
}
