/** Text of a file, or why it can't be taken, in a sentence for people. */
export type TextFile = { text: string } | { problem: string };

/** Bytes that one character takes at most in UTF-8. */
const MAX_BYTES_PER_CHARACTER = 4;

/** Reads a small file of text that a person chose; everything but text in UTF-8 is refused, not guessed. */
export async function readTextFile(file: File, maxCharacters: number): Promise<TextFile> {
  const tooLong = {
    problem: `${file.name} has more than ${maxCharacters.toLocaleString("en")} characters. Split it into several files.`,
  };
  if (file.size === 0) return { problem: `${file.name} is empty. Choose another file.` };
  if (file.size > maxCharacters * MAX_BYTES_PER_CHARACTER) return tooLong;
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(await file.arrayBuffer());
    if (text.includes("\0")) return notText(file);
    return text.length > maxCharacters ? tooLong : { text };
  } catch {
    return notText(file);
  }
}

function notText({ name }: File): TextFile {
  return { problem: `${name} is not plain text in UTF-8. Save it as text, or paste what it says.` };
}
