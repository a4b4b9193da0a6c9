// Packs scripts/bridge as the npm package `caramel-mcp`, which the server offers for `npx`. The same sources always give the
// same bytes, so that npm's integrity checks hold on every instance.
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { ROOT } from "./runtime.mjs";

const SOURCES = path.join(ROOT, "scripts/bridge");

/** As npm packs: a date that every archive format can hold. */
const MODIFIED_SECONDS = Date.UTC(1985, 9, 26, 8, 15) / 1000;

const README = `# caramel-mcp

Connects programs that start MCP servers on stdio with a Caramel. Run \`caramel-mcp --help\`.
`;

export interface BridgePackage {
  name: "caramel-mcp";
  version: string;
  /** The gzipped tar archive. */
  archive: Buffer;
  /** A strong validator (RFC 9110 §8.8.3). */
  etag: string;
}

/** Builds the package from the sources. */
export function packBridge(): BridgePackage {
  const files: [name: string, content: string][] = readdirSync(SOURCES)
    .filter((name) => name.endsWith(".ts") && !/(\.test|^testing)\.ts$/.test(name))
    .sort()
    .map((name) => [
      `lib/${name.replace(/\.ts$/, ".js")}`,
      toJavaScript(readFileSync(path.join(SOURCES, name), "utf8")),
    ]);
  const manifest = describe(files);
  const content = [
    ["package.json", `${JSON.stringify(manifest, null, 2)}\n`],
    ["README.md", README],
    ...files,
  ];
  const archive = gzipSync(tar(content as [string, string][]), { level: 9 });
  // The byte that names the system which packed it.
  archive[9] = 255;
  const etag = `"${createHash("sha256").update(archive).digest("base64url")}"`;
  return { name: "caramel-mcp", version: manifest.version, archive, etag };
}

function describe(files: [string, string][]) {
  const { version, license, dependencies, devDependencies } = JSON.parse(
    readFileSync(path.join(ROOT, "package.json"), "utf8"),
  );
  const kit = (name: string): string => dependencies[name] ?? devDependencies[name];
  const hash = createHash("sha256").update(JSON.stringify(files)).digest("hex").slice(0, 12);
  return {
    name: "caramel-mcp",
    // Other code is another version, whatever Caramel's own is.
    version: `${version}-h${hash}`,
    description: "Connects programs that start MCP servers on stdio with a Caramel",
    license,
    type: "module",
    bin: { "caramel-mcp": "lib/main.js" },
    engines: { node: ">=20.3" },
    dependencies: {
      "@modelcontextprotocol/client": kit("@modelcontextprotocol/client"),
      "@modelcontextprotocol/server": kit("@modelcontextprotocol/server"),
    },
  };
}

function toJavaScript(source: string): string {
  return withoutWarning(() => stripTypeScriptTypes(source)).replace(/(\bfrom "\.\/[\w-]+)"/g, '$1.js"');
}

/** Node still calls the function experimental, which is nothing an operator has to know at each start. */
function withoutWarning<T>(work: () => T): T {
  const { emitWarning } = process;
  process.emitWarning = () => {};
  try {
    return work();
  } finally {
    process.emitWarning = emitWarning;
  }
}

/** A tar archive (POSIX.1-1988 ustar) of small text files. */
function tar(files: [name: string, content: string][]): Buffer {
  const blocks = files.flatMap(([name, text]) => {
    const content = Buffer.from(text);
    const padding = Buffer.alloc((512 - (content.length % 512)) % 512);
    return [header(`package/${name}`, content.length), content, padding];
  });
  return Buffer.concat([...blocks, Buffer.alloc(1024)]);
}

function header(name: string, size: number): Buffer {
  const block = Buffer.alloc(512);
  const octal = (value: number, length: number) => `${value.toString(8).padStart(length - 1, "0")}\0`;
  const write = (text: string, offset: number) => block.write(text, offset, "latin1");
  if (name.length > 100) throw new Error(`The name ${name} is too long for the archive.`);
  write(name, 0);
  write(octal(0o644, 8), 100);
  write(octal(0, 8), 108);
  write(octal(0, 8), 116);
  write(octal(size, 12), 124);
  write(octal(MODIFIED_SECONDS, 12), 136);
  write("        ", 148);
  write("0", 156);
  write("ustar\0", 257);
  write("00", 263);
  const sum = block.reduce((total, byte) => total + byte, 0);
  write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
  return block;
}
