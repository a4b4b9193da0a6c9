import { describe, expect, test } from "vitest";
import { z } from "zod";
import {
  AppError,
  ConflictError,
  INTERNAL_ERROR_TEXT,
  NotFoundError,
  RateLimitedError,
} from "@/lib/core/errors";
import { HTTP_STATUS, toInvalidInput, toPublicError } from "./errors";
import { problemResponse } from "./problem";

describe("problem details", () => {
  test.each(Object.entries(HTTP_STATUS))("%s is told with its status %i", async (code, status) => {
    const response = problemResponse(new AppError(code as keyof typeof HTTP_STATUS, "Words."), "request-1");
    expect(response.status).toBe(status);
    expect(response.headers.get("content-type")).toBe("application/problem+json");
    expect(response.headers.get("cache-control")).toBe("no-store");
    expect(await response.json()).toMatchObject({ status, code, detail: "Words.", request_id: "request-1" });
  });

  test("carry the reason, the next step, the fields and how long to wait", async () => {
    const conflict = new ConflictError("Taken.", {
      reason: "slug_conflict",
      nextStep: "Choose another.",
      problems: [{ path: "slug", message: "is taken" }],
    });
    expect(await problemResponse(conflict, null).json()).toEqual({
      type: "urn:caramel:problem:conflict",
      title: "Conflict with the current state",
      status: 409,
      detail: "Taken.",
      code: "conflict",
      reason: "slug_conflict",
      next_step: "Choose another.",
      problems: [{ path: "slug", message: "is taken" }],
    });
    expect(problemResponse(new RateLimitedError("Slow.", 7), null).headers.get("retry-after")).toBe("7");
  });

  test.each([
    ["a database's error", new Error('relation "user" does not exist at 10.0.0.3')],
    ["a text", "secret"],
    ["nothing", undefined],
  ])("never tell the words of %s", async (_name, error) => {
    const response = problemResponse(error, "request-2");
    expect(response.status).toBe(500);
    expect(await response.json()).toEqual({
      type: "urn:caramel:problem:internal_error",
      title: "Internal error",
      status: 500,
      detail: INTERNAL_ERROR_TEXT,
      code: "internal_error",
      request_id: "request-2",
    });
  });

  test("while the database is away, say when to ask again", async () => {
    const response = problemResponse(new Error("Can't reach database server at 127.0.0.1:5432"), null);
    expect(response.status).toBe(503);
    expect(response.headers.get("retry-after")).toBe("2");
    expect(await response.text()).not.toContain("5432");
  });

  test("never tell the cause", () => {
    const error = new NotFoundError("project", undefined, { cause: new Error("secret") });
    expect(JSON.stringify(toPublicError(error, null))).not.toContain("secret");
  });
});

describe("what a schema finds wrong", () => {
  const schema = z.strictObject({
    name: z.string().min(1, "Enter a name."),
    turns: z.array(z.strictObject({ role: z.string() })),
  });

  function problemsOf(input: unknown) {
    const { error } = schema.safeParse(input);
    if (!error) throw new Error("the input was right");
    return toInvalidInput(error);
  }

  test("names each field with dots", () => {
    const error = problemsOf({ name: "", turns: [{ role: "user" }, { role: 1 }] });
    expect(error.problems.map(({ path }) => path)).toEqual(["name", "turns.1.role"]);
    expect(error.message).toBe("2 fields are not valid.");
  });

  test("is told in the message when it is one thing", () => {
    expect(problemsOf({ name: "", turns: [] }).message).toBe("name: Enter a name.");
    expect(problemsOf({ name: "a", turns: [], nam: "b" }).message).toContain("nam");
  });
});
