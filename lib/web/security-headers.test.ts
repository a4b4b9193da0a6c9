import { NextRequest } from "next/server";
import { describe, expect, test, vi } from "vitest";
import { env } from "@/lib/core/env";
import { config, proxy } from "@/proxy";
import { isMachinePath, MACHINE_HEADERS } from "./security-headers";

const [matcher = ""] = config.matcher;
const pattern = new RegExp(`^${matcher}$`);

function answer(path: string, headers: Record<string, string> = {}) {
  return proxy(new NextRequest(`${env.baseUrl}${path}`, { headers }));
}

/** Directive to its sources. */
function policyOf(response: Response): Map<string, string> {
  const text = response.headers.get("content-security-policy") ?? "";
  return new Map(
    text.split(";").map((directive) => {
      const [name = "", ...sources] = directive.trim().split(" ");
      return [name, sources.join(" ")];
    }),
  );
}

/** What the page's code sees of a request header that the proxy set. */
const passedOn = (response: Response, name: string) => response.headers.get(`x-middleware-request-${name}`);

describe("headers of a page", () => {
  test("let a style sheet of ours or with the nonce in, in production", async () => {
    vi.stubEnv("NODE_ENV", "production");
    vi.resetModules();
    const { pagePolicy } = await import("./security-headers");
    vi.unstubAllEnvs();
    const policy = policyOf(
      new Response(null, { headers: { "content-security-policy": pagePolicy("abc") } }),
    );
    expect(policy.get("style-src")).toBe("'self' 'nonce-abc'");
    expect(policy.get("script-src")).not.toContain("unsafe");
  });

  test("let only scripts with this request's nonce run", () => {
    const [first, second] = [answer("/sign-in"), answer("/sign-in")];
    const nonce = passedOn(first, "x-nonce");
    expect(Buffer.from(nonce ?? "", "base64")).toHaveLength(16);
    expect(passedOn(second, "x-nonce")).not.toBe(nonce);
    const policy = policyOf(first);
    expect(policy.get("script-src")).toMatch(/^'self' 'nonce-\S+' 'strict-dynamic'/);
    expect(policy.get("script-src")).toContain(`'nonce-${nonce}'`);
    expect(policy.get("script-src")).not.toContain("unsafe-inline");
    for (const name of ["object-src", "base-uri", "frame-ancestors"]) expect(policy.get(name)).toBe("'none'");
    expect(policy.get("form-action")).toBe("'self'");
    expect(policy.get("img-src")).toBe("'self' data: https:");
    expect(policy.get("style-src-attr")).toBe("'unsafe-inline'");
    expect(passedOn(first, "content-security-policy")).toBe(first.headers.get("content-security-policy"));
  });

  test("keep it out of frames, caches and other sites' windows", () => {
    const { headers } = answer("/p/prj_1/conversations");
    expect(Object.fromEntries(headers)).toMatchObject({
      "x-frame-options": "DENY",
      "x-content-type-options": "nosniff",
      "cache-control": "private, no-store",
      "cross-origin-opener-policy": "same-origin",
      "referrer-policy": "strict-origin-when-cross-origin",
    });
    expect(headers.get("permissions-policy")).toContain("camera=()");
    expect(headers.get("strict-transport-security")).toBeNull();
  });

  test("can't be chosen by the client", () => {
    const response = answer("/account?a=1", { "x-nonce": "mine", "x-caramel-path": "//evil.example" });
    expect(passedOn(response, "x-nonce")).not.toBe("mine");
    expect(passedOn(response, "x-caramel-path")).toBe("/account?a=1");
  });

  test("let an app's window see consent through, and nobody frame it", () => {
    const response = answer("/oauth/consent/x");
    expect(response.headers.get("cross-origin-opener-policy")).toBeNull();
    expect(policyOf(response).get("frame-ancestors")).toBe("'none'");
    expect(policyOf(response).get("form-action")).toBe("'self'");
  });

  test("remember the project that is shown", () => {
    const id = `prj_${"0".repeat(26)}`;
    expect(answer(`/p/${id}/products`).cookies.get("caramel_project")).toMatchObject({
      value: id,
      httpOnly: true,
    });
    expect(answer("/p/made-up").cookies.get("caramel_project")).toBeUndefined();
  });
});

describe("headers of what answers programs", () => {
  test.each([
    "/mcp",
    "/mcp/",
    "/mcp/projects/prj_1",
    "/mcp-readonly",
    "/api/health/live",
    "/widget.js",
    "/.well-known/x",
  ])("%s is told apart from a page", (path) => {
    expect(isMachinePath(path)).toBe(true);
    expect(pattern.test(path)).toBe(false);
  });

  test("a page whose name only begins alike is a page", () => {
    for (const path of ["/mcp-guide", "/apis"]) {
      expect(isMachinePath(path)).toBe(false);
      expect(pattern.test(path)).toBe(true);
    }
  });

  test("load and frame nothing", () => {
    const policy = policyOf(new Response(null, { headers: MACHINE_HEADERS }));
    expect(policy.get("default-src")).toBe("'none'");
    expect(policy.get("frame-ancestors")).toBe("'none'");
    expect(MACHINE_HEADERS["x-content-type-options"]).toBe("nosniff");
    expect(MACHINE_HEADERS["x-frame-options"]).toBe("DENY");
  });
});

describe("what the proxy sees", () => {
  test.each(["/", "/sign-in", "/_next/data/x.json", "/oauth/consent/x", "/icon.svg/x", "/_next/staticky"])(
    "%s",
    (path) => {
      expect(pattern.test(path)).toBe(true);
    },
  );

  test.each(["/_next/static/chunks/a.js", "/icon.svg", "/favicon.ico"])("not the static file %s", (path) => {
    expect(pattern.test(path)).toBe(false);
  });
});
