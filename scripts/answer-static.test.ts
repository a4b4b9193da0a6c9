import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import http from "node:http";
import type { AddressInfo } from "node:net";
import os from "node:os";
import path from "node:path";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { answerStatic } from "./answer-static";
import { packStatic } from "./pack-static";

const CODE = "export const words = 'the same again and again';\n".repeat(100);
const FONT = Buffer.from([0, 1, 2, 3]);

let folder: string;
let server: http.Server;

beforeAll(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), "caramel-static-"));
  mkdirSync(path.join(folder, "static/chunks"), { recursive: true });
  writeFileSync(path.join(folder, "static/chunks/a.js"), CODE);
  writeFileSync(path.join(folder, "static/font.woff2"), FONT);
  writeFileSync(path.join(folder, "secret.js"), "of the server");
  await packStatic(folder);
  const answer = answerStatic(folder);
  // As when a newer build takes its place while the server runs.
  rmSync(path.join(folder, "static"), { recursive: true });
  server = http.createServer(async (request, response) => {
    if (!(await answer(request, response))) response.writeHead(404).end("the application");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});

afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

/** As sent: nothing is unpacked, and no part of the path is tidied up. */
function ask(url: string, headers: Record<string, string> = {}, method = "GET") {
  return new Promise<{ status: number; headers: http.IncomingHttpHeaders; body: Buffer }>(
    (resolve, reject) => {
      const { port } = server.address() as AddressInfo;
      const request = http.request({ host: "127.0.0.1", port, path: url, method, headers }, (response) => {
        const parts: Buffer[] = [];
        response.on("data", (part: Buffer) => parts.push(part));
        response.on("end", () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: Buffer.concat(parts),
          }),
        );
      });
      request.on("error", reject).end();
    },
  );
}

test("each visitor gets the smallest form it takes", async () => {
  const [brotli, gzip, plain] = await Promise.all([
    ask("/_next/static/chunks/a.js?dpl=1", { "accept-encoding": "gzip, deflate, br, zstd" }),
    ask("/_next/static/chunks/a.js", { "accept-encoding": "gzip" }),
    ask("/_next/static/chunks/a.js"),
  ]);
  expect(brotli.headers["content-encoding"]).toBe("br");
  expect(brotliDecompressSync(brotli.body).toString()).toBe(CODE);
  expect(gzip.headers["content-encoding"]).toBe("gzip");
  expect(gunzipSync(gzip.body).toString()).toBe(CODE);
  expect(plain.headers["content-encoding"]).toBeUndefined();
  expect(plain.body.toString()).toBe(CODE);
  for (const { status, headers } of [brotli, gzip, plain]) {
    expect(status).toBe(200);
    expect(headers).toMatchObject({
      "content-type": "text/javascript; charset=utf-8",
      "cache-control": "public, max-age=31536000, immutable",
      vary: "Accept-Encoding",
      "x-content-type-options": "nosniff",
    });
  }
});

test("what is packed already stays as it is", async () => {
  const font = await ask("/_next/static/font.woff2", { "accept-encoding": "br" });
  expect(font.headers["content-encoding"]).toBeUndefined();
  expect(font.body).toEqual(FONT);
});

test("a HEAD is told the same without the file", async () => {
  const { status, headers, body } = await ask("/_next/static/chunks/a.js", {}, "HEAD");
  expect([status, headers["content-length"], body.length]).toEqual([200, String(CODE.length), 0]);
});

test("a visitor that has it gets it no second time", async () => {
  const { headers } = await ask("/_next/static/chunks/a.js");
  const again = await ask("/_next/static/chunks/a.js", { "if-none-match": headers.etag ?? "" });
  expect(again).toMatchObject({ status: 304, body: Buffer.alloc(0) });
});

test.each([
  ["another method", "/_next/static/chunks/a.js", "POST"],
  ["a file of another build", "/_next/static/chunks/b.js", "GET"],
  ["a folder", "/_next/static/chunks/", "GET"],
  ["another address", "/chunks/a.js", "GET"],
  ["the server's own files", "/_next/static/../secret.js", "GET"],
  ["the same, in disguise", "/_next/static/%2e%2e/secret.js", "GET"],
  ["the same, better disguised", "/_next/static/..%2fsecret.js", "GET"],
])("%s is left to the application", async (_, url, method) => {
  const { status, body } = await ask(url, {}, method);
  expect([status, body.toString()]).toEqual([404, "the application"]);
});
