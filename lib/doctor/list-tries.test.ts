import { beforeEach, describe, expect, test } from "vitest";
import { inProject } from "@/lib/auth/caller";
import { SELF_TEST_AGENT } from "@/lib/auth/connect-attempts";
import type { AttemptStep } from "@/lib/auth/values";
import { env } from "@/lib/core/env";
import { newId } from "@/lib/core/ids";
import { prisma } from "@/lib/db/client";
import { aMember, anOrganisation } from "@/lib/people/testing";
import { listTries } from "./list-tries";

const HOME = "192.0.2.10";
const ELSEWHERE = "198.51.100.20";
const BROWSER = "Mozilla/5.0";

type Line = Partial<{
  outcome: "ok" | "asked" | "failed";
  errorCode: string;
  detail: string;
  endpoint: string;
  address: string;
  userAgent: string;
  clientId: string;
  clientName: string;
  organisationId: string;
  userId: string;
  secondsAgo: number;
}>;

/** Notes steps one second apart, the last `secondsAgo`. */
async function noted(...lines: [AttemptStep, Line?][]) {
  const now = Date.now();
  await prisma.connectAttempt.createMany({
    data: lines.map(([step, line = {}], index) => {
      const { secondsAgo = 0, ...facts } = line;
      return {
        id: newId("attempt"),
        at: new Date(now - (secondsAgo + lines.length - index) * 1_000),
        step,
        outcome: step === "challenge" || step === "authorization" ? "asked" : "ok",
        address: HOME,
        userAgent: "acme/1",
        ...facts,
      };
    }),
  });
}

let mine: Awaited<ReturnType<typeof anOrganisation>>;

beforeEach(async () => {
  await prisma.connectAttempt.deleteMany({});
  mine = await anOrganisation();
});

const tries = async (caller = mine.owner, address = HOME) => (await listTries(caller, { address })).items;

describe("who sees an attempt", () => {
  test("before sign-in: who tried from the same address within the hour, and nobody else", async () => {
    await noted(["challenge", { endpoint: "/mcp" }]);
    await noted(["challenge", { endpoint: "/mcp", secondsAgo: 3_700, userAgent: "old/1" }]);
    expect((await tries()).map(({ client }) => client.name)).toEqual(["acme"]);
    expect(await tries(mine.owner, ELSEWHERE)).toEqual([]);
  });

  test("an address that nobody found out is nobody's", async () => {
    await noted(["challenge", { endpoint: "/mcp", address: "unknown" }]);
    expect(await tries(mine.owner, "unknown")).toEqual([]);
  });

  test("at the URL of an own project: its members, from wherever; of another's: nobody", async () => {
    const theirs = await anOrganisation();
    await noted(["challenge", { endpoint: `/mcp/projects/${mine.projectId}`, address: ELSEWHERE }]);
    await noted(["challenge", { endpoint: `/mcp/projects/${theirs.projectId}`, address: ELSEWHERE }]);
    const { caller: analyst } = await aMember(mine.organisationId, "analyst");
    for (const caller of [mine.owner, analyst]) {
      expect((await tries(caller)).map(({ endpoint }) => endpoint)).toEqual([
        `/mcp/projects/${mine.projectId}`,
      ]);
    }
    expect(await tries(theirs.owner)).toHaveLength(1);
  });

  test("a caller of one project sees nothing of the organisation's other projects' URLs", async () => {
    const other = newId("project");
    await prisma.project.create({ data: { id: other, organisationId: mine.organisationId, name: "Other" } });
    await noted(["challenge", { endpoint: `/mcp/projects/${other}`, address: ELSEWHERE }]);
    expect(await tries(inProject(mine.owner, mine.projectId))).toEqual([]);
  });

  test("after consent: a member their own, an admin all, another organisation never", async () => {
    const theirs = await anOrganisation();
    const [first, second] = [
      await aMember(mine.organisationId, "agent"),
      await aMember(mine.organisationId, "agent"),
    ];
    const { caller: admin } = await aMember(mine.organisationId, "admin");
    const own = { organisationId: mine.organisationId, userId: first.person.userId };
    await noted(["consent", { ...own, address: ELSEWHERE, clientId: "client_a", endpoint: "/mcp" }]);
    expect(await tries(first.caller)).toHaveLength(1);
    expect(await tries(second.caller)).toEqual([]);
    expect(await tries(admin)).toHaveLength(1);
    expect(await tries(theirs.owner)).toEqual([]);
    // Not from the same network address either, nor when it was at the other's URL.
    await noted(["consent", { ...own, clientId: "client_b", endpoint: `/mcp/projects/${theirs.projectId}` }]);
    expect(await tries(theirs.owner, HOME)).toEqual([]);
  });

  test("what a hosted client sends from its maker's servers, once an own person let it in", async () => {
    const clientId = "https://claude.ai/oauth/mcp-oauth-client-metadata";
    const own = { organisationId: mine.organisationId, userId: mine.person.userId };
    await noted(
      ["authorization", { clientId, userAgent: BROWSER, endpoint: "/mcp" }],
      ["consent", { clientId, userAgent: BROWSER, endpoint: "/mcp", ...own }],
      [
        "token",
        { clientId, address: ELSEWHERE, userAgent: "python", outcome: "failed", errorCode: "invalid_grant" },
      ],
    );
    const [known, ...more] = await tries();
    expect(more).toEqual([]);
    expect(known).toMatchObject({
      client: { kind: "claude", name: "Claude" },
      state: "failed",
      problem: { step: "token", code: "invalid_grant" },
    });

    // Another organisation connects the same client at the same time: whose token request that was, nobody can say.
    const theirs = await anOrganisation();
    await noted([
      "consent",
      {
        clientId,
        address: "203.0.113.9",
        organisationId: theirs.organisationId,
        userId: theirs.person.userId,
      },
    ]);
    expect((await tries())[0]).toMatchObject({ state: "waiting", problem: null });
    expect(JSON.stringify(await tries(theirs.owner, "203.0.113.9"))).not.toContain("invalid_grant");
  });

  test("nothing tells anybody's network address", async () => {
    await noted(["challenge", { endpoint: `/mcp/projects/${mine.projectId}`, address: ELSEWHERE }]);
    expect(JSON.stringify(await tries())).not.toContain(ELSEWHERE);
  });
});

