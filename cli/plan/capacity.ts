/** What a deployment should carry, in words. */
import type { Capacity, Estimate } from "../../workloads/capacity";

/** Meetings, people, what sets the end and the busier way of the line. */
export const capacityRows = ({ estimates }: Capacity): string[][] =>
  estimates.map((one) => [
    one.title,
    peopleText(one),
    `${one.because.replaceAll("`", "")}, ${Math.max(one.megabitsIn, one.megabitsOut)} Mbit/s`,
  ]);

export const peopleText = ({ people }: Estimate): string => (people === 0 ? "none" : `${people} people`);
