/**
 * Amounts as the API server writes them back: `1` and not `1000m`, `2Gi` and not `2048Mi`. Otherwise what is in the
 * cluster would look different from what was asked for (apimachinery, resource/quantity.go).
 */

/** Cores of a processor, to a thousandth. */
export const cores = (count: number): string => {
  const thousandths = Math.round(count * 1000);
  return thousandths % 1000 === 0 ? String(thousandths / 1000) : `${thousandths}m`;
};

/** A number of pods' own metric, to a thousandth. */
export const decimal = cores;

const units = ["Mi", "Gi", "Ti"] as const;

/** Memory or storage, in the largest unit of which it is a whole number. */
export function mebibytes(count: number): string {
  const [mebi, gibi, tebi] = units;
  if (count % 1024 ** 2 === 0) return `${count / 1024 ** 2}${tebi}`;
  if (count % 1024 === 0) return `${count / 1024}${gibi}`;
  return `${count}${mebi}`;
}

/** An amount of the settings (`1.5Gi`), rounded up to a whole MiB. */
export function storage(amount: string): string {
  const unit = units.findIndex((one) => amount.endsWith(one));
  const number = Number(amount.slice(0, -2));
  if (unit < 0 || !(number > 0)) throw new Error(`not an amount of storage: ${amount}`);
  return mebibytes(Math.ceil(number * 1024 ** unit));
}
