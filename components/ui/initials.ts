/** One or two letters that stand for a name or an e-mail address: "Ada Lovelace" gives "AL". */
export function initialsOf(name: string): string {
  const words = (name.includes("@") ? name.slice(0, name.indexOf("@")) : name)
    .split(/[\s._-]+/u)
    .filter((word) => /[\p{L}\p{N}]/u.test(word));
  const letters = [words[0], words.length > 1 ? words.at(-1) : undefined].map(
    (word) => word?.match(/[\p{L}\p{N}]/u)?.[0] ?? "",
  );
  return letters.join("").toUpperCase() || "?";
}
