import { describe, expect, test, vi } from "vitest";
import { z } from "zod";
import { env } from "@/lib/core/env";
import { ConflictError } from "@/lib/core/errors";
import { defineRoute } from "./define-route";

const input = z.strictObject({ name: z.string().min(1) });
const context = { params: Promise.resolve({ projectId: "prj_1" }) };

function post(body: string, headers: Record<string, string> = {}) {
  return new Request(`${env.baseUrl}/api/x`, {
    method: "POST",
    body,
    headers: { "x-request-id": "request-1", ...headers },
  });
}

describe("a route", () => {
  test("answers JSON that no cache keeps", async () => {
    const route = defineRoute<typeof input, { projectId: string }>({
      input,
      status: 201,
      handle: async ({ input: { name }, params, requestId }) => ({ name, ...params, requestId }),
    });
    const response = await route(post('{"name":"Ada"}', { origin: env.baseUrl }), context);
    expect(response.status).toBe(201);
    expect(response.headers.get("cache-control")).toBe("no-store");
    expect(await response.json()).toEqual({ name: "Ada", projectId: "prj_1", requestId: "request-1" });
  });

  test("reads the query of a GET, and answers 204 for nothing", async () => {
    const handle = vi.fn(async () => undefined);
    const response = await defineRoute({ input, handle })(new Request(`${env.baseUrl}/api/x?name=Ada`), {
      params: Promise.resolve({}),
    });
    expect(response.status).toBe(204);
    expect(handle).toHaveBeenCalledWith(expect.objectContaining({ input: { name: "Ada" } }));
  });

  test.each(["{", '{"name":""}', '{"name":"a","extra":1}', "[]", "null", ""])(
    "refuses the body %j",
    async (body) => {
      const handle = vi.fn(async () => "done");
      const response = await defineRoute({ input, handle })(post(body), { params: Promise.resolve({}) });
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({ code: "invalid_input", request_id: "request-1" });
      expect(handle).not.toHaveBeenCalled();
    },
  );

  test.each<Record<string, string>>([
    { origin: "https://evil.example" },
    { origin: "null" },
    { origin: `${env.baseUrl}.evil.example` },
    { "sec-fetch-site": "cross-site" },
    { "sec-fetch-site": "same-site" },
  ])("refuses a writing request of another site: %j", async (headers) => {
    const handle = vi.fn(async () => "done");
    const response = await defineRoute({ input, handle })(post('{"name":"Ada"}', headers), {
      params: Promise.resolve({}),
    });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ reason: "foreign_origin" });
    expect(handle).not.toHaveBeenCalled();
  });

  test("tells a verb's failure as a problem, and leaves a response as it is", async () => {
    const failing = defineRoute({
      handle: async () => {
        throw new ConflictError("Taken.");
      },
    });
    expect((await failing(post("{}"), { params: Promise.resolve({}) })).status).toBe(409);
    const plain = defineRoute({ handle: async () => new Response("text", { status: 202 }) });
    expect(await (await plain(post(""), { params: Promise.resolve({}) })).text()).toBe("text");
  });
});
