// Whatever arrives, the answer is one that the protocol knows, soon, and nothing is changed.
import { JSONRPCMessageSchema } from "@modelcontextprotocol/sdk/types.js";
import fc from "fast-check";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { z } from "zod";
import {
  INJECTIONS,
  invalidArguments,
  type JsonSchema,
  type Pools,
  validArguments,
} from "@/e2e/corpus/arguments";
import { envelopes, type Right } from "@/e2e/corpus/envelopes";
import { SEED, sample } from "@/e2e/corpus/sample";
import { ERAS, type Era } from "@/e2e/http/mcp-call";
import {
  ACCOUNT,
  asSent,
  atProject,
  eachOf,
  type InProcessAnswer,
  type Place,
  READONLY,
  sendBody,
  sendInProcess,
} from "@/e2e/in-process";
import { rowsWithoutTraces } from "@/e2e/rows-of";
import { seedKey, seedTenant, type Tenant } from "@/e2e/tenants";
import { type IdField, NAMED, TOOL_ROWS } from "@/e2e/tool-rows";
import { newId } from "@/lib/core/ids";
import { productCatalogue } from "./product-toolset";

vi.mock("@/lib/core/env", async (original) => {
  const { env } = await original<typeof import("@/lib/core/env")>();
  return { env: { ...env, logLevel: "fatal" } };
});

const SLOWEST_MS = 5_000;
/** What a failure of ours would let slip. */
const INTERNALS =
  /at \/|node_modules|\.ts:\d+|prisma|postgres|SELECT |INSERT |UPDATE .* SET|violates|syntax error|::text/i;

let db: pg.Client;
let tenant: Tenant;
let token: string;
let places: Place[];

beforeAll(async () => {
  console.info(`CORPUS_SEED=${SEED}`);
  db = new pg.Client({ connectionString: process.env.DATABASE_URL });
  await db.connect();
  tenant = await seedTenant(db, { projects: 2 });
  token = (await seedKey(db, tenant.organisationId)).text;
  places = [ACCOUNT, READONLY, atProject(tenant.projects[0].id)];
});

afterAll(() => db?.end());

interface Case {
  /** Enough to play it again by hand. */
  what: () => string;
  send: () => Promise<InProcessAnswer>;
  /** What is wrong with the answer besides what is wrong with any; null for nothing. */
  check?: (answer: InProcessAnswer) => string | null;
}

// biome-ignore lint/suspicious/noExplicitAny: answers are compared with what they should be.
type Loose = any;

/** Messages of an answer; null when it is not made of such. */
function messagesOf({ text, headers }: InProcessAnswer): Loose[] | null {
  const texts = headers["content-type"]?.startsWith("text/event-stream")
    ? [...text.matchAll(/^data: (.+)$/gm)].map(([, data]) => data ?? "")
    : [text];
  try {
    const messages = texts.flatMap((part) => JSON.parse(part) as Loose);
    return messages.every((message) => JSONRPCMessageSchema.safeParse(withId(message)).success)
      ? messages
      : null;
  } catch {
    return null;
  }
}

/**
 * JSON-RPC has null for the id of a request that can't be read, and allows any number; the SDK's schema has no id at
 * all for the one, and only integers.
 */
function withId(message: Loose): Loose {
  if (message?.error === undefined || (message.id !== null && typeof message.id !== "number")) return message;
  const { id: _, ...rest } = message;
  return rest;
}

function faultOf(answer: InProcessAnswer, milliseconds: number): string | null {
  if (answer.status >= 500) return `status ${answer.status}`;
  if (milliseconds > SLOWEST_MS) return `${Math.round(milliseconds)} ms`;
  if (INTERNALS.test(answer.text)) return "tells internals";
  if (answer.status === 202) return answer.text === "" ? null : "202 with a body";
  const messages = messagesOf(answer);
  if (messages === null) return "is no JSON-RPC message";
  return messages.some(({ error }) => error?.code === -32_603) ? "a failure of ours" : null;
}

/** Plays every case, and tells the first few that went wrong. */
async function play(cases: readonly Case[]) {
  const before = await rowsWithoutTraces(db, tenant);
  const wrong: string[] = [];
  await eachOf(cases, async ({ what, send, check }) => {
    const started = performance.now();
    const answer = await send();
    const fault = faultOf(answer, performance.now() - started) ?? check?.(answer) ?? null;
    if (fault !== null)
      wrong.push(`${fault}: ${what().slice(0, 600)} → ${answer.status} ${answer.text.slice(0, 500)}`);
  });
  expect(wrong.slice(0, 10), `${wrong.length} wrong; CORPUS_SEED=${SEED} plays them again`).toEqual([]);
  expect(await rowsWithoutTraces(db, tenant)).toEqual(before);
}

