import { afterAll, describe, expect, test } from "vitest";
import { createWorld, firstProject, type World } from "@/lib/account/testing";
import { appendMessage } from "@/lib/conversations/append-message";
import { newId } from "@/lib/core/ids";
import { change } from "@/lib/db/change";
import { prisma } from "@/lib/db/client";
import { stopBoss } from "@/lib/jobs/boss";
import { createSource } from "@/lib/knowledge/create-source";
import { train } from "@/lib/knowledge/testing";
import { type SampleProduct, storeProducts } from "@/lib/products/testing";
import { answerConversation } from "./answer";
import { ask, createVisitor, jobOf, say } from "./testing";

afterAll(() => stopBoss());

const quiet = { onText: () => {}, signal: new AbortController().signal };

/** A shop that knows a few things. */
async function shop(
  knows: { title: string; body: string }[] = [],
  products: SampleProduct[] = [],
  searchLanguage = "english",
): Promise<World> {
  const world = await createWorld(["Harbour"], searchLanguage);
  const { id, chatbotId } = firstProject(world);
  await storeProducts(id, products);
  for (const source of knows) await createSource(world.caller([id]), { kind: "custom", ...source });
  await train(world.caller([id]), chatbotId);
  return world;
}

function setChatbot(world: World, data: Parameters<typeof prisma.chatbot.updateMany>[0]["data"]) {
  return prisma.chatbot.updateMany({ where: { projectId: firstProject(world).id }, data });
}

const RETURNS = {
  title: "Returns",
  body: "You can return everything within 30 days. We pay for the parcel.",
};

