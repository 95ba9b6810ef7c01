/** How HTTPS comes in; test/e2e has a real Traefik read the same. */
import { describe, expect, test } from "@jest/globals";
import type { IIngress } from "kubernetes-models/networking.k8s.io/v1/Ingress";
import { requirementText } from "../../provider/cluster/requirement";
import { byId, clusterSettings, deployed, everyPart, everyRtc, plainRtc, read, rendered } from "../support/cluster";

type Overrides = Readonly<Record<string, unknown>>;

const kinds = {
  nginx: { kind: "nginx", tls: { issuer: "letsencrypt" } },
  traefik: { kind: "traefik", tls: { issuer: "letsencrypt" } },
  gateway: { kind: "gateway", class: "envoy", tls: { issuer: "letsencrypt" } },
  theirs: { kind: "gateway", gateway: { name: "public", namespace: "gateway" } },
} as const;

const onNodes = { media: { expose: "hostPort" } };

const ingressesOf = (kubernetes: Overrides, others: Overrides = everyRtc) =>
  rendered(kubernetes, others)
    .filter(({ manifest }) => manifest.kind === "Ingress")
    .map((object) => read<IIngress>(object));

/** `namespace/name pathType path → service:port` of all of them. */
const paths = (all: readonly IIngress[]) =>
  all.flatMap(({ metadata, spec }) =>
    (spec?.rules ?? []).flatMap(({ http }) =>
      (http?.paths ?? []).map(
        ({ path, pathType, backend }) =>
          `${metadata?.namespace}/${metadata?.name} ${pathType} ${path} → ${backend.service?.name}:${backend.service?.port?.number}`,
      ),
    ),
  );

const annotation = (all: readonly IIngress[], key: string) =>
  Object.fromEntries(all.map(({ metadata }) => [metadata?.name, metadata?.annotations?.[key]]));

describe("ingress-nginx", () => {
  test("takes prefixes away by a pattern, in an Ingress apart, and lets WebSockets be", () => {
    const all = ingressesOf({ ingress: kinds.nginx });
    expect(paths(all)).toEqual([
      "meet-example-org/web Prefix / → element-call:8080",
      // ingress-nginx refuses a dot in a `Prefix`.
      "meet-example-org/web ImplementationSpecific /.well-known/matrix → well-known:8080",
      "meet-example-org/web-stripped ImplementationSpecific /livekit/jwt(/|$)(.*) → lk-jwt-service:8080",
      "meet-example-org/web-stripped ImplementationSpecific /livekit/sfu(/|$)(.*) → livekit:7880",
    ]);
    expect(annotation(all, "nginx.ingress.kubernetes.io/rewrite-target")).toEqual({ "web-stripped": "/$2" });
    expect(annotation(all, "nginx.ingress.kubernetes.io/use-regex")).toEqual({ "web-stripped": "true" });
    const timeout = annotation(all, "nginx.ingress.kubernetes.io/proxy-read-timeout");
    expect(timeout).toEqual({ web: "3600", "web-stripped": "3600" });
  });

  test("finds by the pattern what is behind the prefix", () => {
    const all = paths(ingressesOf({ ingress: kinds.nginx }, plainRtc)).map((one) => one.split(" ")[2] ?? "");
    const pattern = all.find((one) => one.startsWith("/livekit/jwt")) ?? "nothing";
    const rewritten = (path: string) => new RegExp(`^${pattern}`, "i").exec(path)?.[2];
    expect(["/livekit/jwt/sfu/get", "/livekit/jwt/", "/livekit/jwt", "/livekit/jwtx"].map(rewritten)).toEqual([
      "sfu/get",
      "",
      "",
      undefined,
    ]);
  });

  test("is asked for one certificate and one record, and leads to each Service from its own namespace", () => {
    const all = ingressesOf({ ingress: kinds.nginx, externalDns: true, ...onNodes });
    expect(paths(all).slice(2)).toEqual([
      "meet-example-org/web-stripped ImplementationSpecific /livekit/jwt(/|$)(.*) → lk-jwt-service:8080",
      "meet-example-org-media/media-stripped ImplementationSpecific /livekit/sfu(/|$)(.*) → livekit:7880",
    ]);
    expect(annotation(all, "cert-manager.io/cluster-issuer")).toEqual({ web: "letsencrypt" });
    expect(annotation(all, "external-dns.alpha.kubernetes.io/hostname")).toEqual({ web: "meet.example.org" });
    expect(all.map(({ spec }) => spec?.tls?.[0]?.secretName)).toEqual([
      "meet-example-org-tls",
      "meet-example-org-tls",
      // A Secret is not seen from another namespace; the controller has it from the others.
      undefined,
    ]);
  });
});