describe("envelopes", () => {
  const right = (era: Era): Right[] => {
    const chatbot = tenant.projects[0].chatbotId;
    return [
      asSent(era, "tools/list", {}),
      asSent(era, "tools/call", { name: "get_capabilities", arguments: {} }),
      asSent(era, "tools/call", { name: "get_chatbot", arguments: { chatbot_id: chatbot } }),
      asSent(era, "tools/call", { name: "search", arguments: { query: "order" } }),
      asSent(era, "tools/call", {
        name: "list_conversations",
        arguments: { chatbot_id: chatbot, limit: 2, from: "2026-01-01", query: "order" },
      }),
      // Of a chatbot that nobody has, so that no change of it makes a change.
      asSent(era, "tools/call", {
        name: "update_chatbot_model",
        arguments: { chatbot_id: newId("chatbot"), temperature: 0.5 },
      }),
      asSent(era, "ping", {}),
      asSent(era, "server/discover", {}),
      asSent(era, "initialize", {
        protocolVersion: era,
        capabilities: {},
        clientInfo: { name: "corpus", version: "1" },
      }),
      asSent(era, "notifications/initialized", {}),
      asSent(era, "resources/read", { uri: "file:///etc/passwd" }),
      asSent(era, "completion/complete", {
        ref: { type: "ref/prompt", name: "x" },
        argument: { name: "a", value: "" },
      }),
      asSent(era, "logging/setLevel", { level: "debug" }),
    ];
  };

  it.each(ERAS.flatMap((era) => [0, 1, 2].map((place) => [era, place] as const)))(
    "2,000 in %s at endpoint %i",
    { timeout: 120_000 },
    async (era, index) => {
      const at = places[index] as Place;
      const cases = sample(envelopes(right(era)), 2_000, `${era} ${index}`).map(
        ({ body, headers }): Case => ({
          what: () =>
            `${JSON.stringify(headers)} ${typeof body === "string" ? body : Buffer.from(body).toString("latin1")}`,
          send: () => sendBody(body, headers, { at, token }),
        }),
      );
      expect(cases).toHaveLength(2_000);
      await play(cases);
    },
  );
});

describe("arguments of every tool", () => {
  const VALID = 200;
  const INVALID = 300;
  const entries = productCatalogue.entries.map((entry) => [entry.tool.name, entry] as const);
  const schemaOf = (entry: (typeof entries)[number][1]) =>
    z.toJSONSchema(entry.inputs.projects, { io: "input", reused: "inline" }) as unknown as JsonSchema;

  /** Mostly things of our own, or hardly any call would come past its first look-up. */
  function pools(): Pools {
    return Object.fromEntries(
      Object.entries(NAMED).map(([field, kinds]) => [
        field,
        fc.oneof(
          {
            arbitrary: fc.constantFrom(
              ...tenant.projects.flatMap((project) => kinds.map(({ of }) => of(project))),
            ),
            weight: 4,
          },
          { arbitrary: fc.nat().map(() => newId(kinds[0].kind)), weight: 1 },
        ),
      ]),
    );
  }

  const call = (name: string, args: Record<string, unknown>, index: number) => () =>
    sendInProcess(ERAS[index % 2] as Era, "tools/call", { name, arguments: args }, { token });
  const what = (name: string, args: unknown) => () => `${name} ${JSON.stringify(args)}`;
  const answerOf = (answer: InProcessAnswer) => messagesOf(answer)?.[0] as Loose;
  const codeOf = (answer: InProcessAnswer) => answerOf(answer).result?._meta?.["caramel/error"]?.code;
  const refused = (answer: InProcessAnswer) =>
    answerOf(answer).error?.code === -32_602 ||
    (answerOf(answer).result?.isError && codeOf(answer) === "invalid_input")
      ? null
      : "is not refused for its input";

  it("has a schema of every tool", () => {
    expect(entries.map(([name]) => name)).toEqual(Object.keys(TOOL_ROWS).toSorted());
  });

  it.each(entries)("%s", { timeout: 60_000 }, async (name, entry) => {
    const schema = schemaOf(entry);
    const isWriting = !entry.summary.isReading;
    const onlyTry = isWriting ? { dry_run: true } : {};
    const accepted = sample(validArguments(schema, pools()), VALID, `valid ${name}`).map(
      (args, index): Case => {
        const sent = { ...args, ...onlyTry };
        return {
          what: what(name, sent),
          send: call(name, sent, index),
          check: (answer) => (answerOf(answer).result === undefined ? "is a protocol error" : null),
        };
      },
    );
    // What is broken may be `dry_run` itself: then the call is refused, or this test finds the row it changed.
    const broken = sample(invalidArguments(schema, pools()), INVALID, `invalid ${name}`).map(
      (args, index): Case => {
        const sent = { ...onlyTry, ...args };
        return { what: what(name, sent), send: call(name, sent, index), check: refused };
      },
    );
    expect([accepted.length, broken.length]).toEqual([VALID, INVALID]);
    await play([...accepted, ...broken]);
  });

  it("takes nothing but a text where a text belongs", { timeout: 60_000 }, async () => {
    const cases = entries.flatMap(([name, entry]) => {
      const { properties = {} } = schemaOf(entry);
      const own = TOOL_ROWS[name]?.own(tenant.projects[0]) ?? {};
      return Object.entries(properties)
        .filter(([, { type }]) => type === "string")
        .flatMap(([field]) =>
          INJECTIONS.map((value, index): Case => {
            const args = { ...own, [field]: value };
            return { what: what(name, args), send: call(name, args, index), check: refused };
          }),
        );
    });
    expect(cases.length).toBeGreaterThan(30 * INJECTIONS.length);
    await play(cases);
  });

  it("knows every id field as such", () => {
    const fields = new Set(Object.values(TOOL_ROWS).flatMap(({ ids }) => ids));
    expect([...fields].toSorted()).toEqual((Object.keys(NAMED) as IdField[]).toSorted());
  });
});
