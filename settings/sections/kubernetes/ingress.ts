/** How people reach it. */
import { z } from "zod";
import { port } from "../../fields";
import { annotations, label, objectName, pods } from "./fields";

const tls = z
  .strictObject({
    issuer: objectName("an issuer", "letsencrypt")
      .optional()
      .describe("cert-manager's ClusterIssuer that makes the certificate."),
    secret: objectName("a Secret", "meet-tls")
      .optional()
      .describe("Secret of type kubernetes.io/tls in the namespace that you keep yourself."),
  })
  .prefault({});

export const ingress = z
  .strictObject({
    kind: z
      .enum(["nginx", "traefik", "gateway"])
      .default("nginx")
      .describe("What brings HTTPS in: ingress-nginx, Traefik's Ingress provider, or any Gateway API implementation."),
    class: objectName("a class", "nginx")
      .optional()
      .describe(
        "IngressClass, by default `nginx` or `traefik`; with `kind: gateway` the GatewayClass of a Gateway that Parley makes.",
      ),
    gateway: z
      .strictObject({
        name: objectName("a Gateway", "public").describe("A Gateway that you keep yourself, its certificate included."),
        namespace: label("a namespace", "gateway").optional().describe("Its namespace, when it is another one."),
        listener: label("a listener", "https")
          .optional()
          .describe("One of its listeners; any that fits when left out."),
      })
      .optional()
      .describe("With `kind: gateway`, in place of `class`."),
    tls: tls.describe("The certificate: exactly one of the two, except with a Gateway of your own."),
    annotations: annotations().describe("More annotations of the Ingress or Gateway."),
    controller: pods("ingress-nginx", {}, "the controller's pods").describe(
      "Who may reach the web servers: the controller's pods.",
    ),
    controllerPorts: z
      .array(port())
      .min(1)
      .default([443, 8443])
      .describe(
        "Ports on which the controller's pods take HTTPS: Jibri and lk-jwt-service reach the public name there.",
      ),
  })
  .prefault({});
