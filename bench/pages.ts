// npm run bench -- pages: how fast the dashboard's main pages are in Chromium, beside an empty page of the same application.

import { mkdtempSync, rmSync } from "node:fs";
import http from "node:http";
import os from "node:os";
import path from "node:path";
import { chromium } from "@playwright/test";
import lighthouse from "lighthouse";
import pg from "pg";
import { admin } from "@/e2e/admin-command";
import { PASSWORD, seedTenant } from "@/e2e/tenants";
import { build } from "@/scripts/build";
import { ensureChromium } from "@/scripts/chromium";
import { realFile } from "@/scripts/real-file";
import { type Stack, startStack } from "@/scripts/stack";
import { testPort } from "@/scripts/test-port";
import { median, type Part } from "./results";

const ROUNDS = 2;
const MAX_SCRIPT_KB = 170;
const MAX_LCP_RATIO = 1.5;

/** By the folder under `/p/<project>`. */
const PAGES = [
  "",
  "/live",
  "/analytics",
  "/conversations",
  "/conversations/:conversation",
  "/tickets",
  "/leads",
  "/products",
  "/chatbots",
  "/chatbots/:chatbot",
  "/knowledge",
  "/approvals",
  "/revisions",
  "/integrations/mcp",
  "/import",
] as const;
const EMPTY = "/bench-empty";

interface Visit {
  lcpMs: number;
  layoutShift: number;
  scriptKb: number;
}

