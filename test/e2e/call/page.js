// What runs in a participant's browser, beside livekit-client. Answers questions for the test.

/** Every peer connection that the page makes: their statistics are the browser's own word, not the library's. */
const connections = [];
window.RTCPeerConnection = class extends window.RTCPeerConnection {
  constructor(...parameters) {
    super(...parameters);
    connections.push(this);
  }
};

/** Who is in a call: one at a time. */
let room;

window.call = {
  /** Who may not publish listens and watches. */
  async join(url, token, publish) {
    const { Room, RoomEvent, VideoPresets } = window.LivekitClient;
    room = new Room({ videoCaptureDefaults: { resolution: VideoPresets.h360.resolution } });
    const show = (track, who) => {
      const element = track.attach();
      element.className = who;
      document.body.append(element);
    };
    room.on(RoomEvent.TrackSubscribed, (track) => show(track, "other"));
    room.on(RoomEvent.LocalTrackPublished, ({ track }) => track.kind === "video" && show(track, "own"));
    room.on(RoomEvent.TrackUnsubscribed, (track) => {
      for (const element of track.detach()) element.remove();
    });
    await room.connect(url, token);
    if (publish) await room.localParticipant.enableCameraAndMicrophone();
  },

  /** Says goodbye. */
  leave: () => room.disconnect(),

  state: () => room.state,

  /** As a client of another site asks a service: the browser does not show it the answer unless the service lets it. */
  async ask(url, body) {
    const answer = await fetch(url, { method: "POST", body: JSON.stringify(body) });
    return { status: answer.status, body: await answer.json() };
  },

  /** What has come from the other so far, and over which pairs of addresses. */
  async received() {
    const videos = [...document.querySelectorAll("video.other")];
    const frames = videos.map((video) => video.getVideoPlaybackQuality().totalVideoFrames);
    const reports = await Promise.all(connections.map((connection) => connection.getStats()));
    const all = reports.flatMap((report) => [...report.values()]);
    const sum = (numbers) => numbers.reduce((total, one) => total + one, 0);
    const audio = all.filter(({ type, kind }) => type === "inbound-rtp" && kind === "audio");
    return {
      frames: sum(frames),
      audioPackets: sum(audio.map(({ packetsReceived }) => packetsReceived)),
      paths: reports.flatMap(selected),
    };
  },
};

/** The remote end that a connection has chosen. */
function selected(report) {
  const transports = [...report.values()].filter(({ type }) => type === "transport");
  return transports.flatMap(({ selectedCandidatePairId }) => {
    const pair = report.get(selectedCandidatePairId);
    const remote = pair && report.get(pair.remoteCandidateId);
    return remote ? [`${remote.protocol} ${remote.address}:${remote.port}`] : [];
  });
}
