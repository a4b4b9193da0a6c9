import "server-only";

/** The sentences and list items of a text, in order. */
export function sentencesOf(text: string): string[] {
  return text
    .split("\n")
    .flatMap((line) => line.split(/(?<=[\p{L}\p{N})"'”’»\]][.!?…。！？]["'”’»)\]]*)\s+(?=[^\s\p{Ll}])/u))
    .map((sentence) => sentence.trim())
    .filter((sentence) => sentence !== "" && sentence !== "…");
}

/** A text of at most `length` characters: cut behind a sentence if one ends in its second half, else behind a word. */
export function shortened(text: string, length: number): string {
  if (text.length <= length) return text;
  const head = text.slice(0, length - 1);
  const sentence = [...head.matchAll(/[.!?…。！？]["'”’»)\]]*(?=\s)/g)].at(-1);
  const end = sentence ? sentence.index + sentence[0].length : 0;
  if (end > length / 2) return head.slice(0, end);
  const word = head.lastIndexOf(" ");
  return `${head
    .slice(0, word > length / 2 ? word : head.length)
    .toWellFormed()
    .trimEnd()}…`;
}
