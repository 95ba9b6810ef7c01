/** What a cluster reports about a Service. */
export interface ServiceStatus {
  readonly loadBalancer?: { readonly ingress?: readonly { readonly ip?: string; readonly hostname?: string }[] };
}

/** The IPv4 address that a load balancer gave. Throws when it gave a name only: a bridge cannot advertise a name. */
export function balancerAddress(id: string, status: ServiceStatus | undefined): string {
  const given = status?.loadBalancer?.ingress ?? [];
  const address = given.find(({ ip }) => ip !== undefined && !ip.includes(":"))?.ip;
  if (address !== undefined) return address;
  const hostname = given.find((one) => one.hostname !== undefined)?.hostname;
  const got = hostname === undefined ? "no address" : `the name ${hostname} and no IPv4 address`;
  throw new Error(
    `The load balancer gave ${id.replace("/", " ")} ${got}, and a bridge has to advertise an address. ` +
      "Use a load balancer with fixed addresses (`kubernetes.media.annotations`), or another `kubernetes.media.expose`.",
  );
}
