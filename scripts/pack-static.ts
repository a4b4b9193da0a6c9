// Packs the files of a build once, as small as it goes, instead of anew for every visitor.
import { readdirSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";

/** What a build holds, by the end of its names. */
export const CONTENT_TYPES: Readonly<Record<string, string>> = {
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
  ".woff2": "font/woff2",
};

/** Whether a file has a `.br` and a `.gz` beside it; fonts are small already. */
export function isPacked(name: string): boolean {
  const ending = path.extname(name);
  return ending in CONTENT_TYPES && ending !== ".woff2";
}

const toBrotli = promisify(brotliCompress);
const toGzip = promisify(gzip);

/** The folder of a build whose files every visitor may load, at `/_next/static`. */
export function staticFolder(buildFolder: string): string {
  return path.join(buildFolder, "static");
}

/** Writes a `.br` and a `.gz` beside every text that visitors load. */
export async function packStatic(buildFolder: string): Promise<void> {
  const folder = staticFolder(buildFolder);
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter(isPacked);
  await Promise.all(
    names.map(async (name) => {
      const file = path.join(folder, name);
      const text = await readFile(file);
      const params = { [constants.BROTLI_PARAM_SIZE_HINT]: text.length };
      const [brotli, gzipped] = await Promise.all([toBrotli(text, { params }), toGzip(text, { level: 9 })]);
      await Promise.all([writeFile(`${file}.br`, brotli), writeFile(`${file}.gz`, gzipped)]);
    }),
  );
}
