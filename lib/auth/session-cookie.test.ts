import { afterEach, describe, expect, test, vi } from "vitest";

const before = process.env.BASE_URL;

afterEach(() => {
  process.env.BASE_URL = before;
  vi.resetModules();
});

/** Modules as an installation at this address has them. */
async function at(baseUrl: string) {
  process.env.BASE_URL = baseUrl;
  vi.resetModules();
  const [cookie, headers, nextAuth] = await Promise.all([
    import("./session-cookie"),
    import("@/lib/web/security-headers"),
    import("./next-auth"),
  ]);
  return { ...cookie, ...headers, ...nextAuth };
}

describe("cookies", () => {
  test("are bound to the very host over https, every one of them", async () => {
    const { SESSION_COOKIE, COOKIE_OPTIONS, authOptions } = await at("https://caramel.example");
    expect(SESSION_COOKIE).toBe("__Host-caramel.session");
    expect(COOKIE_OPTIONS).toEqual({ httpOnly: true, sameSite: "lax", path: "/", secure: true });
    const { cookies = {}, useSecureCookies } = authOptions();
    expect(useSecureCookies).toBe(true);
    expect(Object.keys(cookies)).toHaveLength(6);
    for (const cookie of Object.values(cookies)) {
      expect(cookie?.name).toMatch(/^__Host-caramel\./);
      expect(cookie?.options).toMatchObject({ httpOnly: true, secure: true, path: "/" });
      expect(cookie?.options).not.toHaveProperty("domain");
    }
  });

  test("work on plain http at localhost", async () => {
    const { SESSION_COOKIE, COOKIE_OPTIONS } = await at("http://localhost:3000");
    expect(SESSION_COOKIE).toBe("caramel.session");
    expect(COOKIE_OPTIONS.secure).toBe(false);
  });
});

test("https is demanded for a year where there is https", async () => {
  const { pageHeaders, MACHINE_HEADERS } = await at("https://caramel.example");
  expect(pageHeaders("/", "x")["strict-transport-security"]).toBe("max-age=31536000");
  expect(MACHINE_HEADERS["strict-transport-security"]).toBe("max-age=31536000");
});

test("the session key is its own and changes with SECRET_KEY", async () => {
  const { sessionSecret } = await at("http://localhost:3000");
  const first = sessionSecret();
  expect(Buffer.from(first, "base64url")).toHaveLength(32);
  const key = process.env.SECRET_KEY;
  process.env.SECRET_KEY = "another secret of more than 32 characters";
  const { sessionSecret: another } = await at("http://localhost:3000");
  process.env.SECRET_KEY = key;
  expect(another()).not.toBe(first);
});
