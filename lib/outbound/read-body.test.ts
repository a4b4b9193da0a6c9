import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { fetch } from "undici";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { BodyTooLargeError, readBody } from "./read-body";

const BOMB = gzipSync(Buffer.alloc(50 * 1024 * 1024));

let sent = 0;
const server = createServer(async (request, response) => {
  sent = 0;
  if (request.url === "/text") return response.end("Hello");
  if (request.url === "/empty") return response.writeHead(204).end();
  if (request.url === "/bomb") return response.writeHead(200, { "content-encoding": "gzip" }).end(BOMB);
  // Without end, and without a word on its length.
  response.setMaxListeners(0);
  response.on("close", () => response.destroy());
  while (!response.destroyed && sent < 500 * 1024 * 1024) {
    sent += 64 * 1024;
    if (!response.write(Buffer.alloc(64 * 1024)))
      await new Promise((resolve) => response.once("drain", resolve).once("close", resolve));
  }
});
beforeAll(() => new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve)));
afterAll(() => new Promise((resolve) => server.close(resolve)));

const ask = (path: string) => fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`);

describe("readBody", () => {
  test("reads a small answer whole, and none as nothing", async () => {
    expect((await readBody(await ask("/text"), 5)).toString()).toBe("Hello");
    expect(await readBody(await ask("/empty"), 5)).toHaveLength(0);
  });

  test("counts what was unpacked", async () => {
    expect(BOMB.length).toBeLessThan(100_000);
    await expect(readBody(await ask("/bomb"), 1024 * 1024)).rejects.toBeInstanceOf(BodyTooLargeError);
  });

  test("stops an answer without end", async () => {
    await expect(readBody(await ask("/endless"), 1024 * 1024)).rejects.toBeInstanceOf(BodyTooLargeError);
    expect(sent).toBeLessThan(50 * 1024 * 1024);
  });
});
