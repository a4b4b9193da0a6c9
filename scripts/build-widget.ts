// Builds the chat widget: one small script without dependencies, from components/widget.
import { readFileSync, watch, writeFileSync } from "node:fs";
import path from "node:path";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { downloadOf } from "./download-in-front";
import { ROOT } from "./runtime.mjs";

const SOURCES = path.join(ROOT, "components/widget");

/** Where a build of the application keeps it. */
export function widgetFile(buildFolder: string): string {
  return path.join(buildFolder, "widget.js");
}

/** Builds the widget for a build of the application. */
export async function writeWidget(buildFolder: string): Promise<void> {
  writeFileSync(widgetFile(buildFolder), await buildWidget());
}

/** Gives the widget of a build to the route that offers it. */
export function offerWidget(buildFolder: string): void {
  offer(readFileSync(widgetFile(buildFolder), "utf8"));
}

/** For the development server: builds the widget now, and again whenever its sources change. */
export async function offerFreshWidget(log: (message: string, error: unknown) => void): Promise<void> {
  const build = () => buildWidget().then(offer, (error) => log("the widget was not built", error));
  await build();
  watch(SOURCES, { recursive: true, persistent: false }, () => void build());
}

function offer(code: string) {
  const body = Buffer.from(code);
  globalThis.caramelWidget = downloadOf(body, [
    { coding: "br", body: brotliCompressSync(body) },
    { coding: "gzip", body: gzipSync(body, { level: 9 }) },
  ]);
}

/** The script. The same sources give the same text. */
export async function buildWidget(): Promise<string> {
  // A running server reads what was built and needs no bundler.
  const { rolldown } = await import("rolldown");
  const bundle = await rolldown({
    input: path.join(SOURCES, "main.ts"),
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
  return output[0].code;
}

/** A style sheet without the spaces that are there for people. */
function smaller(css: string): string {
  return css
    .replace(/\/\*.*?\*\//gs, "")
    .replace(/\s+/g, " ")
    .replace(/ ?([{};,]) ?/g, "$1");
}