describe("the built-in answerer", () => {
  test("quotes the part that fits, says so, and keeps the source with the message", async () => {
    const world = await shop([
      {
        title: "Delivery",
        body: "Our parcels are packed by hand. Shipping to Canada takes nine days. We also ship to Chile.",
      },
      RETURNS,
    ]);
    const asked = await ask(await createVisitor(world), "How long does shipping to Canada take?");
    expect(asked.text).toContain("quote");
    expect(asked.text).toContain("“Delivery”");
    expect(asked.text).toContain("> Shipping to Canada takes nine days.");
    expect(asked.text).not.toContain("packed by hand");
    expect(asked.sources).toEqual([
      {
        kind: "custom",
        id: expect.stringMatching(/^src_/),
        title: "Delivery",
        position: 0,
        locator: expect.any(String),
        url: null,
        quote: "Shipping to Canada takes nine days. We also ship to Chile.",
      },
    ]);
    expect(asked.reply).toMatchObject({
      state: "answered",
      model: "built-in",
      errorCode: null,
      messageId: asked.messageId,
      strictness: "balanced",
    });
    expect(asked.reply.firstTextAt).not.toBeNull();
    expect(asked.reply.finishedAt).not.toBeNull();
    const message = await prisma.message.findFirstOrThrow({ where: { id: asked.messageId ?? "" } });
    expect(message).toMatchObject({ role: "agent", authorKind: "chatbot", position: 1 });
    expect(message.authorId).toBe(firstProject(world).chatbotId);
  });

  test("tells price and availability as they are now, not as they were learned", async () => {
    const world = await shop(
      [],
      [{ title: "Amber lamp", description: "Made of glass.", variants: [{ price: 4_900 }] }],
    );
    const visitor = await createVisitor(world);
    expect((await ask(visitor, "How much is the amber lamp?")).text).toContain("Price: $49.00, in stock");
    await prisma.product.updateMany({
      where: { projectId: visitor.projectId },
      data: { priceMin: 5_900, priceMax: 6_500, isAvailable: false, url: "https://shop.example/lamp?a=(1)" },
    });
    const later = await ask(visitor, "How much is the amber lamp?");
    expect(later.text).toContain("**Amber lamp**: Price: $59.00 to $65.00, sold out");
    expect(later.text).toContain("[View product](https://shop.example/lamp?a=%281%29)");
    expect(later.sources[0]).toMatchObject({
      kind: "product",
      title: "Amber lamp",
      url: "https://shop.example/lamp?a=(1)",
    });
    await prisma.product.updateMany({
      where: { projectId: visitor.projectId },
      data: { isPublished: false },
    });
    expect((await ask(visitor, "How much is the amber lamp?")).state).toBe("unanswered");
  });

  test("names several products that fit alike", async () => {
    const world = await shop(
      [],
      [{ title: "Red jacket" }, { title: "Blue jacket" }, { title: "Green scarf" }],
    );
    const asked = await ask(await createVisitor(world), "Which jackets do you have?");
    expect(asked.sources.map(({ title }) => title).toSorted()).toEqual(["Blue jacket", "Red jacket"]);
  });

  test("understands what a short question is about from the one before", async () => {
    const world = await shop(
      [],
      [{ title: "Amber lamp", variants: [{ price: 4_900 }] }, { title: "Oak chair" }],
    );
    const visitor = await createVisitor(world);
    await ask(visitor, "Do you have an amber lamp?");
    const asked = await ask(visitor, "And how much is it?");
    expect(asked.sources[0]?.title).toBe("Amber lamp");
  });

  test("is polite, and never takes small talk for a question", async () => {
    const world = await shop([RETURNS]);
    for (const [said, heard] of [
      ["Hello!", "Hello!"],
      ["Guten Tag", "Hallo!"],
      ["merci beaucoup", "Avec plaisir"],
      ["¡Hola!", "¡Hola!"],
      ["Grazie mille", "Prego"],
      ["Obrigada", "De nada"],
      ["Tot ziens", "Tot ziens"],
      ["Dziękuję bardzo", "Proszę"],
      ["Thanks, bye", "Goodbye"],
    ] as const) {
      const asked = await ask(await createVisitor(world), said);
      expect([said, asked.state, asked.askContact]).toEqual([said, "answered", false]);
      expect(asked.text).toContain(heard);
    }
    expect((await ask(await createVisitor(world), "Hello, can I return it?")).sources).toHaveLength(1);
  });

  test("shows what sources say as text, never as Markdown or addresses of theirs", async () => {
    const world = await shop(
      [
        {
          title: "Sizes [x](https://evil.example)",
          body: "Sizes run ![small](https://evil.example/p.png) <b>really</b>.",
        },
      ],
      [{ title: "Lamp ](https://evil.example)", description: "<script>alert(1)</script>" }],
    );
    const quoted = (await ask(await createVisitor(world), "Do sizes run small?")).text;
    expect(quoted).toContain("> Sizes run small really.");
    expect(quoted).not.toContain("p.png");
    expect(quoted).toContain("Sizes \\[x\\](");
    const product = (await ask(await createVisitor(world), "What does the lamp cost?")).text;
    expect(product).toContain("Lamp \\](");
    expect(product).toContain("\\<script>");
  });
});

describe("a quotation of a guideline", () => {
  const BODY = [
    "Topic: parcels.",
    "",
    "The **customer** waits for a parcel. See [our tracker](https://track.example/a_b) first.",
    "",
    "1. Ask for the order with [Pull up Account]",
    "2. Look at the <em>date</em>, and say one of these:",
    "   - Sent: > it is on its way",
    "   - Lost: send a new one",
    "3. Say goodbye, and that somebody of the team will write as soon as the parcel has been found:",
    `   - ${"write to the carrier and wait, ".repeat(12)}`,
  ].join("\n");

  test("is plain text: whole sentences and points in their lines, without marks", async () => {
    const world = await shop([{ title: "Parcels: Where Is It", body: BODY }]);
    const asked = await ask(await createVisitor(world), "Where is my parcel?");
    const lines = [
      "Topic: parcels.",
      "The customer waits for a parcel. See our tracker (https://track.example/a_b) first.",
      "1. Ask for the order with [Pull up Account]",
      "2. Look at the date, and say one of these:",
      "• Sent: it is on its way",
      "• Lost: send a new one",
    ];
    expect(asked.sources[0]?.quote).toBe(lines.join("\n"));
    expect(asked.text).toMatch(/quote it from “Parcels: Where Is It”:\n\n> Topic: parcels\./);
    expect(asked.text.split("\n\n").at(-1)).toBe(lines.map((line) => `> ${line}`).join("\n"));
  });
});