describe("steps of one try", () => {
  test("of a program and the browser it opened are put together, up to the first call", async () => {
    const own = { organisationId: mine.organisationId, userId: mine.person.userId };
    const [clientId, name] = ["client_x", { clientName: "Codex" }];
    await noted(
      ["challenge", { endpoint: "/mcp" }],
      ["resource_metadata", { endpoint: "/mcp" }],
      ["server_metadata"],
      ["registration", { clientId, ...name }],
      ["authorization", { clientId, ...name, userAgent: BROWSER, address: ELSEWHERE, endpoint: `/mcp` }],
      ["consent", { clientId, ...name, ...own, userAgent: BROWSER, address: ELSEWHERE, endpoint: "/mcp" }],
      ["token", { clientId, ...name, ...own, endpoint: "/mcp" }],
    );
    const [known, ...more] = await tries();
    expect(more).toEqual([]);
    expect(known).toMatchObject({
      client: { kind: "codex" },
      endpoint: "/mcp",
      state: "waiting",
      problem: null,
    });
    expect(known?.steps.map(({ state }) => state)).toEqual([...Array(7).fill("done"), "waiting"]);

    const usedAt = new Date();
    await prisma.connection.create({
      data: {
        id: newId("connection"),
        ...own,
        clientId,
        clientName: "Codex",
        redirectUri: "http://127.0.0.1/callback",
        label: "Codex",
        resource: `${env.baseUrl}/mcp`,
        access: "readonly",
        permissions: ["chatbots:read"],
        scopes: ["mcp:read"],
        lastUsedAt: usedAt,
      },
    });
    const [used] = await tries();
    expect(used).toMatchObject({ key: known?.key, state: "connected", problem: null });
    expect(used?.steps.at(-1)).toEqual({ step: "call", state: "done", at: usedAt.toISOString() });
  });

  test("of a client with a document: what it read before its browser named it", async () => {
    const clientId = "https://claude.ai/oauth/claude-code-client-metadata";
    await noted(
      ["challenge", { endpoint: "/mcp", userAgent: "claude-code/2.1" }],
      ["server_metadata", { userAgent: "claude-code/2.1" }],
      ["authorization", { clientId, userAgent: BROWSER, endpoint: "/mcp" }],
    );
    const [known, ...more] = await tries();
    expect(more).toEqual([]);
    expect(known).toMatchObject({ client: { kind: "claude-code" }, state: "waiting" });
  });

  test("two clients on one computer, and one client that starts again, are several tries; newest first", async () => {
    await noted(["challenge", { userAgent: "one/1", secondsAgo: 300 }]);
    await noted(["challenge", { userAgent: "two/1", secondsAgo: 200 }]);
    await noted(
      ["challenge", { secondsAgo: 100 }],
      ["registration", { clientId: "client_1", clientName: "Acme", secondsAgo: 100, outcome: "failed" }],
      ["challenge"],
    );
    expect((await tries()).map(({ client }) => client.name)).toEqual(["acme", "Acme", "two", "one"]);
  });

  test("of the self-test are not shown", async () => {
    await noted(["challenge", { userAgent: SELF_TEST_AGENT }]);
    expect(await tries()).toEqual([]);
  });
});

