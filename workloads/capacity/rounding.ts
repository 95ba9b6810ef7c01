/** Estimates are shown with as many digits as they deserve. */

/** Down to fives below 100, to two digits above, and to whole rooms. */
export function roundedDown(people: number, room: number): number {
  if (people < 20) return people;
  const step = people < 100 ? 5 : 10 ** (digits(people) - 2);
  return Math.floor((Math.floor(people / step) * step) / room) * room;
}

/** Up to two digits. */
export function roundedUp(value: number): number {
  const step = Math.max(1, 10 ** (digits(value) - 2));
  return Math.ceil(value / step) * step;
}

const digits = (value: number): number => String(Math.floor(value)).length;
