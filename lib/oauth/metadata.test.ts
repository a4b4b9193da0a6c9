import { describe, expect, test } from "vitest";
import * as serverRoute from "@/app/.well-known/oauth-authorization-server/[[...path]]/route";
import * as resourceRoute from "@/app/.well-known/oauth-protected-resource/[[...path]]/route";
import * as openidRoute from "@/app/.well-known/openid-configuration/[[...path]]/route";
import { env } from "@/lib/core/env";
import { newId } from "@/lib/core/ids";
import { handleOAuth } from "./handle";
import { authorizationServer } from "./provider";

const resourceAt = (path: string[] | undefined) =>
  resourceRoute.GET(new Request(env.baseUrl), { params: Promise.resolve({ path }) });

describe("authorization server metadata", () => {
  test("is complete, exact, and the same document under both names", async () => {
    const response = serverRoute.GET(new Request(env.baseUrl));
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toContain("application/json");
    expect(response.headers.get("access-control-allow-origin")).toBe("*");
    const metadata = (await response.json()) as Record<string, unknown>;
    expect(metadata).toMatchObject({
      issuer: env.baseUrl,
      authorization_endpoint: `${env.baseUrl}/oauth/authorize`,
      token_endpoint: `${env.baseUrl}/oauth/token`,
      registration_endpoint: `${env.baseUrl}/oauth/register`,
      revocation_endpoint: `${env.baseUrl}/oauth/revoke`,
      jwks_uri: `${env.baseUrl}/oauth/jwks`,
      code_challenge_methods_supported: ["S256"],
      response_types_supported: ["code"],
      grant_types_supported: ["authorization_code", "refresh_token"],
      authorization_response_iss_parameter_supported: true,
      client_id_metadata_document_supported: true,
    });
    expect(metadata.token_endpoint_auth_methods_supported).toContain("none");
    expect(metadata.scopes_supported).toContain("offline_access");
    for (const value of Object.values(metadata)) expect(value).not.toEqual([]);
    expect(await openidRoute.GET(new Request(env.baseUrl)).json()).toEqual(metadata);
  });

  test("says what the provider itself would say", async () => {
    await authorizationServer();
    const own = await (
      await handleOAuth(
        new Request(`${env.baseUrl}/.well-known/oauth-authorization-server`),
        "/.well-known/oauth-authorization-server",
      )
    ).json();
    const metadata = (await serverRoute.GET(new Request(env.baseUrl)).json()) as Record<string, unknown>;
    for (const name of [
      "issuer",
      "authorization_endpoint",
      "token_endpoint",
      "registration_endpoint",
      "revocation_endpoint",
      "jwks_uri",
      "grant_types_supported",
      "response_types_supported",
      "code_challenge_methods_supported",
      "token_endpoint_auth_methods_supported",
      "id_token_signing_alg_values_supported",
      "authorization_response_iss_parameter_supported",
    ]) {
      expect(metadata[name], name).toEqual((own as Record<string, unknown>)[name]);
    }
  });
});

describe("protected resource metadata", () => {
  const projectId = newId("project");

  test.each([
    [undefined, "/mcp", ["mcp:read", "mcp:write"]],
    [["mcp"], "/mcp", ["mcp:read", "mcp:write"]],
    [["mcp-readonly"], "/mcp-readonly", ["mcp:read"]],
    [["mcp", "projects", projectId], `/mcp/projects/${projectId}`, ["mcp:read", "mcp:write"]],
  ])("at %j is about exactly %s", async (path, resource, scopes) => {
    const response = await resourceAt(path);
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({
      resource: `${env.baseUrl}${resource}`,
      authorization_servers: [env.baseUrl],
      scopes_supported: scopes,
      bearer_methods_supported: ["header"],
      resource_name: "Caramel",
    });
  });

  test.each([[["mcp", "projects"]], [["mcp", "projects", "x"]], [["oauth", "token"]], [["mcp", ".."]]])(
    "there is none at %j",
    async (path) => {
      expect((await resourceAt(path)).status).toBe(404);
    },
  );
});

describe("cross-origin requests", () => {
  test.each(["/oauth/token", "/oauth/register", "/oauth/revoke", "/oauth/jwks"])(
    "%s is open",
    async (path) => {
      const preflight = await handleOAuth(new Request(env.baseUrl + path, { method: "OPTIONS" }), path);
      expect(preflight.status).toBe(204);
      expect(preflight.headers.get("access-control-allow-origin")).toBe("*");
      expect(preflight.headers.get("access-control-allow-credentials")).toBeNull();
      const method = path === "/oauth/jwks" ? "GET" : "POST";
      const response = await handleOAuth(new Request(env.baseUrl + path, { method }), path);
      expect(response.headers.get("access-control-allow-origin")).toBe("*");
    },
  );

  test("the authorization endpoint has none", async () => {
    for (const method of ["GET", "OPTIONS"]) {
      const headers = { origin: "https://other.example" };
      const request = new Request(`${env.baseUrl}/oauth/authorize`, { method, headers });
      const response = await handleOAuth(request, "/oauth/authorize");
      expect([...response.headers.keys()].filter((name) => name.startsWith("access-control"))).toEqual([]);
    }
  });
});
