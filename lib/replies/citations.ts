import "server-only";

/** Stands in a model's text where it says that it has no answer. */
export const NO_ANSWER_MARK = "[no answer]";

/** Longest mark, in characters: what begins like one is held back for so long. */
const MAX_MARK = 40;
/** `[1]`, `[1, 2]`, `[source 3]`, `【1】`, also with the space in front of it. Bounded, so that no text takes long. */
const MARK =
  /[ \t]{0,3}[[【][ \t]{0,3}(?:(?:sources?[ \t]{0,3})?(\d{1,3}(?:[ \t]{0,3}[,;&][ \t]{0,3}\d{1,3}){0,9})|(no answer))[ \t]{0,3}[\]】]/giu;
/** The end of a text that may still become a mark, or the space in front of one. */
const OPEN = new RegExp(`[ \\t]{0,3}(?:[[【][^\\]】\\n]{0,${MAX_MARK}})?$`);

/** Takes the marks out of a text as it comes, and remembers what they said. */
export interface CitationReader {
  /** Sources that were named, in the order in which they were, each once. */
  readonly cited: readonly number[];
  /** Whether the model said that it has no answer. */
  readonly hasNoAnswer: boolean;
  /** The next piece of the model's text; answers what of it can be shown now. */
  take(delta: string): string;
  /** What is left when the text is over. */
  end(): string;
}

/** @param count sources there are; a number beyond is no source */
export function readCitations(count: number): CitationReader {
  let held = "";
  let hasNoAnswer = false;
  const cited: number[] = [];
  const clean = (text: string) =>
    text.replace(MARK, (_mark, numbers: string | undefined, none: string | undefined) => {
      if (none !== undefined) hasNoAnswer = true;
      for (const number of numbers?.match(/\d+/g) ?? []) {
        const place = Number(number);
        if (place >= 1 && place <= count && !cited.includes(place)) cited.push(place);
      }
      return "";
    });
  return {
    cited,
    get hasNoAnswer() {
      return hasNoAnswer;
    },
    take(delta) {
      held = clean(held + delta);
      const open = OPEN.exec(held)?.[0].length ?? 0;
      const shown = held.slice(0, held.length - open);
      held = held.slice(held.length - open);
      return shown;
    },
    end() {
      const rest = clean(held);
      held = "";
      return rest;
    },
  };
}
