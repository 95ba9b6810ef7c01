/** The cluster's section: settings in it that have to fit together, and to the sections around it. */
import type { CrossCheck } from "../crossCheck";
import { bridgesChecks } from "./bridges";
import { check } from "./check";
import { servicesChecks } from "./services";

const wayIn = check(
  "`kubernetes.ingress`: exactly one of `tls.issuer` and `tls.secret`; with `kind: gateway` exactly one of `class` and `gateway`, and no `tls` with a Gateway of your own.",
  ({ ingress: { kind, gateway, tls, class: name } }) => {
    const own = kind === "gateway" && gateway !== undefined;
    const given = [tls.issuer, tls.secret].filter((one) => one !== undefined).length;
    return [
      [
        kind !== "gateway" && gateway !== undefined,
        "kubernetes.ingress.gateway",
        `has no effect with \`kind: ${kind}\``,
        "remove it, or set `kind: gateway`",
      ],
      [
        kind === "gateway" && (gateway === undefined) === (name === undefined),
        "kubernetes.ingress",
        gateway ? "has both a Gateway and a class" : "has neither a Gateway nor a class to make one of",
        "`gateway: {name: …}` for one that you keep, or `class: …` for one that Parley makes",
      ],
      [
        own && given > 0,
        "kubernetes.ingress.tls",
        "has no effect with a Gateway of your own",
        "remove it: the Gateway's listener has the certificate",
      ],
      [
        !own && given !== 1,
        "kubernetes.ingress.tls",
        given === 0 ? "names no certificate" : "has both an issuer and a secret",
        "`issuer: NAME` for cert-manager, or `secret: NAME` for one that you keep",
      ],
    ];
  },
);

const around = check(
  "On Kubernetes `media.forwardTo` needs `media.address` and `edge`; a dynamic record needs `edge`; a kubeconfig comes from one place; one of `externalDns` and `dns` keeps the name.",
  ({ media, externalDns, kubeconfig }, { edge, dns, credentials }) => [
    [
      media.forwardTo !== undefined && !edge,
      "kubernetes.media.forwardTo",
      "needs the host that forwards",
      "add `edge: {host: …, interface: …}`",
    ],
    [
      media.forwardTo !== undefined && media.address === undefined,
      "kubernetes.media.forwardTo",
      "needs the public address",
      "add `media.address`",
    ],
    [
      dns?.address === "dynamic" && !edge,
      "dns.address",
      "cannot be `dynamic` without an edge host that follows it",
      "give the address of the ingress, use `kubernetes.externalDns`, or add `edge`",
    ],
    [
      externalDns && dns !== undefined && dns.provider !== "manual",
      "dns.provider",
      "and `kubernetes.externalDns` would both keep the record",
      "remove one of them",
    ],
    [
      kubeconfig !== undefined && credentials.kubeconfig !== undefined,
      "kubernetes.kubeconfig",
      "is set beside `credentials.kubeconfig`",
      "remove one of them",
    ],
  ],
);

export const kubernetesChecks: readonly CrossCheck[] = [wayIn, ...bridgesChecks, ...servicesChecks, around];
