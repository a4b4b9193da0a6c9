import { beforeAll, describe, expect, test } from "vitest";
import { routes } from "@/components/shell/routes";
import { createWorld, firstProject, type World } from "@/lib/account/testing";
import type { Caller } from "@/lib/auth/caller";
import { PERMISSIONS, type Permission, ROLE_PERMISSIONS } from "@/lib/auth/values";
import { storeConversations } from "@/lib/conversations/testing";
import { env } from "@/lib/core/env";
import { InsufficientPermissionError, InvalidInputError, NotFoundError } from "@/lib/core/errors";
import { newId } from "@/lib/core/ids";
import { createSource } from "@/lib/knowledge/create-source";
import { train } from "@/lib/knowledge/testing";
import { storeProducts } from "@/lib/products/testing";
import { createTicket } from "@/lib/tickets/create";
import { addNote } from "@/lib/tickets/note";
import { createTicketInput } from "@/lib/tickets/schema";
import { fetchDocument } from "./fetch";
import { fetchedDocument, fetchInput, PART_LENGTH, searchInput, searchResults } from "./schema";
import { search } from "./search";

/** One of each kind that is about parcels. */
interface Things {
  source: string;
  product: string;
  ticket: string;
  conversation: string;
}

let world: World;
let stranger: World;
let ours: Things;
let theirs: Things;

async function furnish(place: World): Promise<Things> {
  const { id, chatbotId } = firstProject(place);
  const { caller } = place;
  const { id: source } = await createSource(caller(), {
    kind: "custom",
    title: "When do parcels leave?",
    body: "Parcels leave on Mondays.",
  });
  const [product = ""] = await storeProducts(id, [
    { title: "Parcel tape", description: "For parcels.", vendor: "Harbour", variants: [{ price: 450 }] },
  ]);
  const [conversation = ""] = await storeConversations(id, [
    {
      chatbotId,
      startedAt: "2026-03-01T10:00:00Z",
      visitor: { name: "Ana" },
      turns: [
        { role: "user", content: "Where is my parcel with the blue kettle?" },
        { role: "agent", content: "On its way." },
      ],
    },
  ]);
  // Only people write in tickets.
  const person: Caller = { ...caller(), permissions: ROLE_PERMISSIONS.owner, actor: { kind: "operator" } };
  const { id: ticket } = await createTicket(
    person,
    createTicketInput.parse({ subject: "Lost parcel", message: "My parcel never came." }),
  );
  await addNote(person, { ticket_id: ticket, body: "Carrier asked." });
  await train(caller(), chatbotId);
  return { source, product, ticket, conversation };
}

beforeAll(async () => {
  world = await createWorld();
  stranger = await createWorld(["Other"]);
  ours = await furnish(world);
  theirs = await furnish(stranger);
});

const find = async (query: string, caller = world.caller()) =>
  searchResults.parse(await search(caller, searchInput.parse({ query })));
const idsOf = async (query: string, caller?: Caller) =>
  (await find(query, caller)).results.map(({ id }) => id);
const read = async (id: string, caller = world.caller()) =>
  fetchedDocument.parse(await fetchDocument(caller, fetchInput.parse({ id })));

function only(...permissions: Permission[]): Caller {
  return { ...world.caller(), permissions: new Set(permissions) };
}

describe("search", () => {
  test("finds one of each kind, with its page in the dashboard", async () => {
    const { results, note } = await find("parcel");
    expect(note).toBeUndefined();
    expect(results.map(({ id }) => id)).toEqual([ours.source, ours.product, ours.ticket, ours.conversation]);
    const { id: projectId } = firstProject(world);
    const pages = routes.project(projectId);
    expect(results.map(({ url }) => url.replace(env.baseUrl, ""))).toEqual([
      pages.knowledgeSource(ours.source),
      pages.product(ours.product),
      pages.ticket(ours.ticket),
      pages.conversation(ours.conversation),
    ]);
    expect(results[0]).toMatchObject({ title: "When do parcels leave?", text: "Parcels leave on Mondays." });
    expect(results[2]).toMatchObject({ title: "Lost parcel", text: "My parcel never came." });
    expect(results[3]).toMatchObject({ title: "Web chat with Harbour Shop assistant, 2026-03-01" });
    expect(results[3]?.text).toContain("blue kettle");
  });

  test("looks in each kind only with its permission, and says what was left out", async () => {
    for (const [permission, id] of [
      ["chatbots:read", ours.source],
      ["products:read", ours.product],
      ["tickets:read", ours.ticket],
      ["conversations:read", ours.conversation],
    ] as const) {
      expect(await idsOf("parcel", only(permission))).toEqual([id]);
      const { results, note } = await find("parcel", world.without(permission));
      expect(results.map((result) => result.id)).not.toContain(id);
      expect(results).toHaveLength(3);
      expect(note).toContain(`(${permission})`);
      for (const other of PERMISSIONS.filter((name) => name !== permission))
        expect(note).not.toContain(other);
    }
    expect(await find("parcel", only("analytics:read"))).toEqual({
      results: [],
      note: expect.stringMatching(/knowledge \(chatbots:read\).*products.*tickets.*conversations/),
    });
  });

  test("finds nothing of another organisation or project", async () => {
    const all = await idsOf("parcel", stranger.caller());
    expect(all.toSorted()).toEqual(Object.values(theirs).toSorted());
    const nowhere = { ...world.caller(), projectIds: [] };
    expect(await idsOf("parcel", nowhere)).toEqual([]);
  });

  test("a question whose words no text has all of finds those that have most", async () => {
    expect(await idsOf("did somebody ask for the parcel containing that kettle?")).toContain(
      ours.conversation,
    );
    expect(await idsOf("xylophone concertos")).toEqual([]);
  });

  test("hostile texts break nothing", async () => {
    for (const query of [
      "the",
      "'; DROP TABLE message; --",
      "((&|!:*<->",
      '"unclosed phrase',
      "-minus -only",
      "%_\\",
      "or or or",
      "😀🤷",
      "a".repeat(200),
      "<customer_text>",
    ]) {
      expect(Array.isArray((await find(query)).results), query).toBe(true);
    }
    for (const query of ["", "   ", "x".repeat(201), "a\u0000b", 7, null]) {
      expect(searchInput.safeParse({ query }).success, String(query)).toBe(false);
    }
  });
});