describe("Traefik", () => {
  test("takes prefixes away by a Middleware beside the Ingress that names it", () => {
    const objects = rendered({ ingress: kinds.traefik, ...onNodes }, plainRtc);
    for (const [name, namespace, prefix] of [
      ["web-stripped", "meet-example-org", "/livekit/jwt"],
      ["media-stripped", "meet-example-org-media", "/livekit/sfu"],
    ]) {
      expect(byId(objects, `middleware/${name}`).manifest).toMatchObject({
        apiVersion: "traefik.io/v1alpha1",
        metadata: { name, namespace },
        spec: { stripPrefix: { prefixes: [prefix] } },
      });
      expect(byId(objects, `ingress/${name}`).manifest.metadata.annotations).toMatchObject({
        "traefik.ingress.kubernetes.io/router.middlewares": `${namespace}-${name}@kubernetescrd`,
      });
    }
    expect(paths(ingressesOf({ ingress: kinds.traefik }, plainRtc)).join()).not.toMatch(/\(|ImplementationSpecific/);
  });

  test("goes on with the operator's own middlewares", () => {
    const key = "traefik.ingress.kubernetes.io/router.middlewares";
    const ingress = { ...kinds.traefik, annotations: { [key]: "default-headers@kubernetescrd" } };
    expect(annotation(ingressesOf({ ingress }, plainRtc), key)).toEqual({
      web: "default-headers@kubernetescrd",
      "web-stripped": "default-headers@kubernetescrd,meet-example-org-web-stripped@kubernetescrd",
    });
  });

  test("has to have its CRDs, where a prefix is taken away", () => {
    const needs = (others: Overrides) =>
      deployed(clusterSettings({ ingress: kinds.traefik }, others)).requirements.map(requirementText);
    expect(needs(plainRtc)).toContain("Middleware (traefik.io/v1alpha1)");
    expect(needs(everyPart).join()).not.toContain("Middleware");
  });
});

describe("the Gateway API", () => {
  interface Rule {
    readonly matches: readonly { readonly path: { readonly value: string } }[];
    readonly filters?: readonly object[];
    readonly timeouts: object;
    readonly backendRefs: readonly { readonly name: string; readonly namespace?: string }[];
  }
  const rules = (kubernetes: Overrides) =>
    read<{ spec: { rules: Rule[] } }>(byId(rendered(kubernetes, everyRtc), "httproute/web")).spec.rules;

  test("takes prefixes away by a filter, and lets a request last", () => {
    const strip = [
      { type: "URLRewrite", urlRewrite: { path: { type: "ReplacePrefixMatch", replacePrefixMatch: "/" } } },
    ];
    expect(rules({ ingress: kinds.gateway }).map(({ matches, filters }) => [matches[0]?.path.value, filters])).toEqual([
      ["/", undefined],
      ["/livekit/jwt", strip],
      ["/livekit/sfu", strip],
      ["/.well-known/matrix", undefined],
    ]);
    for (const { timeouts } of rules({ ingress: kinds.gateway }))
      expect(timeouts).toEqual({ request: "0s", backendRequest: "0s" });
  });

  test.each(["gateway", "theirs"] as const)("leads to another namespace where that allows it (%s)", (kind) => {
    const kubernetes = { ingress: kinds[kind], ...onNodes };
    expect(rules(kubernetes).map(({ backendRefs }) => backendRefs[0]?.namespace)).toEqual([
      ...[undefined, undefined],
      ...["meet-example-org-media", undefined],
    ]);
    expect(byId(rendered(kubernetes, everyRtc), "referencegrant/livekit").manifest).toMatchObject({
      metadata: { namespace: "meet-example-org-media" },
      spec: {
        from: [{ group: "gateway.networking.k8s.io", kind: "HTTPRoute", namespace: "meet-example-org" }],
        to: [{ group: "", kind: "Service", name: "livekit" }],
      },
    });
    expect(rendered({ ingress: kinds[kind] }, everyRtc).some(({ id }) => id.startsWith("referencegrant/"))).toBe(false);
  });
});

test("Jitsi needs one Ingress, and no pattern", () => {
  for (const kind of ["nginx", "traefik"] as const)
    expect(paths(ingressesOf({ ingress: kinds[kind], ...onNodes }, everyPart))).toEqual([
      "meet-example-org/web Prefix / → web:8000",
    ]);
});
