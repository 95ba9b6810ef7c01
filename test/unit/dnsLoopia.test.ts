/**
 * Loopia's client against a server in this test. Simulated: it has the real API's methods, status strings and shapes of
 * answers (as its published clients expect them), but nobody here has asked the real one.
 */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { XMLParser } from "fast-xml-parser";
import { LoopiaZone } from "../../provider/dns/loopia";
import { applyRecord, removeRecord } from "../../provider/dns/ownRecord";
import { requestText, responseValue } from "../../provider/dns/xmlRpc";

interface Zone {
  [subdomain: string]: { type: string; ttl: number; priority: number; rdata: string; record_id: number }[];
}
const password = "p<a>s&s'w\"ord";
let zone: Zone;
let calls: string[];
let limited: boolean;
let server: Server;
let url: string;

beforeAll(async () => {
  server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    response.setHeader("content-type", "text/xml");
    response.end(answer(body));
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/RPCSERV`;
});
afterAll(() => server.close());
beforeEach(() => {
  zone = { "@": [entry(1, "198.51.100.1")], www: [entry(2, "198.51.100.2")], parked: [] };
  calls = [];
  limited = false;
});

const entry = (record_id: number, rdata: string, type = "A") => ({ type, ttl: 3600, priority: 0, rdata, record_id });
const record = (name: string, value = "203.0.113.10") => ({ name, zone: "example.org", value, ttl: 300 });
const client = (change = {}) =>
  new LoopiaZone({ user: "parley@loopiaapi", password, zone: "example.org", url, ...change });

/** The server: decodes with its own small parser, so that it does not share the client's mistakes. */
function answer(body: string): string {
  const parser = new XMLParser({ parseTagValue: false, isArray: (name) => ["param", "member"].includes(name) });
  const call = parser.parse(body).methodCall;
  const value = (v: Record<string, never>): unknown => {
    if ("string" in v) return v.string;
    if ("int" in v) return Number(v.int);
    const members =
      (v as { struct?: { member: { name: string; value: Record<string, never> }[] } }).struct?.member ?? [];
    return Object.fromEntries(members.map((member) => [member.name, value(member.value)]));
  };
  const [user, pass, domain, sub, argument] = call.params.param.map((p: { value: Record<string, never> }) =>
    value(p.value),
  );
  const method: string = call.methodName;
  calls.push(method);
  const lists = ["getZoneRecords", "getSubdomains"].includes(method);
  const status = (text: string) =>
    wrap(lists ? `<array><data><value><string>${text}</string></value></data></array>` : `<string>${text}</string>`);
  if (user !== "parley@loopiaapi" || pass !== password) return status("AUTH_ERROR");
  if (limited) return status("RATE_LIMITED");
  if (domain !== "example.org") return status("UNKNOWN_ERROR");
  switch (method) {
    case "getSubdomains":
      return wrap(
        `<array><data>${Object.keys(zone)
          .map((name) => `<value><string>${name}</string></value>`)
          .join("\n")}</data></array>`,
      );
    case "getZoneRecords": {
      const structs = (zone[sub] ?? []).map((r) => {
        const members = Object.entries(r).map(
          ([name, v]) =>
            `<member><name>${name}</name><value>${typeof v === "number" ? `<int>${v}</int>` : `<string>${v}</string>`}</value></member>`,
        );
        return `<value><struct>\n${members.join("\n")}\n</struct></value>`;
      });
      return wrap(`<array><data>\n${structs.join("\n")}</data></array>`);
    }
    case "addSubdomain":
      if (zone[sub]) return status("BAD_INDATA");
      zone[sub] = [];
      return status("OK");
    case "removeSubdomain":
      delete zone[sub];
      return status("OK");
    case "addZoneRecord":
      if (!zone[sub]) return status("BAD_INDATA");
      zone[sub].push({ ...argument, record_id: 100 + calls.length });
      return status("OK");
    case "updateZoneRecord":
      zone[sub] = (zone[sub] ?? []).map((r) => (r.record_id === argument.record_id ? argument : r));
      return status("OK");
    case "removeZoneRecord":
      zone[sub] = (zone[sub] ?? []).filter((r) => r.record_id !== argument);
      return status("OK");
    default:
      return '<?xml version="1.0"?><methodResponse><fault><value><struct><member><name>faultCode</name><value><int>1</int></value></member><member><name>faultString</name><value><string>no such method</string></value></member></struct></value></fault></methodResponse>';
  }
}
const wrap = (value: string) =>
  `<?xml version="1.0" encoding="utf-8"?>\n<methodResponse><params><param><value>${value}</value></param></params></methodResponse>`;

test("a new name gets a subdomain; removing takes both away and nothing else", async () => {
  const before = structuredClone(zone);
  const placed = await applyRecord(client(), record("meet.example.org"), undefined);
  expect(placed).toMatchObject({ owned: true, madeName: true });
  expect(zone.meet).toMatchObject([{ type: "A", rdata: "203.0.113.10", ttl: 300, priority: 0 }]);
  const moved = await applyRecord(client(), record("meet.example.org", "203.0.113.11"), placed);
  expect(zone.meet).toMatchObject([{ rdata: "203.0.113.11" }]);
  expect(moved.madeName).toBe(true);
  expect(await removeRecord(client(), moved)).toContain("is removed");
  expect(zone).toEqual(before);
});

test("a subdomain that was there stays", async () => {
  const placed = await applyRecord(client(), record("parked.example.org"), undefined);
  await removeRecord(client(), placed);
  expect(zone.parked).toEqual([]);
});

test("a subdomain that has got other records stays", async () => {
  const placed = await applyRecord(client(), record("meet.example.org"), undefined);
  zone.meet?.push(entry(9, "v=spf1 -all", "TXT"));
  await removeRecord(client(), placed);
  expect(zone.meet).toEqual([entry(9, "v=spf1 -all", "TXT")]);
});

test("foreign records are left alone, at the zone's own name too", async () => {
  const before = structuredClone(zone);
  for (const name of ["www.example.org", "example.org"]) {
    await expect(applyRecord(client(), record(name), undefined)).rejects.toThrow("not Parley's: A 198.51.100");
  }
  expect(zone).toEqual(before);
  expect(calls.filter((method) => method !== "getZoneRecords")).toEqual([]);
});

test("errors say what to do, and never the password", async () => {
  const attempts: [LoopiaZone, string][] = [
    [client({ password: "wrong-secret" }), "AUTH_ERROR to getZoneRecords: the user or the password is wrong"],
    [client({ zone: "example.net" }), "UNKNOWN_ERROR"],
    [client({ url: "http://127.0.0.1:1/RPCSERV" }), "Loopia: getZoneRecords"],
  ];
  for (const [store, text] of attempts) {
    const failed = await store.read("meet.example.org").then(String, (error: Error) => error.message);
    expect(failed).toContain(text);
    expect(failed).not.toContain("wrong-secret");
    expect(failed).not.toContain(password);
  }
  limited = true;
  await expect(client().read("meet.example.org")).rejects.toThrow("wait a minute");
});

test("XML-RPC: what is sent, and what may come back", () => {
  expect(requestText("m", ["a<b", 1])).toContain(
    "<param><value><string>a&lt;b</string></value></param><param><value><int>1</int></value></param>",
  );
  expect(responseValue("m", wrap("bare text"))).toBe("bare text");
  expect(responseValue("m", wrap("<array><data></data></array>"))).toEqual([]);
  expect(responseValue("m", wrap("<array><data/></array>"))).toEqual([]);
  expect(() => responseValue("m", "<html>no</html>")).toThrow("not XML-RPC");
  expect(() =>
    responseValue("m", answer(requestText("nothing", ["parley@loopiaapi", password, "example.org"]))),
  ).toThrow("no such method");
});