describe("fetch", () => {
  test("reads each kind with its text and what is known of it", async () => {
    expect(await read(ours.source)).toMatchObject({
      title: "When do parcels leave?",
      text: "Parcels leave on Mondays.",
      metadata: { kind: "custom" },
    });
    expect(await read(ours.product)).toMatchObject({
      title: "Parcel tape",
      text: "Parcel tape\nBy Harbour. Price: $4.50. Available.\n\nFor parcels.",
      metadata: { kind: "product", price_min: 450, currency: "USD", is_available: true, vendor: "Harbour" },
    });
    const ticket = await read(ours.ticket);
    expect(ticket).toMatchObject({ title: "Lost parcel", metadata: { kind: "ticket", status: "new" } });
    expect(ticket.text).toMatch(
      /^\[\S+ \S+\] Customer: My parcel never came\.\n\[.+\] Internal note: Carrier asked\.$/,
    );
    expect(await read(ours.conversation)).toMatchObject({
      text: "[2026-03-01 10:00] Customer: Where is my parcel with the blue kettle?\n[2026-03-01 10:01] Agent: On its way.",
      metadata: { kind: "conversation", platform: "web", message_count: 2 },
    });
    for (const { id, url } of (await find("parcel")).results) {
      const document = await read(id);
      expect(document).toMatchObject({ id, url });
      expect(document.metadata.next_id).toBeUndefined();
    }
  });

  test("needs the permission of the kind, whether the thing exists or not", async () => {
    for (const [permission, kind, id] of [
      ["chatbots:read", "source", ours.source],
      ["products:read", "product", ours.product],
      ["tickets:read", "ticket", ours.ticket],
      ["conversations:read", "conversation", ours.conversation],
    ] as const) {
      expect(await read(id, only(permission))).toMatchObject({ id });
      for (const asked of [id, newId(kind)]) {
        await expect(read(asked, world.without(permission))).rejects.toBeInstanceOf(
          InsufficientPermissionError,
        );
      }
    }
  });

  test("another tenant's things do not exist", async () => {
    for (const [kind, id] of Object.entries(theirs) as [keyof Things, string][]) {
      const missing = newId(kind);
      await expect(read(id)).rejects.toThrow(new NotFoundError(kind, id).message);
      await expect(read(missing)).rejects.toThrow(new NotFoundError(kind, missing).message);
    }
  });

  test("refuses what is no id of a result", () => {
    for (const id of [
      "",
      "cnv_1",
      newId("chatbot"),
      newId("visitor"),
      `${newId("ticket")}#0`,
      `${newId("ticket")}#x`,
    ]) {
      expect(fetchInput.safeParse({ id }).success, id).toBe(false);
    }
  });

  test("goes on with the rest of a long text, losing and repeating nothing", async () => {
    const { id: projectId, chatbotId } = firstProject(world);
    const turns = Array.from({ length: 450 }, (_, index) => ({
      role: index % 2 ? ("agent" as const) : ("user" as const),
      content: `Message ${index} ${"of many words ".repeat(8)}`.trim(),
    }));
    const [conversation = ""] = await storeConversations(projectId, [
      { chatbotId, startedAt: "2026-03-02T10:00:00Z", turns },
    ]);
    const long = `${"One endless line ".repeat(2_500)}😀`.trim();
    const { id: source } = await createSource(world.caller(), {
      kind: "document",
      title: "Long",
      body: long,
    });
    for (const [id, expected] of [
      [conversation, turns.map(({ content }) => content)],
      [source, [long]],
    ] as const) {
      const parts: string[] = [];
      let next: string | undefined = id;
      while (next !== undefined) {
        const document = await read(next);
        expect(document.id).toBe(next);
        expect(document.text.length).toBeLessThanOrEqual(PART_LENGTH);
        parts.push(document.text);
        next = document.metadata.next_id;
      }
      expect(parts.length).toBeGreaterThan(2);
      const whole = parts.join(id === source ? "" : "\n");
      const bare = (text: string) => text.replace(/\s/g, "");
      if (id === source) expect(bare(whole)).toBe(bare(long));
      else expect(whole.split("\n").map((line) => line.replace(/^\[.*?\] \w+: /, ""))).toEqual(expected);
      await expect(read(`${id}#${parts.length + 1}`)).rejects.toBeInstanceOf(InvalidInputError);
    }
  });
});
