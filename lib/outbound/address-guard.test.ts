import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { fetch } from "undici";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { INNER_HOSTS } from "@/e2e/corpus/addresses";
import { guardedAgent, isPublicAddress } from "./address-guard";
import { isForbiddenAddress } from "./guarded-fetch";

describe("isPublicAddress", () => {
  test.each(["1.1.1.1", "93.184.216.34", "2606:4700::1111", "::ffff:1.1.1.1"])("%s is public", (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });

  test.each([
    "0.0.0.0",
    "10.0.0.1",
    "100.64.0.1",
    "127.0.0.1",
    "127.8.8.8",
    "169.254.169.254",
    "172.16.0.1",
    "192.0.0.1",
    "192.0.2.1",
    "192.168.1.1",
    "198.18.0.1",
    "198.51.100.1",
    "203.0.113.1",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "64:ff9b::7f00:1",
    "2002:7f00:1::",
    "2001::1",
    "2001:db8::1",
    "fc00::1",
    "fe80::1",
    "ff02::1",
    "fec0::1",
    "not an address",
    "",
  ])("%s is not", (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });
});

describe("guardedAgent", () => {
  let hits = 0;
  const server = createServer((_request, response) => {
    hits += 1;
    response.end("reached");
  });
  beforeAll(() => new Promise<void>((resolve) => server.listen(0, resolve)));
  afterAll(() => new Promise((resolve) => server.close(resolve)));

  test.each(INNER_HOSTS)("never reaches this machine as %s", async (host) => {
    const { port } = server.address() as AddressInfo;
    const url = `http://${host}:${port}/`;
    const error = await fetch(url, { dispatcher: guardedAgent }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(TypeError);
    // `fetch` itself refuses what is no address or names a user; some machines know no "localhost.".
    const isLeftToGuard = URL.canParse(url) && !host.includes("@") && host !== "localhost.";
    if (isLeftToGuard) expect(isForbiddenAddress(error)).toBe(true);
    expect(hits).toBe(0);
  });

  test("there are enough of them", () => {
    expect(new Set(INNER_HOSTS).size).toBeGreaterThanOrEqual(150);
  });

  test("would be reached without the guard", async () => {
    const { port } = server.address() as AddressInfo;
    expect(await (await fetch(`http://127.0.0.1:${port}/`)).text()).toBe("reached");
    hits = 0;
  });
});