describe("the language", () => {
  const ASKED = {
    en: ["What is your policy about helicopters?", "I'm sorry"],
    de: ["Haben Sie auch Hubschrauber im Angebot?", "leider keine Antwort"],
    fr: ["Est-ce que vous avez des hélicoptères ?", "je n'ai pas trouvé"],
    es: ["¿Tienen ustedes helicópteros en la tienda?", "no he encontrado"],
    it: ["Avete anche degli elicotteri in negozio?", "non ho trovato"],
    pt: ["Vocês têm helicópteros para vender na loja?", "não encontrei"],
    nl: ["Hebben jullie ook helikopters in de winkel?", "geen antwoord"],
    pl: ["Czy macie w sklepie helikoptery?", "nie ma na to odpowiedzi"],
  } as const;

  test.each(Object.entries(ASKED))(
    "%s is recognised, answered in and kept",
    async (language, [question, answer]) => {
      const visitor = await createVisitor(await shop([RETURNS]));
      expect((await ask(visitor, question)).text).toContain(answer);
      const row = await prisma.conversation.findFirstOrThrow({ where: { id: visitor.conversationId } });
      expect(row.visitorLanguage).toBe(language);
      // Too short to tell: the language stays.
      expect((await ask(visitor, "ZX81?")).text).toContain(answer);
    },
  );

  test("another script is recognised; its fixed sentences are English", async () => {
    const visitor = await createVisitor(await shop([RETURNS]));
    expect((await ask(visitor, "У вас есть вертолёты?")).text).toContain("I'm sorry");
    const row = await prisma.conversation.findFirstOrThrow({ where: { id: visitor.conversationId } });
    expect(row.visitorLanguage).toBe("ru");
  });

  test("a fixed language wins, and a shop's own is the first guess", async () => {
    const fixed = await shop([RETURNS]);
    await setChatbot(fixed, { language: "fr-CA" });
    expect((await ask(await createVisitor(fixed), ASKED.de[0])).text).toContain("je n'ai pas trouvé");
    const german = await shop([RETURNS], [], "german");
    expect((await ask(await createVisitor(german), "ZX81?")).text).toContain("leider keine Antwort");
  });
});

describe("contact details", () => {
  test("are asked for when nothing fits, and when the visitor writes an address", async () => {
    const world = await shop([RETURNS]);
    const visitor = await createVisitor(world);
    expect((await ask(visitor, "Do you sell helicopters?")).askContact).toBe(true);
    const left = await ask(visitor, "my mail is ann@example.com");
    expect([left.state, left.askContact]).toEqual(["answered", true]);
    expect(left.text).toContain("confirm");
    const within = await ask(visitor, "Can I return it? I am ann@example.com");
    expect([within.state, within.askContact]).toEqual(["answered", true]);
  });

  test("are not asked for again once known, nor when the chatbot never asks", async () => {
    const world = await shop([RETURNS]);
    const known = await createVisitor(world);
    await prisma.visitor.updateMany({ where: { id: known.visitorId }, data: { email: "ann@example.com" } });
    const asked = await ask(known, "Do you sell helicopters?");
    expect([asked.askContact, asked.text.includes("contact details")]).toEqual([false, false]);
    expect((await ask(known, "ann@example.com")).askContact).toBe(false);
    await setChatbot(world, { leadForm: "never" });
    const never = await ask(await createVisitor(world), "Do you sell helicopters?");
    expect([never.askContact, never.text.includes("contact details")]).toEqual([false, false]);
  });
});

