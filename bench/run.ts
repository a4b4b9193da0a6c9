// npm run bench -- [calls] [catalogue] [list] [tokens] [retrieval] [pages] [products] [big]: measures, prints, and writes bench/results.md. All but the two on many rows when none is named.
import { randomBytes } from "node:crypto";
import { parseArgs } from "node:util";
import type { EmbeddedServer } from "@/lib/db/embedded";
import { startThrowAway } from "@/lib/db/embedded-throw-away";
import { applyMigrations } from "@/lib/db/migrate";
import { PARTS, type Part, type PartName, writePart } from "./results";

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    conversations: { type: "string", default: "1000000" },
    messages: { type: "string", default: "10000000" },
    products: { type: "string", default: "100000" },
    /** Shows the results without keeping them, for a small run of a part. */
    print: { type: "boolean", default: false },
  },
});
const unknown = positionals.filter((name) => !PARTS.some((part) => part === name));
if (unknown.length > 0) {
  console.error(`There is no part ${unknown.join(", ")}. Parts: ${PARTS.join(", ")}.`);
  process.exit(1);
}
const size = {
  conversations: count("conversations"),
  messages: count("messages"),
  products: count("products"),
};
if (size.messages < size.conversations) {
  console.error("Each conversation has a message: --messages must not be below --conversations.");
  process.exit(1);
}

/** Each part as it runs. Modules of the product read their settings when they are loaded, so the database comes first. */
const RUN: Record<PartName, () => Promise<Part>> = {
  calls: async () => (await import("./calls")).benchCalls(),
  catalogue: async () => {
    const { url } = await database();
    return (await import("./in-process")).benchCatalogue(url);
  },
  list: async () => {
    const { url } = await database();
    return (await import("./in-process")).benchList(url);
  },
  big: async () => {
    const { url, adminUrl } = await database();
    return (await import("./big")).benchBig(url, adminUrl, size);
  },
  retrieval: async () => {
    const { url } = await database();
    return (await import("./retrieval")).benchRetrieval(url);
  },
  products: async () => {
    const { url } = await database();
    return (await import("./products")).benchProducts(url, size.products);
  },
  tokens: async () => (await import("./definition-tokens")).benchTokens(),
  pages: async () => (await import("./pages")).benchPages(),
};

const wanted = PARTS.filter((name) =>
  positionals.length === 0 ? name !== "big" && name !== "products" : positionals.includes(name),
);
let started: Promise<EmbeddedServer> | undefined;
try {
  for (const name of wanted) {
    const part = await RUN[name]();
    console.log(`\n## ${part.title}\n\n${part.text}\n`);
    for (const { what, goal, measured } of part.goals) console.log(`${what}: ${measured} (goal: ${goal})`);
    for (const table of part.tables) console.log(`\n${table}`);
    if (!values.print) writePart(name, part);
  }
} finally {
  await (await started)?.stop();
}
process.exit(0);

/** A database for the parts that run in this process, made when the first of them needs it. */
function database(): Promise<EmbeddedServer> {
  started ??= startDatabase();
  return started;
}

async function startDatabase(): Promise<EmbeddedServer> {
  const server = await startThrowAway();
  await applyMigrations(server.url);
  process.env.DATABASE_URL = server.url;
  process.env.SECRET_KEY = randomBytes(32).toString("hex");
  process.env.LOG_LEVEL = "warn";
  return server;
}

function count(name: "conversations" | "messages" | "products"): number {
  const value = Number(values[name]);
  if (Number.isInteger(value) && value >= 0 && value <= 1e9) return value;
  console.error(`--${name} must be a whole number, not ${values[name]}.`);
  return process.exit(1);
}
