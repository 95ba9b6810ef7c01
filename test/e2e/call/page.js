// What runs in a participant's browser, beside media.js and livekit-client. Answers questions for the test.

/** The call that the page is in: one at a time. */
let room;

window.call = {
  /** Who may not publish watches and listens. */
  async join(url, token, publish) {
    const { Room, RoomEvent, VideoPresets } = window.LivekitClient;
    room = new Room({ videoCaptureDefaults: { resolution: VideoPresets.h360.resolution } });
    const show = (track, who) => {
      const element = track.attach();
      element.className = who;
      document.body.append(element);
    };
    room.on(RoomEvent.TrackSubscribed, (track) => show(track, "other"));
    room.on(RoomEvent.TrackUnsubscribed, (track) => {
      for (const element of track.detach()) element.remove();
    });
    room.on(RoomEvent.LocalTrackPublished, ({ track }) => track.kind === "video" && show(track, "own"));
    await room.connect(url, token);
    if (publish) await room.localParticipant.enableCameraAndMicrophone();
  },

  /** Says goodbye. */
  leave: () => room.disconnect(),

  state: () => room.state,

  /** What has come from the other so far: pictures that were shown. */
  async received() {
    const videos = [...document.querySelectorAll("video.other")];
    const shown = videos.map((video) => video.getVideoPlaybackQuality().totalVideoFrames);
    return { ...(await window.receivedMedia()), frames: shown.reduce((total, one) => total + one, 0) };
  },

  /** As a client asks a service of another site: the browser shows it the answer only if the service lets it. */
  async ask(url, body) {
    const headers = { "Content-Type": "application/json" };
    const answer = await fetch(url, { method: "POST", headers, body: JSON.stringify(body) });
    return { status: answer.status, body: await answer.json() };
  },
};
