// Every route that answers programs, with what guards it. A new one fails until it says.
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";

/** By folder: methods, and what in the file asks who calls. Those in app/api are tried one by one in its own test. */
const ROUTES: Record<string, { methods: string[]; guard: RegExp }> = {
  "(dashboard)/p/[projectId]/integrations/mcp/doctor/callback": {
    methods: ["GET"],
    guard: /callerForProject/,
  },
  ".well-known/oauth-authorization-server/[[...path]]": {
    methods: ["GET", "OPTIONS"],
    guard: /answerServerMetadata/, // public
  },
  ".well-known/oauth-protected-resource/[[...path]]": {
    methods: ["GET", "OPTIONS"],
    guard: /answerProtectedResource/, // public
  },
  ".well-known/openid-configuration/[[...path]]": {
    methods: ["GET", "OPTIONS"],
    guard: /answerServerMetadata/,
  },
  "bench-echo": { methods: ["POST"], guard: /if \(!env\.isBenchmark\)/ },
  "caramel-mcp.tgz": { methods: ["GET"], guard: /answerBridgeDownload/ }, // public
  mcp: { methods: ["DELETE", "GET", "OPTIONS", "POST"], guard: /serveMcp/ },
  "mcp-conformance": {
    methods: ["DELETE", "GET", "OPTIONS", "POST"],
    guard: /if \(!env\.isConformanceRun\)/,
  },
  "mcp-readonly": { methods: ["DELETE", "GET", "OPTIONS", "POST"], guard: /serveMcp/ },
  "mcp/projects/[projectId]": { methods: ["DELETE", "GET", "OPTIONS", "POST"], guard: /serveMcp/ },
  "mcp/t/[token]": { methods: ["DELETE", "GET", "OPTIONS", "POST"], guard: /serveMcp/ },
  "oauth/[...path]": { methods: ["GET", "OPTIONS", "POST"], guard: /handleOAuth/ },
};

const METHOD = /\b(GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS)\b/g;

test("every route outside app/api is listed with its methods and its guard", () => {
  const folders = readdirSync(import.meta.dirname, { recursive: true, withFileTypes: true })
    .filter(({ name }) => /^route\.tsx?$/.test(name))
    .map(({ parentPath }) => path.relative(import.meta.dirname, parentPath))
    .filter((folder) => !folder.startsWith("api/"));
  expect(folders.toSorted()).toEqual(Object.keys(ROUTES).toSorted());
  for (const [folder, { methods, guard }] of Object.entries(ROUTES)) {
    const text = readFileSync(path.join(import.meta.dirname, folder, "route.ts"), "utf8");
    const exported = text.split("\n").filter((line) => line.startsWith("export "));
    const found = new Set(
      exported.flatMap((line) => [...(line.split("(")[0] ?? "").matchAll(METHOD)].map(([name]) => name)),
    );
    expect([folder, ...[...found].toSorted()]).toEqual([folder, ...methods]);
    expect(text, folder).toMatch(guard);
  }
});
