import type { Words } from "./english";

/** By language; what is missing in one is said in English. */
export const otherLanguages: Record<string, Partial<Words>> = {};
