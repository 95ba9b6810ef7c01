/** XML-RPC, as far as Loopia's API needs it. */
import { XMLBuilder, XMLParser } from "fast-xml-parser";

export type RpcValue = string | number | boolean | readonly RpcValue[] | { readonly [name: string]: RpcValue };

/** The server understood the request and refused it. */
export class RpcFault extends Error {}

/** One call. Errors name the method and the HTTP status, never a parameter: the password is one. */
export async function rpc(url: string, method: string, parameters: readonly RpcValue[]): Promise<RpcValue> {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "text/xml; charset=utf-8" },
    body: requestText(method, parameters),
    signal: AbortSignal.timeout(30_000),
  }).catch((error: unknown) => {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    throw new RpcFault(`${method}: ${cause instanceof Error ? cause.message : "no answer"}`);
  });
  if (!response.ok) throw new RpcFault(`${method}: HTTP ${response.status}`);
  return responseValue(method, await response.text());
}

/** The body of a call. */
export function requestText(method: string, parameters: readonly RpcValue[]): string {
  const tree = {
    "?xml": { "@version": "1.0", "@encoding": "utf-8" },
    methodCall: { methodName: method, params: { param: parameters.map((value) => ({ value: encode(value) })) } },
  };
  return builder.build(tree);
}

/** What a response says; throws for a fault. */
export function responseValue(method: string, text: string): RpcValue {
  const { methodResponse } = parser.parse(text) as { methodResponse?: Tree };
  const fault = child(methodResponse, "fault");
  if (fault !== undefined) {
    const { faultString } = decode(child(fault, "value")) as { faultString?: RpcValue };
    throw new RpcFault(`${method}: ${String(faultString)}`);
  }
  const value = child(child(child(methodResponse, "params"), "param"), "value");
  if (value === undefined) throw new RpcFault(`${method}: the answer is not XML-RPC`);
  return decode(value);
}

type Tree = string | readonly Tree[] | { readonly [tag: string]: Tree };

const builder = new XMLBuilder({ ignoreAttributes: false, attributeNamePrefix: "@" });
const parser = new XMLParser({ parseTagValue: false, trimValues: true });

const child = (tree: Tree | undefined, tag: string): Tree | undefined =>
  typeof tree === "object" && !Array.isArray(tree) ? (tree as { [tag: string]: Tree })[tag] : undefined;

const list = (tree: Tree | undefined): readonly Tree[] =>
  tree === undefined || tree === "" ? [] : Array.isArray(tree) ? tree : [tree as Tree];

function encode(value: RpcValue): object {
  if (typeof value === "string") return { string: value };
  if (typeof value === "number") return { int: value };
  if (typeof value === "boolean") return { boolean: value ? 1 : 0 };
  if (Array.isArray(value)) return { array: { data: { value: value.map(encode) } } };
  return { struct: { member: Object.entries(value).map(([name, item]) => ({ name, value: encode(item) })) } };
}

function decode(tree: Tree | undefined): RpcValue {
  if (tree === undefined || typeof tree === "string") return tree ?? "";
  const [[tag, inner] = ["", ""]] = Object.entries(tree) as [string, Tree][];
  if (tag === "int" || tag === "i4" || tag === "double") return Number(inner);
  if (tag === "boolean") return inner === "1";
  if (tag === "array") return list(child(child(inner, "data"), "value")).map(decode);
  if (tag === "struct") {
    return Object.fromEntries(
      list(child(inner, "member")).map((member) => [String(child(member, "name")), decode(child(member, "value"))]),
    );
  }
  return String(inner);
}
