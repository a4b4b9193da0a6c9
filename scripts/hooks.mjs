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

registerHooks({
  resolve(specifier, context, next) {
    if (specifier === "server-only" || specifier === "client-only") {
      return { url: EMPTY_MODULE, format: "module", shortCircuit: true };
    }
    const inPackage = context.parentURL?.includes("/node_modules/");
    if (!inPackage && specifier.startsWith("@/")) {
      const file = findFile(path.join(ROOT, specifier.slice(2)));
      return next(file ? pathToFileURL(file).href : specifier, context);
    }
    if (!inPackage && /^\.{1,2}\//.test(specifier) && context.parentURL?.startsWith("file:")) {
      const file = findFile(path.resolve(path.dirname(fileURLToPath(context.parentURL)), specifier));
      return next(file ? pathToFileURL(file).href : specifier, context);
    }
    try {
      return next(specifier, context);
    } catch (error) {
      // Packages without an `exports` map ("next/headers") are named without their extension in bundled code.
      if (error.code !== "ERR_MODULE_NOT_FOUND" || inPackage || !specifier.includes("/")) throw error;
      return next(`${specifier}.js`, context);
    }
  },
});
