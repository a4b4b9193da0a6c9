const FIRST_MS = 1_000;
const LONGEST_MS = 60_000;

/**
 * How long to wait before trying again, in milliseconds: twice as long each time, never above a minute, and different for
 * every visitor, so that they do not all come back at once.
 * @param failures how often it has failed in a row; 0 for the first time
 * @param random 0 to 1
 */
export function backOffMs(failures: number, random = Math.random()): number {
  return Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(failures, 10)) * (0.5 + random / 2);
}
