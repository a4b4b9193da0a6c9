import { createLocalJWKSet, createRemoteJWKSet, decodeJwt, decodeProtectedHeader, jwtVerify } from "jose";
import { describe, expect, test, vi } from "vitest";
import { verifyAccessToken } from "@/lib/auth/access-token";
import { env } from "@/lib/core/env";
import { prisma } from "@/lib/db/client";
import { handleOAuth } from "./handle";
import * as kit from "./testing";

vi.mock("@/lib/core/env", async (original) => {
  const { env } = await original<typeof import("@/lib/core/env")>();
  return { env: { ...env, secretKey: "a secret key for tests, long enough" } };
});

describe("flow", () => {
  test("works", async () => {
    const person = await kit.makePerson();
    const client = await kit.register(handleOAuth);
    const tokens = await kit.connect(handleOAuth, client, person);
    console.log(tokens, decodeJwt(tokens.access_token), decodeProtectedHeader(tokens.access_token));
    expect(await verifyAccessToken(tokens.access_token)).not.toBeNull();
    const again = await kit.refresh(handleOAuth, client, tokens.refresh_token);
    console.log(await again.text());
    console.log(await (await handleOAuth(new Request(`${env.baseUrl}/oauth/jwks`), "/oauth/jwks")).text());
    console.log(await prisma.oAuthArtifact.findMany());
  });
});
