// What has come to a page from others, whatever makes its connections. Runs before any other script.

/** Every peer connection that the page makes: their statistics are the browser's own word, not a library's. */
const connections = [];
window.RTCPeerConnection = class extends window.RTCPeerConnection {
  constructor(...parameters) {
    super(...parameters);
    connections.push(this);
  }
};

/** Decoded pictures and packets of sound so far, and both ends of the chosen pairs of addresses. */
window.receivedMedia = async () => {
  const reports = await Promise.all(connections.map((connection) => connection.getStats()));
  const inbound = reports.flatMap((report) => [...report.values()]).filter(({ type }) => type === "inbound-rtp");
  const sum = (wanted, what) =>
    inbound.filter(({ kind }) => kind === wanted).reduce((total, one) => total + (one[what] ?? 0), 0);
  return {
    frames: sum("video", "framesDecoded"),
    audioPackets: sum("audio", "packetsReceived"),
    paths: reports.flatMap((report) =>
      selected(report, "remote").map((one) => `${one.protocol} ${one.address}:${one.port}`),
    ),
    ways: reports.flatMap((report) =>
      selected(report, "local").map((one) => [one.candidateType, one.relayProtocol].filter(Boolean).join(" ")),
    ),
  };
};

/** The end, `local` or `remote`, that a connection has chosen. */
function selected(report, end) {
  const transports = [...report.values()].filter(({ type }) => type === "transport");
  return transports.flatMap(({ selectedCandidatePairId }) => {
    const pair = report.get(selectedCandidatePairId);
    return (pair && report.get(pair[`${end}CandidateId`])) ?? [];
  });
}
