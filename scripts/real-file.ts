// The real input files that tests read: a shop's catalogue and a support desk's history.
import { existsSync } from "node:fs";
import path from "node:path";
import { ROOT } from "./runtime.mjs";

/**
 * Path of one of the files, in the folder `shared/data` beside the repository or beside one of its parents.
 * @throws Error it is nowhere
 */
export function realFile(name: string): string {
  for (let folder = path.dirname(ROOT); ; folder = path.dirname(folder)) {
    const file = path.join(folder, "shared/data", name);
    if (existsSync(file)) return file;
    if (folder === path.dirname(folder))
      throw new Error(`The tests need the file ${name} in ../shared/data.`);
  }
}
