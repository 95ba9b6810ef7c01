/** Settings of the bridges that have to fit together. */
import { haveOwnPorts, listensOn, outsidePorts } from "../../mediaServers";
import { check } from "./check";

const ports = check(
  "`kubernetes.media`: a port for each bridge only with `nodePort` (30000 to 32767) or `address`; `address` only with `loadBalancer` and `nodePort`; one way to know the public address.",
  (section, settings) => {
    const { media } = section;
    const ofNode = media.expose === "hostPort" || media.expose === "hostNetwork";
    const each = haveOwnPorts(section);
    const own = listensOn(settings);
    const { from, count } = outsidePorts(section, own.port);
    const [least, most] = media.expose === "nodePort" ? [30_000, 32_767] : [1, 65_535];
    const span = `${from} to ${from + count - 1}`;
    return [
      [
        ofNode && media.address !== undefined,
        "kubernetes.media.address",
        `has no effect with \`expose: ${media.expose}\``,
        "`expose: nodePort` gives each bridge a port of its own",
      ],
      [
        !each && media.port !== undefined,
        "kubernetes.media.port",
        "has no effect: every bridge has an address of its own",
        `remove it; the port is \`${own.path}\``,
      ],
      [
        each && !ofNode && (from < least || from + count - 1 > most),
        "kubernetes.media.port",
        `${count} bridges would need the ports ${span}`,
        `they have to be within ${least} and ${most}`,
      ],
      [
        media.stun && !ofNode,
        "kubernetes.media.stun",
        `has no effect with \`expose: ${media.expose}\``,
        "remove it: the address is known",
      ],
      [
        Object.keys(media.nodeAddresses).length > 0 && media.expose === "loadBalancer",
        "kubernetes.media.nodeAddresses",
        "has no effect with `expose: loadBalancer`",
        "remove it: the load balancer has the address",
      ],
      [
        Object.keys(media.nodeAddresses).length > 0 && !ofNode && media.address !== undefined,
        "kubernetes.media.nodeAddresses",
        "is set beside `media.address`",
        "remove one: either a NAT has the public address, or each node has one",
      ],
      [
        Object.keys(media.nodeAddresses).length > 0 && ofNode && media.stun,
        "kubernetes.media.stun",
        "is set beside `media.nodeAddresses`",
        "remove it: the addresses are known",
      ],
      [
        media.expose !== "loadBalancer" && media.loadBalancerClass !== undefined,
        "kubernetes.media.loadBalancerClass",
        `has no effect with \`expose: ${media.expose}\``,
        "remove it",
      ],
      [
        ofNode && Object.keys(media.annotations).length > 0,
        "kubernetes.media.annotations",
        `has no effect with \`expose: ${media.expose}\``,
        "remove them: there is no Service",
      ],
    ];
  },
);

const nodeNetworks = check(
  "`kubernetes.networkPolicies.nodeNetworks` is there with `media.expose: hostNetwork`: bridges then come from the nodes' addresses.",
  ({ media, networkPolicies }) => [
    [
      media.expose === "hostNetwork" && networkPolicies.nodeNetworks.length === 0,
      "kubernetes.networkPolicies.nodeNetworks",
      "is empty, so bridges on the nodes' network would reach nobody",
      "the networks of the nodes, for example [10.0.0.0/24]",
    ],
  ],
);

const count = check(
  "`kubernetes.bridges`: `autoscale.max` is above `count`, and somebody reads the load (`monitoring`); fewer are updated at once than there are; regions have different names; a region's name leaves room for a number.",
  ({ bridges: { autoscale, count: least, regions = [], updateAtOnce }, monitoring }) => [
    [
      autoscale !== undefined && !monitoring.prometheusOperator,
      "kubernetes.bridges.autoscale",
      "has nobody who reads the bridges' load",
      "add `kubernetes.monitoring: {prometheusOperator: true}`",
    ],
    [
      autoscale !== undefined && autoscale.max <= least,
      "kubernetes.bridges.autoscale.max",
      `is not above the ${least} bridges that are always there`,
      "raise it, or lower `count`",
    ],
    [
      updateAtOnce > 1 && updateAtOnce >= least,
      "kubernetes.bridges.updateAtOnce",
      `leaves none of ${least} bridges for the conferences while they are updated`,
      "lower it, or raise `count`",
    ],
    [
      new Set(regions.map(({ name }) => name)).size < regions.length,
      "kubernetes.bridges.regions",
      "names a region twice",
      "give each a name of its own",
    ],
    [
      regions.some(({ name }) => name.length > 40),
      "kubernetes.bridges.regions",
      "has a name of more than 40 characters",
      "shorten it",
    ],
  ],
);

export const bridgesChecks = [ports, nodeNetworks, count];
