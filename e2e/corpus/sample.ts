import fc from "fast-check";

/**
 * The seed of every made-up input of a run. A failed run is played again with CORPUS_SEED set to the seed it printed.
 */
export const SEED = Number(process.env.CORPUS_SEED ?? Math.floor(Math.random() * 2 ** 31));

/** As many values as asked for, the same for the same seed and salt. */
export function sample<Value>(values: fc.Arbitrary<Value>, count: number, salt: string): Value[] {
  let seed = SEED;
  for (const character of salt) seed = (Math.imul(seed, 31) + character.charCodeAt(0)) | 0;
  return fc.sample(values, { numRuns: count, seed });
}
