/** What the real images refuse, by their start scripts (docker-jitsi-meet rootfs/etc/s6-overlay/scripts/config) and s6-overlay. */

/** As we run every container. */
export const hardened = "--read-only --cap-drop ALL --security-opt no-new-privileges:true";
export const run = "--tmpfs /run:mode=1750,uid=1000,gid=1000,exec";

const data = "--tmpfs /var/lib/prosody:uid=1000";
const jibri = "--shm-size 2g -e JIBRI_RECORDER_PASSWORD=x -e JIBRI_XMPP_PASSWORD=y";

/** Image, how it is started, and what it says before it ends. */
export const refusals: readonly (readonly [image: string, options: string, message: string])[] = [
  ["prosody", data, "FATAL ERROR: Jicofo auth password must be set"],
  ["prosody", `${data} -e JICOFO_AUTH_PASSWORD=x`, "FATAL ERROR: JVB auth password must be set"],
  ["prosody", "", "FATAL ERROR: directory '/var/lib/prosody' is not writable"],
  ["jicofo", "", "FATAL ERROR: Jicofo auth password must be set"],
  ["jvb", "", "FATAL ERROR: JVB auth password must be set"],
  ["jigasi", "", "FATAL ERROR: Jigasi auth password must be set"],
  ["jigasi", "-e JIGASI_XMPP_PASSWORD=x -e JIGASI_MODE=transcriber", "FATAL ERROR: directory '/tmp/transcripts'"],
  ["jibri", "", "/dev/shm must be at least 2GB in size"],
  ["jibri", "--shm-size 2g", "FATAL ERROR: Jibri recorder password and auth password must be set"],
  ["jibri", jibri, "Please set DISPLAY"],
  ["jibri", `${jibri} -e DISPLAY=:0`, "FATAL ERROR: directory '/storage' is not writable"],
  ["web", "-e DISABLE_HTTPS=true", "FATAL ERROR: directory '/storage' is not writable"],
  ["whiteboard", "", "Read-only file system"],
  ["etherpad", "", "read-only file system"],
  ["web:exits", "", "made to exit"],
];

/** How /run is mounted, and what s6-overlay says to it under no-new-privileges. */
export const refusedRuns: readonly (readonly [options: string, message: string])[] = [
  ["", "unable to mount tmpfs on /run"],
  ["--tmpfs /run:mode=1750,exec", "unable to mount tmpfs on /run"],
  ["--tmpfs /run:mode=1777,exec", "/run belongs to uid 0 instead of 1000"],
  ["--tmpfs /run:mode=1750,uid=1000,noexec", "incorrect noexec option"],
];
