/** Amounts are written as the API server writes them back, so that nothing looks changed that is not. */
import { cores, mebibytes, storage } from "../../components/kubernetes/quantities";

test.each([
  [1, "1"],
  [0.5, "500m"],
  [2.25, "2250m"],
  [0.0004, "0"],
])("%d cores", (count, text) => {
  expect(cores(count)).toBe(text);
});

test.each([
  [256, "256Mi"],
  [1024, "1Gi"],
  [1536, "1536Mi"],
  [3072, "3Gi"],
  [2 * 1024 ** 2, "2Ti"],
])("%d MiB", (count, text) => {
  expect(mebibytes(count)).toBe(text);
});

test.each([
  ["50Gi", "50Gi"],
  ["2048Mi", "2Gi"],
  ["1.5Gi", "1536Mi"],
  ["1.3Gi", "1332Mi"],
  ["1024Gi", "1Ti"],
])("a volume of %s", (amount, text) => {
  expect(storage(amount)).toBe(text);
});

test("what is no amount is refused", () => {
  for (const amount of ["", "5", "5GB", "-1Gi"]) expect(() => storage(amount)).toThrow("not an amount of storage");
});