describe("what is wrong", () => {
  test.each<[string, [AttemptStep, Line?][], string, string, string | null]>([
    [
      "no OAuth",
      [["challenge", { endpoint: "/mcp", secondsAgo: 60 }]],
      "challenge",
      "nothing_after",
      "instructions",
    ],
    [
      "a wrong URL",
      [
        ["challenge"],
        [
          "resource_metadata",
          { outcome: "failed", errorCode: "no_such_endpoint", endpoint: "/mcp/projects/shop" },
        ],
        ["server_metadata", { secondsAgo: 0 }],
      ],
      "resource_metadata",
      "no_such_endpoint",
      "url",
    ],
    [
      "a wrong redirect URI",
      [["challenge"], ["registration", { outcome: "failed", errorCode: "invalid_redirect_uri" }]],
      "registration",
      "invalid_redirect_uri",
      "instructions",
    ],
    [
      "nobody answered",
      [["authorization", { clientId: "client_q", secondsAgo: 1_900 }]],
      "authorization",
      "unanswered",
      null,
    ],
    [
      "left open on the consent screen",
      [
        ["authorization", { clientId: "client_q", secondsAgo: 1_900 }],
        ["consent", { clientId: "client_q", outcome: "asked", secondsAgo: 1_900 }],
      ],
      "authorization",
      "unanswered",
      null,
    ],
    [
      "refused by the policy, and back to the app",
      [
        ["consent", { clientId: "client_q", outcome: "failed", errorCode: "client_not_allowed" }],
        ["consent", { clientId: "client_q", outcome: "failed", errorCode: "access_denied" }],
      ],
      "consent",
      "client_not_allowed",
      "settings",
    ],
    [
      "paused",
      [["call", { outcome: "failed", errorCode: "connection_paused" }]],
      "call",
      "connection_paused",
      "connections",
    ],
  ])("%s", async (_name, lines, step, code, show) => {
    await noted(...lines);
    const [known] = await tries();
    expect(known).toMatchObject({ state: "failed", problem: { step, code, show } });
    expect(known?.steps.filter(({ state }) => state === "failed")).toHaveLength(1);
  });

  test("a wrong project URL is answered with the right one, another's never repeated", async () => {
    const theirs = await anOrganisation();
    await noted(["challenge", { endpoint: `/mcp/projects/${theirs.projectId}`, secondsAgo: 60 }]);
    const [known] = await tries(inProject(mine.owner, mine.projectId));
    expect(known?.problem?.url).toBe(`${env.baseUrl}/mcp/projects/${mine.projectId}`);
  });

  test("a mistake that was mended is none", async () => {
    await noted(
      ["challenge"],
      ["registration", { outcome: "failed", errorCode: "invalid_redirect_uri" }],
      ["registration", { clientId: "client_y", clientName: "Acme" }],
      ["authorization", { clientId: "client_y", clientName: "Acme" }],
    );
    expect((await tries())[0]).toMatchObject({ state: "waiting", problem: null });
  });

  test("a connection nobody uses yet waits, with what to do", async () => {
    const own = { organisationId: mine.organisationId, userId: mine.person.userId, clientId: "client_z" };
    await noted(["consent", { ...own, secondsAgo: 90 }], ["token", { ...own, secondsAgo: 90 }]);
    expect((await tries())[0]).toMatchObject({
      state: "waiting",
      problem: { step: "token", code: "nothing_after", title: expect.stringContaining("has not called") },
    });
  });
});