describe("one reply at a time", () => {
  test("others are refused while the first is written, and find it afterwards", async () => {
    const visitor = await createVisitor(await shop([RETURNS]));
    const questionId = await say(visitor, "Can I return it?");
    const input = { conversationId: visitor.conversationId, questionId };
    const both = await Promise.allSettled(
      [1, 2, 3, 4, 5].map(() => answerConversation(visitor.caller, input, quiet)),
    );
    const refused = both.flatMap((one) => (one.status === "rejected" ? [one.reason] : []));
    for (const error of refused)
      expect(error).toMatchObject({ code: "conflict", reason: "reply_in_progress" });
    const messages = await prisma.message.count({
      where: { projectId: visitor.projectId, conversationId: visitor.conversationId, role: "agent" },
    });
    expect(messages).toBe(1);
  });

  test("a question that was answered is not answered again", async () => {
    const visitor = await createVisitor(await shop([RETURNS]));
    const first = await ask(visitor, "Can I return it?");
    const again = await answerConversation(
      visitor.caller,
      { conversationId: visitor.conversationId, questionId: first.reply.questionId },
      quiet,
    );
    expect(again).toEqual({ messageId: first.messageId, state: "answered", askContact: false });
    expect(await prisma.reply.count({ where: { conversationId: visitor.conversationId } })).toBe(1);
  });

  test("nothing is written while a person answers, and nothing kept when one took over meanwhile", async () => {
    const world = await shop([RETURNS]);
    const taken = await createVisitor(world);
    const hand = (handler: "chatbot" | "person") =>
      prisma.conversation.updateMany({ where: { id: taken.conversationId }, data: { handler } });
    await hand("person");
    const questionId = await say(taken, "Can I return it?");
    expect(
      await answerConversation(taken.caller, { conversationId: taken.conversationId, questionId }, quiet),
    ).toEqual({ messageId: null, state: "unanswered", askContact: false });
    expect(await prisma.reply.count({ where: { conversationId: taken.conversationId } })).toBe(0);

    await hand("chatbot");
    const texted = Promise.withResolvers<void>();
    const held = Promise.withResolvers<void>();
    const takingOver = prisma.$transaction(async (db) => {
      await db.conversation.updateMany({
        where: { id: taken.conversationId },
        data: { handler: "person" },
      });
      held.resolve();
      // The chatbot has its text by then, and waits for us to keep it.
      await texted.promise;
    });
    await held.promise;
    const result = await answerConversation(
      taken.caller,
      { conversationId: taken.conversationId, questionId },
      { signal: quiet.signal, onText: () => texted.resolve() },
    );
    await takingOver;
    expect(result).toEqual({ messageId: null, state: "unanswered", askContact: false });
    expect(
      await prisma.message.count({ where: { conversationId: taken.conversationId, role: "agent" } }),
    ).toBe(0);
    expect(await prisma.reply.findFirst({ where: { conversationId: taken.conversationId } })).toMatchObject({
      state: "unanswered",
      errorCode: "taken_over",
      messageId: null,
    });
  });
});

describe("who may have an answer", () => {
  test("a visitor in their own conversation, and a job; nobody else", async () => {
    const world = await createWorld(["One", "Two"]);
    const visitor = await createVisitor(world);
    const other = await createVisitor(world);
    const elsewhere = await createVisitor(world, world.projects[1]);
    const foreign = await createVisitor(await createWorld());
    const questionId = await say(visitor, "Hello");
    const input = { conversationId: visitor.conversationId, questionId };
    for (const { caller } of [other, elsewhere, foreign]) {
      await expect(answerConversation(caller, input, quiet)).rejects.toMatchObject({ code: "not_found" });
    }
    await expect(answerConversation(world.caller(), input, quiet)).rejects.toMatchObject({
      code: "insufficient_permission",
    });
    expect((await answerConversation(await jobOf(world), input, quiet)).state).toBe("answered");
  });

  test("only a visitor's message of that conversation is a question", async () => {
    const world = await createWorld();
    const visitor = await createVisitor(world);
    const { id: ours } = await change(visitor.caller, {}, (db) =>
      appendMessage(db, visitor.projectId, visitor.conversationId, { role: "agent", content: "Hello" }),
    );
    const elsewhere = await say(await createVisitor(world), "Hello");
    for (const questionId of [ours, elsewhere, newId("message")]) {
      await expect(
        answerConversation(visitor.caller, { conversationId: visitor.conversationId, questionId }, quiet),
      ).rejects.toMatchObject({ code: "not_found" });
    }
  });
});
