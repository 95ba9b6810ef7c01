/** Short names for the inputs of a resource type. */
import { type ZodType, z } from "zod";

/** One entry for every argument of an SDK's class, no more and no fewer: the compiler compares the table with the SDK. */
export type Fields<Args> = Record<keyof Required<Args>, ZodType>;

export const text = z.string().optional();
export const flag = z.boolean().optional();
export const number = z.number().optional();
export const texts = z.array(z.string()).optional();
export const map = z.record(z.string(), z.string()).optional();
export const anything = z.unknown().optional();
export const required = { text: z.string(), number: z.number() };
/** A nested object that may be left out. */
export const object = (fields: Record<string, ZodType>) => z.strictObject(fields).optional();
/** A list of nested objects that may be left out. */
export const objects = (fields: Record<string, ZodType>) => z.array(z.strictObject(fields)).optional();
