/**
 * Keys of LiveKit's configuration that a user may set, under LiveKit's names. Source: livekit pkg/config/config.go and
 * config-sample.yaml, v1.9.12 to v1.13.5: all of these are known to both, since LiveKit does not start with an unknown key.
 *
 * Left out: what Parley sets itself (ports, keys, addresses, TURN, webhook, the node's limits), what has no effect on one node
 * in a container network (Redis, regions, interfaces), what would open something (metrics), and a room's timeouts,
 * which lk-jwt-service gives with each room.
 */
import { z } from "zod";
import { checked } from "../fields";

const duration = checked(
  (value) => /^\d+(\.\d+)?(ms|s|m)$/.test(value),
  "is not a duration",
  "a number with ms, s or m, for example 500ms",
);
const count = z.int().min(0);
const level = z.enum(["debug", "info", "warn", "error"]);

/** A group of which any part may be set. */
const group = <Shape extends z.ZodRawShape>(shape: Shape, description: string) =>
  z.strictObject(shape).partial().describe(description);

export const livekitConfig = z
  .strictObject({
    logging: group(
      {
        level: level.describe("What is logged at least."),
        pion_level: level.describe("The same for the WebRTC library."),
        json: z.boolean().describe("Log JSON."),
        sample: z.boolean().describe("Log a sample of repeated messages only."),
      },
      "What LiveKit logs.",
    ),
    rtc: group(
      {
        stun_servers: z
          .array(
            checked(
              (value) => /^[a-z0-9.-]+:\d{1,5}$/.test(value),
              "is not a host with a port",
              "for example stun.example.org:3478",
            ),
          )
          .describe("STUN servers for clients; LiveKit's clients use Google's when left out."),
        congestion_control: group(
          {
            enabled: z.boolean().describe("Send less when the network is congested."),
            allow_pause: z.boolean().describe("Pause tracks when there is no room for all."),
          },
          "What happens when a client's network is congested.",
        ),
        allow_tcp_fallback: z.boolean().describe("Let a client go over to TCP when UDP is unstable."),
        packet_buffer_size_video: count.describe("Packets kept for video."),
        packet_buffer_size_audio: count.describe("Packets kept for audio."),
        pli_throttle: group(
          {
            low_quality: duration.describe("For the lowest layer."),
            mid_quality: duration.describe("For the middle layer."),
            high_quality: duration.describe("For the highest layer."),
          },
          "Shortest time between two requests for a key frame.",
        ),
        batch_io: group(
          {
            batch_size: count.describe("Most packets in one write."),
            max_flush_interval: duration.describe("Longest that a packet waits for others."),
          },
          "Write packets together, to spare the processor.",
        ),
        strict_acks: z.boolean().describe("Disconnect clients that do not acknowledge their connection."),
        data_channel_max_buffered_amount: count.describe("Most bytes kept for a data channel; 0 is no limit."),
      },
      "How media travels.",
    ),
    room: group(
      {
        max_participants: count.describe("Most participants of one call; 0 is no limit."),
        enabled_codecs: z
          .array(
            z.strictObject({
              mime: checked(
                (value) => /^(audio|video)\/[A-Za-z0-9]+$/.test(value),
                "is not the type of a codec",
                "for example audio/opus or video/vp8",
              ).describe("Type, such as video/vp8."),
              fmtp_line: z.string().optional().describe("Parameters of the codec."),
            }),
          )
          .min(1)
          .describe("Codecs that clients may send."),
        enable_remote_unmute: z.boolean().describe("Let the server switch a muted track on."),
        playout_delay: group(
          {
            enabled: z.boolean().describe("Tell clients a delay."),
            min: count.describe("Least delay, milliseconds."),
            max: count.describe("Most delay, milliseconds."),
          },
          "Delay of video and its sound.",
        ),
        sync_streams: z.boolean().describe("Keep sound and picture together with a long playout delay."),
      },
      "What calls are like.",
    ),
    audio: group(
      {
        active_level: z.int().min(0).max(127).describe("Level from which somebody speaks; 0 is the loudest."),
        min_percentile: z.int().min(0).max(100).describe("Share of the time above that level, percent."),
        update_interval: count.describe("Time between two updates of who speaks, milliseconds."),
        smooth_intervals: count.describe("Samples over which the level is smoothed."),
        active_red_encoding: z.boolean().describe("Send audio twice (RED) to clients that can use it."),
      },
      "Who counts as speaking.",
    ),
    video: group(
      { dynacast_pause_delay: duration.describe("How long a layer that nobody looks at goes on.") },
      "How video is sent.",
    ),
    limit: group(
      {
        subscription_limit_video: count.describe("Most video tracks that one participant receives; 0 is no limit."),
        subscription_limit_audio: count.describe("Most audio tracks that one participant receives; 0 is no limit."),
        max_metadata_size: count.describe("Largest metadata of a room or participant, bytes; 0 is no limit."),
        max_attributes_size: count.describe("Largest attributes of a participant, bytes; 0 is no limit."),
        max_room_name_length: count.describe("Longest name of a room; 0 is no limit."),
        max_participant_identity_length: count.describe("Longest identity of a participant; 0 is no limit."),
        max_participant_name_length: count.describe("Longest name of a participant; 0 is no limit."),
      },
      "Limits for each room and participant.",
    ),
  })
  .partial();

export type LivekitConfig = z.infer<typeof livekitConfig>;
