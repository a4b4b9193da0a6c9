// node scripts/run.mjs e2e/interop/keep-document.ts <file>: gets the metadata document of a client as the server does, from
// its maker. Where that can't be reached, the file takes its place, through the same checks. Prints which it was.
import { readFileSync } from "node:fs";
import { prisma } from "@/lib/db/client";
import { documentClient } from "@/lib/oauth/client-documents";

const text = readFileSync(process.argv[2] ?? "", "utf8");
const id: string = JSON.parse(text).client_id;
const lookup = { mayFetch: true, address: "127.0.0.1" };
try {
  await documentClient(id, lookup);
  console.log("document of its maker");
} catch {
  await documentClient(id, {
    ...lookup,
    fetchDocument: async () => ({ text, cacheControl: "max-age=86400" }),
  });
  console.log("copy of its document");
}
await prisma.$disconnect();
