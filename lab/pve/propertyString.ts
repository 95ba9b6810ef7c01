/** Proxmox's property strings: `vmbr3,name=eth0,ip=…`; the value without a name is the default key's. */

export type Properties = Readonly<Record<string, string>>;

/** @param defaultKey name of the value that comes without one */
export function parseProperties(text: string, defaultKey: string): Properties {
  const pairs = text.split(",").map((part): [string, string] => {
    const at = part.indexOf("=");
    return at < 0 ? [defaultKey, part] : [part.slice(0, at), part.slice(at + 1)];
  });
  return Object.fromEntries(pairs);
}

/** The default key's value comes first and without its name. */
export function printProperties(properties: Properties, defaultKey?: string): string {
  const named = Object.entries(properties).filter(([name]) => name !== defaultKey);
  const first = defaultKey === undefined ? undefined : properties[defaultKey];
  return [...(first === undefined ? [] : [first]), ...named.map(([name, value]) => `${name}=${value}`)].join(",");
}
