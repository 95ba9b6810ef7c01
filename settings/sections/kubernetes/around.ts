/** What is in the cluster beside the conferences: the monitor, and what network policies have to know. */
import { z } from "zod";
import { cidr, ipv4 } from "../../fields";
import { labels, pods } from "./fields";

export const monitoring = z
  .strictObject({
    prometheusOperator: z
      .boolean()
      .default(false)
      .describe("Make PodMonitors, and let the monitor reach the metrics ports; nobody else does."),
    monitor: pods("monitoring", { "app.kubernetes.io/name": "prometheus" }, "the monitor's pods").describe(
      "Who may read metrics.",
    ),
    labels: labels().default({}).describe("Labels of the PodMonitors, by which your Prometheus finds them."),
  })
  .prefault({});

export const networkPolicies = z
  .strictObject({
    dns: pods("kube-system", { "k8s-app": "kube-dns" }, "the cluster's DNS").describe("Where names are looked up."),
    dnsAddresses: z
      .array(ipv4())
      .default([])
      .describe("Addresses of a DNS cache on the nodes (NodeLocal DNSCache, usually 169.254.20.10)."),
    nodeNetworks: z
      .array(cidr())
      .default([])
      .describe(
        "Networks of the nodes; needed with `media.expose: hostNetwork`, where bridges have the nodes' addresses.",
      ),
  })
  .prefault({});
