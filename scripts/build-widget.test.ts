// The widget as shops load it: its size, what is in it, and how it is offered.
import { mkdtempSync, rmSync } from "node:fs";
import http from "node:http";
import type { AddressInfo } from "node:net";
import os from "node:os";
import path from "node:path";
import { brotliDecompressSync, gunzipSync, gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { answerWidgetDownload } from "@/lib/web/widget-download";
import { answerWidget } from "./answer-widget";
import { buildWidget, offerWidget, writeWidget } from "./build-widget";

const ADDRESS = "http://localhost:3000/widget.js";
/** What a page may have to load for the chat, gzipped as most servers do it. */
const MAX_BYTES = 30_000;

let folder: string;
let code: string;

beforeAll(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), "caramel-widget-"));
  await writeWidget(folder);
  code = await buildWidget();
  offerWidget(folder);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const ask = (headers: Record<string, string> = {}) => answerWidgetDownload(new Request(ADDRESS, { headers }));

test("is small", () => {
  expect(gzipSync(code, { level: 6 }).length).toBeLessThan(MAX_BYTES);
});

test("the same sources give the same script", async () => {
  expect(await (await ask()).text()).toBe(code);
});

test("leaves no name on the page, and takes no text for markup or code", () => {
  expect(code).toMatch(/^\(function\(\)\{/);
  expect(code).not.toMatch(
    /innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|srcdoc|setAttribute\("style|createElement\(`?(script|style|iframe|img)/,
  );
});

test("any page may load it, and asks again after some minutes", async () => {
  const answer = ask();
  expect(answer.status).toBe(200);
  expect(Object.fromEntries(answer.headers)).toMatchObject({
    "content-type": "text/javascript; charset=utf-8",
    "cache-control": "public, max-age=300, must-revalidate",
    "cross-origin-resource-policy": "cross-origin",
    "access-control-allow-origin": "*",
    "content-length": String(Buffer.byteLength(code)),
  });
  const etag = answer.headers.get("etag") ?? "";
  const known = ask({ "if-none-match": `"other", W/${etag}` });
  expect(known.status).toBe(304);
  expect(await known.text()).toBe("");
  expect(known.headers.get("cross-origin-resource-policy")).toBe("cross-origin");
  expect(ask({ "if-none-match": '"other"' }).status).toBe(200);
});

test("travels small", async () => {
  const bodyOf = async (answer: Response) => Buffer.from(await answer.arrayBuffer());
  const gzip = ask({ "accept-encoding": "deflate, gzip, br;q=0" });
  expect(gzip.headers.get("content-encoding")).toBe("gzip");
  expect(Number(gzip.headers.get("content-length"))).toBeLessThan(MAX_BYTES);
  expect(gunzipSync(await bodyOf(gzip)).toString()).toBe(code);
  const brotli = ask({ "accept-encoding": "gzip, deflate, br, zstd" });
  expect(brotli.headers.get("content-encoding")).toBe("br");
  expect(brotliDecompressSync(await bodyOf(brotli)).toString()).toBe(code);
  for (const answer of [gzip, brotli, ask()]) expect(answer.headers.get("vary")).toBe("Accept-Encoding");
  expect(new Set([gzip, brotli, ask()].map(({ headers }) => headers.get("etag"))).size).toBe(3);
});

test("the server names the coding, and leaves every other address to the application", async () => {
  const server = http.createServer(async (request, response) => {
    if (!(await answerWidget(request, response))) response.writeHead(404).end("the application");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  try {
    for (const coding of ["br", "gzip", "identity"]) {
      const answer = await fetch(`${base}/widget.js?v=1`, { headers: { "accept-encoding": coding } });
      expect(answer.headers.get("content-encoding")).toBe(coding === "identity" ? null : coding);
      // Decoded by what the header says, as browsers do.
      expect(await answer.text()).toBe(code);
      const head = await fetch(`${base}/widget.js`, {
        method: "HEAD",
        headers: { "accept-encoding": coding },
      });
      expect([head.status, head.headers.get("etag"), await head.text()]).toEqual([
        200,
        answer.headers.get("etag"),
        "",
      ]);
    }
    expect((await fetch(`${base}/widget.js`, { method: "POST" })).status).toBe(405);
    expect(await (await fetch(`${base}/widget.json`)).text()).toBe("the application");
  } finally {
    server.close();
    server.closeAllConnections();
  }
});

test("says when to come again before it is there", () => {
  globalThis.caramelWidget = undefined;
  const answer = ask();
  expect(answer.status).toBe(503);
  expect(answer.headers.get("retry-after")).toBe("2");
});
