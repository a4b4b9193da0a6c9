import { importJWK, SignJWT } from "jose";
import { beforeAll, describe, expect, test, vi } from "vitest";
import { env } from "@/lib/core/env";
import { newId } from "@/lib/core/ids";
import { prisma } from "@/lib/db/client";
import { verifyAccessToken } from "./access-token";
import { currentKey, findKey, installationKeys, rotateKeys } from "./installation-keys";
import { DEFAULT_RESOURCE } from "./resources";
import { seal, unseal } from "./seal";

vi.mock("@/lib/core/env", async (original) => {
  const { env } = await original<typeof import("@/lib/core/env")>();
  return { env: { ...env, secretKey: "a secret key for tests, long enough" } };
});

/** Signs like the authorization server, with one part changed. */
async function token(change: Record<string, unknown> = {}, header: Record<string, unknown> = {}) {
  const key = await currentKey("signing");
  const seconds = Math.floor(Date.now() / 1000);
  const claims = {
    iss: env.baseUrl,
    aud: DEFAULT_RESOURCE.uri,
    sub: newId("user"),
    jti: "1",
    client_id: "client",
    scope: "mcp:read mcp:write",
    connection: newId("connection"),
    iat: seconds,
    exp: seconds + 900,
    ...change,
  };
  return new SignJWT(claims)
    .setProtectedHeader({ alg: "ES256", typ: "at+jwt", kid: key.id, ...header })
    .sign(await importJWK(JSON.parse(key.secret), "ES256"));
}

describe("installation keys", () => {
  test("instances that start together agree on one set", async () => {
    const instances = await Promise.all(
      Array.from({ length: 5 }, async () => {
        vi.resetModules();
        const instance = await import("./installation-keys");
        return (await instance.installationKeys()).map((key) => key.id);
      }),
    );
    expect(new Set(instances.map((ids) => ids.toSorted().join())).size).toBe(1);
    expect(await prisma.installationKey.count()).toBe(3);
  });

  test("nothing secret is stored readable", async () => {
    const keys = await installationKeys();
    const rows = JSON.stringify(await prisma.installationKey.findMany());
    for (const key of keys) {
      const secret = key.purpose === "signing" ? JSON.parse(key.secret).d : key.secret;
      expect(secret.length).toBeGreaterThan(40);
      expect(rows).not.toContain(secret);
    }
  });

  test("rotation leaves tokens valid and sealed texts readable", async () => {
    const [sealed, issued, before] = [await seal("hush", "a"), await token(), await currentKey("signing")];
    await rotateKeys();
    expect((await currentKey("signing")).id).not.toBe(before.id);
    expect((await findKey("signing", before.id))?.retiredAt).not.toBeNull();
    expect(await unseal(sealed, "a")).toBe("hush");
    expect(await verifyAccessToken(issued)).not.toBeNull();
    expect(await verifyAccessToken(await token())).not.toBeNull();
  });

  test("a sealed text opens in its own place only and can't be changed", async () => {
    const sealed = await seal("hush", "a");
    await expect(unseal(sealed, "b")).rejects.toThrow();
    const at = sealed.length - 3;
    const changed = sealed.slice(0, at) + (sealed[at] === "A" ? "B" : "A") + sealed.slice(at + 1);
    await expect(unseal(changed, "a")).rejects.toThrow();
    expect(await seal("hush", "a")).not.toBe(sealed);
  });
});

describe("verifyAccessToken", () => {
  beforeAll(() => installationKeys());

  test("reads a valid token", async () => {
    const connection = newId("connection");
    expect(await verifyAccessToken(await token({ connection }))).toMatchObject({
      connectionId: connection,
      audience: DEFAULT_RESOURCE.uri,
      clientId: "client",
      scopes: ["mcp:read", "mcp:write"],
    });
  });

  test.each([
    ["expired", { exp: Math.floor(Date.now() / 1000) - 1, iat: Math.floor(Date.now() / 1000) - 901 }],
    ["living too long", { exp: Math.floor(Date.now() / 1000) + 1000 }],
    ["of another issuer", { iss: "https://evil.example" }],
    ["for nothing of ours", { aud: "https://evil.example/mcp" }],
    ["for several resources", { aud: [DEFAULT_RESOURCE.uri] }],
    ["without a connection", { connection: undefined }],
    ["without an end", { exp: undefined }],
  ])("refuses a token %s", async (_, change) => {
    expect(await verifyAccessToken(await token(change))).toBeNull();
  });

  test("refuses other types, unknown keys, changed signatures and unsigned tokens", async () => {
    const valid = await token();
    const [head, body, signature] = valid.split(".") as [string, string, string];
    const none = Buffer.from(JSON.stringify({ alg: "none", typ: "at+jwt" })).toString("base64url");
    const flipped = (signature[0] === "A" ? "B" : "A") + signature.slice(1);
    for (const bad of [
      await token({}, { typ: "JWT" }),
      await token({}, { kid: newId("installationKey") }),
      `${head}.${body}.${flipped}`,
      `${none}.${body}.`,
      `${head}.${body}`,
      "",
      "cha_x",
    ]) {
      expect(await verifyAccessToken(bad)).toBeNull();
    }
  });
});
