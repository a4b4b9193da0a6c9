import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { errors } from "oidc-provider";
import { describe, expect, test } from "vitest";
import { ATTEMPT_STEPS, type AttemptStep } from "@/lib/auth/values";
import { HTTP_STATUS } from "@/lib/web/errors";
import { isKnownProblem, NOTHING_AFTER, REMEDIES, remedyFor, UNANSWERED } from "./remedies";
import { TEST_STEP_WORDS } from "./values";

const ROOT = path.resolve(import.meta.dirname, "../..");
const source = (file: string) => readFileSync(path.join(ROOT, file), "utf8");

/** Texts that a pattern finds in a file. */
function found(file: string, pattern: RegExp): string[] {
  return [...source(file).matchAll(pattern)].map((match) => match[1] ?? "");
}

/** Error codes of the classes that the provider throws while our configuration serves. */
const UNREACHABLE_CODES = new Set([
  // Of features that are off: back-channel and device sign-in, credentials, attestation, software statements.
  "authorization_pending",
  "expired_login_hint_token",
  "expired_token",
  "invalid_binding_message",
  "invalid_credential_request",
  "invalid_nonce",
  "invalid_proof",
  "invalid_software_statement",
  "unknown_credential_configuration",
  "unknown_credential_identifier",
  "invalid_user_code",
  "missing_user_code",
  "slow_down",
  "transaction_failed",
  "unapproved_software_statement",
  "unknown_user_id",
  "unmet_authentication_requirements",
  "credential_request_denied",
  "unsupported_token_type",
  "use_fresh_attestation",
  "invalid_client_attestation",
  "use_attestation_challenge",
  // Of endpoints that are no step of connecting.
  "invalid_token",
  "insufficient_scope",
]);

function providerCodes(): string[] {
  const kinds = Object.values(errors).filter((Kind) => Kind !== errors.CustomOIDCProviderError);
  const codes = kinds.flatMap((Kind) => {
    try {
      const { error } = new (Kind as new (text: string) => { error?: string })("x");
      return typeof error === "string" && /^[a-z_]+$/.test(error) ? [error] : [];
    } catch {
      return [];
    }
  });
  return [...new Set(codes)].filter((code) => !UNREACHABLE_CODES.has(code));
}

describe("every code that can be noted has its remedy", () => {
  test("of the MCP endpoints", () => {
    const codes = found("lib/mcp/refusals.ts", /\berror: "([a-z_]+)"/g).filter(
      (code) => code !== "unauthorized",
    );
    codes.push(...found("lib/mcp/note-refusal.ts", /\b4\d\d: "([a-z_]+)"/g));
    expect(codes.length).toBeGreaterThanOrEqual(7);
    expect(codes.filter((code) => !isKnownProblem("call", code))).toEqual([]);
  });

  test("of the metadata", () => {
    const codes = found("lib/oauth/metadata.ts", /errorCode: "([a-z_]+)"/g);
    expect(codes).toEqual(["no_such_endpoint"]);
    expect(codes.filter((code) => !isKnownProblem("resource_metadata", code))).toEqual([]);
  });

  test("of the consent screen: every code of a verb, and the reasons on the way", () => {
    const reasons = found("lib/connections/reach.ts", /reason: "([a-z_]+)"/g);
    expect(reasons).toContain("client_not_allowed");
    const codes = [...Object.keys(HTTP_STATUS), ...reasons, "server_error", "access_denied"];
    codes.push(...found("lib/oauth/answer-request.ts", /errorCode: "([a-z_]+)"/g));
    codes.push(...found("lib/oauth/note-shown.ts", /\? "((?!asked)[a-z_]+)"/g));
    expect(codes.filter((code) => !isKnownProblem("consent", code))).toEqual([]);
  });

  test("of the authorization server: everything it can throw and everything we add", () => {
    const thrown = providerCodes();
    expect(thrown).toEqual(expect.arrayContaining(["invalid_grant", "invalid_client", "invalid_target"]));
    const unknown = thrown.filter(
      (code) =>
        !(["registration", "authorization", "token"] as const).some((step) => isKnownProblem(step, code)),
    );
    expect(unknown).toEqual([]);
    expect(isKnownProblem("token", found("lib/oauth/handle.ts", /errorCode: "([a-z_]+)"/g)[0] ?? "")).toBe(
      true,
    );
    const added = found("lib/oauth/handle.ts", /refused\("([a-z_]+)"/g);
    expect(added).toContain("too_many_registrations");
    expect(added.filter((code) => !isKnownProblem("registration", code))).toEqual([]);
    const own = found("lib/oauth/client-metadata.ts", /metadataError\(\s*"([a-z_]+)"/g);
    expect(own).toContain("invalid_redirect_uri");
    expect(own.filter((code) => !isKnownProblem("registration", code))).toEqual([]);
  });

  test("of tries that simply stop", () => {
    const ends = ATTEMPT_STEPS.filter((step) => step !== "authorization" && step !== "call");
    expect(ends.filter((step) => !isKnownProblem(step, NOTHING_AFTER))).toEqual([]);
    expect(isKnownProblem("authorization", UNANSWERED)).toBe(true);
  });

  test("and nobody else notes any", () => {
    const users = readdirSync(path.join(ROOT, "lib"), { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts"))
      .filter((file) => /\bnoteAttempt\(/.test(source(path.join("lib", file))));
    expect(users.toSorted()).toEqual([
      "auth/connect-attempts.ts",
      "mcp/note-refusal.ts",
      "oauth/answer-request.ts",
      "oauth/handle.ts",
      "oauth/metadata.ts",
      "oauth/note-attempts.ts",
      "oauth/note-shown.ts",
    ]);
  });
});

test("the steps are those that are noted", () => {
  expect(Object.keys(REMEDIES)).toEqual(ATTEMPT_STEPS);
  expect(Object.keys(TEST_STEP_WORDS)).toHaveLength(12);
});

describe("a remedy", () => {
  const other = { kind: "other", name: "Acme $& Bot" };

  test("names the client, whatever it calls itself", () => {
    const { title, remedy } = remedyFor({ step: "token", code: NOTHING_AFTER }, other);
    expect(title).toBe("Acme $& Bot is connected but has not called Caramel yet");
    expect(remedy).toContain("Restart Acme $& Bot");
  });

  test("is the client's own where it needs another one", () => {
    const problem = { step: "challenge", code: NOTHING_AFTER } as const;
    expect(remedyFor(problem, { kind: "codex", name: "Codex" }).remedy).toContain("codex mcp login caramel");
    expect(remedyFor(problem, other).remedy).toContain("API key");
    expect(remedyFor(problem, { kind: "constructor", name: "x" })).toEqual(
      remedyFor(problem, { kind: "other", name: "x" }),
    );
  });

  test("exists for codes that nobody has thought of", () => {
    for (const code of ["brand_new", "constructor", "__proto__", ""]) {
      for (const step of ATTEMPT_STEPS) {
        expect(remedyFor({ step, code }, other)).toMatchObject({
          title: expect.stringMatching(/\w/),
          show: "instructions",
        });
      }
    }
  });

  test("leaves no placeholder open", () => {
    for (const [step, entries] of Object.entries(REMEDIES)) {
      for (const [code, { by }] of Object.entries(entries)) {
        for (const kind of ["other", ...Object.keys(by ?? {})]) {
          const { title, remedy } = remedyFor({ step: step as AttemptStep, code }, { kind, name: "X" });
          expect(`${title} ${remedy}`).not.toMatch(/[{}]/);
        }
      }
    }
  });
});
