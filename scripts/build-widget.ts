// Builds the chat widget: one small script without dependencies, from components/widget.
import { createHash } from "node:crypto";
import path from "node:path";
import { rolldown } from "rolldown";
import { ROOT } from "./runtime.mjs";

export interface BuiltWidget {
  code: string;
  /** A strong validator (RFC 9110 §8.8.3). */
  etag: string;
}

/** The same sources give the same bytes. */
export async function buildWidget(): Promise<BuiltWidget> {
  const bundle = await rolldown({
    input: path.join(ROOT, "components/widget/main.ts"),
    platform: "browser",
    tsconfig: path.join(ROOT, "tsconfig.json"),
    transform: { target: "es2022" },
    plugins: [
      {
        name: "small-styles",
        transform: (code, id) => (id.endsWith("/view/styles.ts") ? smaller(code) : null),
      },
    ],
  });
  const { output } = await bundle.generate({ format: "iife", minify: true });
  await bundle.close();
  const [{ code }] = output;
  return { code, etag: `"${createHash("sha256").update(code).digest("base64url")}"` };
}

/** A style sheet without the spaces that are there for people. */
function smaller(css: string): string {
  return css
    .replace(/\/\*.*?\*\//gs, "")
    .replace(/\s+/g, " ")
    .replace(/ ?([{};,]) ?/g, "$1");
}