export async function benchPages(): Promise<Part> {
  if (!(await build())) throw new Error("The build failed.");
  const stack = await startStack({ env: { BENCHMARK: "1", LOG_LEVEL: "error" } });
  const folder = mkdtempSync(path.join(os.tmpdir(), "caramel-pages-"));
  try {
    const tenant = await fillShop(stack);
    const visits = await visitAll(stack, tenant, folder);
    return report(visits);
  } finally {
    await stack.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Shop {
  projectId: string;
  chatbotId: string;
  /** The newest one. */
  conversationId: string;
  email: string;
}

/** A project with the real history and catalogue, through the importer. */
async function fillShop(stack: Stack): Promise<Shop> {
  const db = new pg.Client({ connectionString: stack.databaseUrl });
  await db.connect();
  try {
    const tenant = await seedTenant(db);
    const [{ id: projectId, chatbotId }] = tenant.projects;
    for (const [kind, name] of [
      ["conversations", "support-conversations.jsonl.gz"],
      ["products", "products-apparel.csv"],
      ["products", "products-home-and-garden.csv"],
    ] as const) {
      await admin(stack, "import", kind, realFile(name), "--project", projectId);
    }
    await db.query("ANALYZE");
    const { rows } = await db.query<{ id: string }>(
      "SELECT id FROM conversation WHERE project_id = $1 ORDER BY last_message_at DESC LIMIT 1",
      [projectId],
    );
    return { projectId, chatbotId, conversationId: rows[0]?.id ?? "", email: tenant.email };
  } finally {
    await db.end();
  }
}

async function visitAll(stack: Stack, shop: Shop, folder: string): Promise<Map<string, Visit>> {
  const port = await testPort();
  const context = await chromium.launchPersistentContext(folder, {
    executablePath: ensureChromium(),
    args: [
      `--remote-debugging-port=${port}`,
      "--no-sandbox",
      "--disable-quic",
      "--disable-background-networking",
    ],
  });
  try {
    const page = await context.newPage();
    await page.goto(`${stack.baseUrl}/sign-in`);
    await page.getByLabel("E-mail").fill(shop.email);
    await page.getByLabel("Password").fill(PASSWORD);
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await page.waitForURL((url) => !url.pathname.startsWith("/sign-in"));
    await page.close();
    const addresses = [EMPTY, ...PAGES].map((place) => ({
      place,
      url: `${stack.baseUrl}/p/${shop.projectId}${place.replace(":chatbot", shop.chatbotId).replace(":conversation", shop.conversationId)}`,
    }));
    const rounds = new Map<string, Visit[]>(addresses.map(({ place }) => [place, []]));
    // The first visit of each page warms the server up and is not counted; then by turns.
    for (let round = 0; round <= ROUNDS; round += 1) {
      for (const { place, url } of addresses) {
        const visited = await visit(url, port);
        if (round > 0) rounds.get(place)?.push(visited);
      }
    }
    return new Map(
      [...rounds].map(([place, visits]) => [
        place,
        {
          lcpMs: median(visits.map(({ lcpMs }) => lcpMs)),
          layoutShift: Math.max(...visits.map(({ layoutShift }) => layoutShift)),
          scriptKb: Math.max(...visits.map(({ scriptKb }) => scriptKb)),
        },
      ]),
    );
  } finally {
    await context.close();
  }
}

/**
 * One cold visit as a phone on a slow network, which Chromium really slows down: from a simulation of it, in which fonts and
 * scripts come at once, no layout shift can be seen. The browser stays signed in.
 */
async function visit(url: string, port: number, isRepeated = false): Promise<Visit> {
  const result = await lighthouse(url, {
    port,
    output: "json",
    logLevel: "error",
    throttlingMethod: "devtools",
    onlyAudits: ["largest-contentful-paint", "cumulative-layout-shift", "network-requests"],
    // The session lives in a cookie, which stays; the browser's cache is emptied.
    clearStorageTypes: ["shader_cache", "cache_storage"],
    // The live page never falls silent.
    maxWaitForLoad: 15_000,
    networkQuietThresholdMs: 500,
    cpuQuietThresholdMs: 500,
    pauseAfterLoadMs: 500,
  });
  if (!result) throw new Error(`Lighthouse measured nothing at ${url}.`);
  const { audits, finalDisplayedUrl, runtimeError } = result.lhr;
  // Now and then Chromium's trace lacks its beginning, or what was painted.
  const isLost = runtimeError?.code === "NO_NAVSTART" || !audits["largest-contentful-paint"]?.numericValue;
  if (isLost && !isRepeated) return visit(url, port, true);
  if (runtimeError || finalDisplayedUrl !== url) {
    throw new Error(`${url} led to ${finalDisplayedUrl}: ${runtimeError?.message ?? "redirected"}`);
  }
  const requests = audits["network-requests"]?.details as
    | { items: { resourceType?: string; url: string }[] }
    | undefined;
  const scripts = (requests?.items ?? []).filter(({ resourceType }) => resourceType === "Script");
  if (scripts.length === 0) throw new Error(`${url} loaded no script.`);
  const sizes = await Promise.all(scripts.map(({ url: script }) => compressedSize(script)));
  return {
    lcpMs: audits["largest-contentful-paint"]?.numericValue ?? Number.NaN,
    layoutShift: audits["cumulative-layout-shift"]?.numericValue ?? Number.NaN,
    scriptKb: sizes.reduce((sum, bytes) => sum + bytes, 0) / 1_000,
  };
}

const knownSizes = new Map<string, Promise<number>>();

/** Bytes of a script as the server sends it, without the headers around it. */
function compressedSize(url: string): Promise<number> {
  const known = knownSizes.get(url);
  if (known) return known;
  const size = new Promise<number>((resolve, reject) => {
    const request = http.get(url, { headers: { "accept-encoding": "gzip" } }, (response) => {
      let bytes = 0;
      response.on("data", (chunk: Buffer) => {
        bytes += chunk.length;
      });
      response.on("end", () => resolve(bytes)).on("error", reject);
    });
    request.on("error", reject);
  });
  knownSizes.set(url, size);
  return size;
}

function report(visits: Map<string, Visit>): Part {
  const empty = visits.get(EMPTY) as Visit;
  const pages = [...visits].filter(([place]) => place !== EMPTY);
  const ratio = ({ lcpMs }: Visit) => lcpMs / empty.lcpMs;
  const worst = <Key extends keyof Visit>(key: Key) => Math.max(...pages.map(([, visit]) => visit[key]));
  const rows = [...visits].map(
    ([place, visit]) =>
      `| ${place === EMPTY ? "an empty page" : place || "/"} | ${Math.round(visit.lcpMs)} | ${ratio(visit).toFixed(2)} | ${visit.layoutShift.toFixed(3)} | ${Math.round(visit.scriptKb)} |`,
  );
  return {
    title: "The dashboard's pages",
    text: `Lighthouse in Chromium as a phone on slow 4G (network and processor really slowed down), signed in, nothing cached, median of
${ROUNDS} visits by turns, with the 6,000 conversations and the two catalogues imported. The empty page is the same application with
its frame and one heading.`,
    goals: [
      {
        what: "largest contentful paint of the slowest main page, to that of an empty page",
        goal: `at most ${MAX_LCP_RATIO}×`,
        measured: `${Math.max(...pages.map(([, visit]) => ratio(visit))).toFixed(2)}×`,
      },
      { what: "layout shift, largest", goal: "0", measured: worst("layoutShift").toFixed(3) },
      {
        what: "first-load JavaScript of the heaviest main page, gzipped",
        goal: `at most ${MAX_SCRIPT_KB} kB`,
        measured: `${Math.round(worst("scriptKb"))} kB`,
      },
    ],
    tables: [
      [
        "| page | largest paint, ms | to the empty page | layout shift | scripts, kB |",
        "| --- | ---: | ---: | ---: | ---: |",
        ...rows,
      ].join("\n"),
    ],
  };
}
