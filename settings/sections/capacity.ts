/** How many people it shall carry: nothing here changes what is deployed. */
import { z } from "zod";

export const meetingNames = ["small", "one", "audio"] as const;

export const capacity = z.strictObject({
  participants: z
    .int()
    .min(2)
    .max(100_000)
    .optional()
    .describe(
      "People who shall be able to meet at the same time. When fewer are expected, the plan says what to change.",
    ),
  meetings: z
    .enum(meetingNames)
    .default("small")
    .describe(
      "How they meet: `small` in rooms of five with cameras, `one` all in one room with cameras, `audio` all in one room without.",
    ),
  megabitsPerSecond: z
    .number()
    .min(1)
    .max(1_000_000)
    .optional()
    .describe("What the line to the internet carries each way, megabits per second; counted on when given."),
});
