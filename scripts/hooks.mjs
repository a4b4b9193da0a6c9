// Lets plain Node run the project's TypeScript: `@/x` is the repository's root, relative imports need no extension,
// and `server-only` (which Next's bundler understands) is empty.
import { existsSync, statSync } from "node:fs";
import { registerHooks } from "node:module";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { ROOT } from "./runtime.mjs";

const EMPTY_MODULE = "data:text/javascript,";
const EXTENSIONS = ["", ".ts", ".tsx", ".mts", ".mjs", ".js"];

const isFile = (file) => existsSync(file) && statSync(file).isFile();
const findFile = (base) => EXTENSIONS.map((extension) => base + extension).find(isFile);

/** Whether a module is a source file of the project, not a package and not something Next built. */
function isSource(url) {
  if (!url?.startsWith("file:")) return false;
  const relative = path.relative(ROOT, fileURLToPath(url));
  return !relative.startsWith(".") && !relative.split(path.sep).includes("node_modules");
}

function resolveSource(specifier, context, next) {
  const folder = path.dirname(fileURLToPath(context.parentURL));
  if (specifier.startsWith("@/") || /^\.{1,2}\//.test(specifier)) {
    const file = findFile(
      specifier.startsWith("@/") ? path.join(ROOT, specifier.slice(2)) : path.resolve(folder, specifier),
    );
    return next(file ? pathToFileURL(file).href : specifier, context);
  }
  try {
    return next(specifier, context);
  } catch (error) {
    // Packages without an `exports` map ("next/headers") are named without their extension in bundled code.
    if (error.code !== "ERR_MODULE_NOT_FOUND" || !specifier.includes("/")) throw error;
    return next(`${specifier}.js`, context);
  }
}

registerHooks({
  resolve(specifier, context, next) {
    if (specifier === "server-only" || specifier === "client-only") {
      return { url: EMPTY_MODULE, format: "module", shortCircuit: true };
    }
    return isSource(context.parentURL) ? resolveSource(specifier, context, next) : next(specifier, context);
  },
});
