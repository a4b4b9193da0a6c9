import { beforeEach, describe, expect, test, vi } from "vitest";
import { ConflictError, NotFoundError, UnauthenticatedError } from "@/lib/core/errors";
import { forPage } from "./for-page";

const { incoming } = vi.hoisted(() => ({ incoming: new Headers() }));

vi.mock("next/headers", () => ({ headers: async () => incoming }));

beforeEach(() => incoming.delete("x-caramel-path"));

/** Where Next is told to go, or the error itself. */
async function outcome(error: Error): Promise<string> {
  const thrown: Error & { digest?: string } = await forPage(Promise.reject(error)).catch((cause) => cause);
  return thrown.digest ?? thrown.message;
}

describe("a page", () => {
  test("gets what it asked for", async () => {
    expect(await forPage(Promise.resolve("a caller"))).toBe("a caller");
  });

  test("without a session leads to sign-in and back", async () => {
    incoming.set("x-caramel-path", "/p/prj_1/products?q=a&b=1");
    expect(await outcome(new UnauthenticatedError())).toContain(
      ";/sign-in?callbackUrl=%2Fp%2Fprj_1%2Fproducts%3Fq%3Da%26b%3D1;",
    );
    incoming.set("x-caramel-path", "/");
    expect(await outcome(new UnauthenticatedError())).toContain(";/sign-in;");
  });

  test("of another tenant is a page that does not exist", async () => {
    expect(await outcome(new NotFoundError("project"))).toMatch(/404/);
  });

  test("leaves other failures to the error page", async () => {
    expect(await outcome(new ConflictError("Taken."))).toBe("Taken.");
  });
});
