import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createWorld, firstProject, type World } from "@/lib/account/testing";
import type { Caller } from "@/lib/auth/caller";
import {
  type AppError,
  InsufficientPermissionError,
  InvalidInputError,
  NotFoundError,
} from "@/lib/core/errors";
import { newId } from "@/lib/core/ids";
import { prisma } from "@/lib/db/client";
import { everyRow } from "@/lib/revisions/testing";
import { getChatbot } from "./get";
import { getChatbotWidget } from "./get-widget";
import { previewInstructions } from "./preview-instructions";
import {
  chatbotUpdate,
  updateChatbotAppearanceInput,
  updateChatbotInstructionsInput,
  updateChatbotLabelsInput,
  updateChatbotLanguageInput,
  updateChatbotModelInput,
  updateChatbotSettingsInput,
  updateChatbotWidgetInput,
} from "./schema";
import { updateChatbotAppearance } from "./update-appearance";
import { updateChatbotInstructions } from "./update-instructions";
import { updateChatbotLabels } from "./update-labels";
import { updateChatbotLanguage } from "./update-language";
import { updateChatbotModel } from "./update-model";
import { updateChatbotSettings } from "./update-settings";
import { updateChatbotWidget } from "./update-widget";

let world: World;
let stranger: World;
let projectId: string;
let chatbotId: string;

beforeAll(async () => {
  world = await createWorld(["One", "Two"]);
  stranger = await createWorld(["Three"]);
  projectId = firstProject(world).id;
});

beforeEach(async () => {
  chatbotId = newId("chatbot");
  await prisma.chatbot.create({ data: { projectId, id: chatbotId, name: "Helper" } });
});

type Values = Record<string, unknown>;

/** Each verb with values that differ from a new chatbot's, and the changes they make. */
const VERBS = {
  instructions: {
    run: (caller: Caller, input: Values) =>
      updateChatbotInstructions(caller, updateChatbotInstructionsInput.parse(input)),
    schema: updateChatbotInstructionsInput,
    values: { instructions: "Be kind.\r\nBe brief.\n" },
    changes: [{ field: "instructions", before: "", after: "Be kind.\nBe brief." }],
  },
  model: {
    run: (caller: Caller, input: Values) => updateChatbotModel(caller, updateChatbotModelInput.parse(input)),
    schema: updateChatbotModelInput,
    values: { model: "Claude Sonnet", temperature: 0.75 },
    changes: [
      { field: "model", before: "built-in", after: "claude-sonnet-4-5" },
      { field: "temperature", before: "0.3", after: "0.75" },
    ],
  },
  language: {
    run: (caller: Caller, input: Values) =>
      updateChatbotLanguage(caller, updateChatbotLanguageInput.parse(input)),
    schema: updateChatbotLanguageInput,
    values: { language: "PT-br" },
    changes: [{ field: "language", before: "auto", after: "pt-BR" }],
  },
  settings: {
    run: (caller: Caller, input: Values) =>
      updateChatbotSettings(caller, updateChatbotSettingsInput.parse(input)),
    schema: updateChatbotSettingsInput,
    values: { name: " Shop helper ", description: "About orders", is_enabled: false, strictness: "strict" },
    changes: [
      { field: "name", before: "Helper", after: "Shop helper" },
      { field: "description", before: "", after: "About orders" },
      { field: "is_enabled", before: "yes", after: "no" },
      { field: "strictness", before: "balanced", after: "strict" },
    ],
  },
  appearance: {
    run: (caller: Caller, input: Values) =>
      updateChatbotAppearance(caller, updateChatbotAppearanceInput.parse(input)),
    schema: updateChatbotAppearanceInput,
    values: {
      primary_color: "#036",
      text_color: "#fefefe",
      background_color: "#F0f0F0",
      position: "center",
      bubble_style: "pill",
    },
    changes: [
      { field: "appearance.primary_color", before: "#B45309", after: "#003366" },
      { field: "appearance.text_color", before: "#FFFFFF", after: "#FEFEFE" },
      { field: "appearance.background_color", before: "#FFFFFF", after: "#F0F0F0" },
      { field: "appearance.position", before: "right", after: "center" },
      { field: "appearance.bubble_style", before: "rounded", after: "pill" },
    ],
  },
  labels: {
    run: (caller: Caller, input: Values) =>
      updateChatbotLabels(caller, updateChatbotLabelsInput.parse(input)),
    schema: updateChatbotLabelsInput,
    values: {
      welcome_message: "Hi!\nHow are you?",
      input_placeholder: "Ask",
      thinking_label: "…",
      submit_label: "Go",
    },
    changes: [
      {
        field: "labels.welcome_message",
        before: "Hello! How can I help you today?",
        after: "Hi!\nHow are you?",
      },
      { field: "labels.input_placeholder", before: "Type your message…", after: "Ask" },
      { field: "labels.thinking_label", before: "Thinking…", after: "…" },
      { field: "labels.submit_label", before: "Send", after: "Go" },
    ],
  },
  widget: {
    run: (caller: Caller, input: Values) =>
      updateChatbotWidget(caller, updateChatbotWidgetInput.parse(input)),
    schema: updateChatbotWidgetInput,
    values: {
      allowed_origins: ["shop.example", "https://shop.example/cart?x=1", "HTTP://Old.Shop.example:8080"],
      lead_form: "before_chat",
      consent_text: "Yes, please.",
      visitor_tickets: false,
      ticket_after: 3,
      ticket_words: ["Refund", "refund ", "complaint"],
    },
    changes: [
      {
        field: "widget.allowed_origins",
        before: "[]",
        after: '["https://shop.example","http://old.shop.example:8080"]',
      },
      { field: "widget.lead_form", before: "when_needed", after: "before_chat" },
      {
        field: "widget.consent_text",
        before: "I agree that my details are kept so that you can answer me.",
        after: "Yes, please.",
      },
      { field: "widget.visitor_tickets", before: "yes", after: "no" },
      { field: "widget.ticket_after", before: null, after: "3" },
      { field: "widget.ticket_words", before: "[]", after: '["refund","complaint"]' },
    ],
  },
} as const;

const cases = Object.entries(VERBS);
const read = async () => ({
  ...(await getChatbot(world.caller(), { chatbot_id: chatbotId })),
  widget: await getChatbotWidget(world.caller(), { chatbot_id: chatbotId }),
});
const revisions = () =>
  prisma.revision.findMany({ where: { projectId, subjectId: chatbotId }, orderBy: { createdAt: "asc" } });
const auditOf = (id: string) => prisma.auditEntry.findMany({ where: { targetId: id } });

describe.each(cases)("update of a chatbot's %s", (_, { run, schema, values, changes }) => {
  test("is visible at once, with one revision and one line of the audit log", async () => {
    const answer = chatbotUpdate.parse(await run(world.caller(), { chatbot_id: chatbotId, ...values }));
    expect(answer.changes).toEqual(changes);
    expect(answer).toMatchObject({ chatbot_id: chatbotId, project_id: projectId, dry_run: false });
    const now = (await read()) as unknown as Record<string, unknown>;
    for (const { field, after } of changes) {
      const value = field.split(".").reduce<unknown>((part, key) => (part as Values)[key], now);
      const words = typeof value === "object" ? JSON.stringify(value) : String(value);
      expect(typeof value === "boolean" ? (value ? "yes" : "no") : words).toBe(after);
    }
    expect(answer.updated_at).toBe(now.updated_at);

    const [revision, ...more] = await revisions();
    expect(more).toEqual([]);
    expect(revision).toMatchObject({ id: answer.revision_id, action: "update", actorKind: "api_key" });
    expect(Object.keys(revision?.before as object).sort()).toEqual(changes.map(({ field }) => field).sort());
    const [line, ...others] = await auditOf(chatbotId);
    expect(others).toEqual([]);
    expect(line).toMatchObject({ action: "chatbot.update", details: { revision: answer.revision_id } });
  });

  test("changes nothing when it is repeated", async () => {
    await run(world.caller(), { chatbot_id: chatbotId, ...values });
    const before = await everyRow();
    const again = await run(world.caller(), { chatbot_id: chatbotId, ...values });
    expect(again).toMatchObject({ changes: [], revision_id: null, dry_run: false });
    expect(await everyRow()).toEqual(before);
  });

  test("on a dry run says the same and writes nothing", async () => {
    const before = await everyRow();
    const dry = await run(world.caller(), { chatbot_id: chatbotId, ...values, dry_run: true });
    expect(dry).toMatchObject({ changes, dry_run: true, revision_id: null });
    expect(await everyRow()).toEqual(before);
  });

  test("needs chatbots:write", async () => {
    const before = await everyRow();
    const input = { chatbot_id: chatbotId, ...values };
    await expect(run(world.without("chatbots:write"), input)).rejects.toBeInstanceOf(
      InsufficientPermissionError,
    );
    expect(await everyRow()).toEqual(before);
  });

  test("does not find a chatbot of another project or organisation", async () => {
    const second = world.projects[1]?.id ?? "";
    for (const caller of [stranger.caller(), world.caller([second])]) {
      await expect(run(caller, { chatbot_id: chatbotId, ...values })).rejects.toThrow(
        new NotFoundError("chatbot", chatbotId).message,
      );
    }
    expect(await revisions()).toEqual([]);
  });

  test("names what is missing when there is nothing to change", async () => {
    const parsed = schema.safeParse({ chatbot_id: chatbotId });
    if (!parsed.success) {
      expect(parsed.error.issues.map(({ path }) => path.join("."))).toEqual(Object.keys(values));
      return;
    }
    const refused = await run(world.caller(), { chatbot_id: chatbotId }).catch((error: AppError) => error);
    expect(refused).toBeInstanceOf(InvalidInputError);
    expect((refused as AppError).problems.map(({ path }) => path)).toEqual(Object.keys(values));
  });
});

describe("values that are refused", () => {
  const problems = (name: keyof typeof VERBS, values: Values) => {
    const parsed = VERBS[name].schema.safeParse({ chatbot_id: chatbotId, ...values });
    return parsed.success ? [] : parsed.error.issues.map(({ path }) => path.join("."));
  };

  test("are all named at once", () => {
    expect(problems("model", { model: "gpt-4oo", temperature: 1.01 })).toEqual(["model", "temperature"]);
    expect(
      problems("settings", {
        name: "  ",
        description: "x".repeat(501),
        is_enabled: "yes",
        strictness: "loose",
      }),
    ).toEqual(["name", "description", "is_enabled", "strictness"]);
    expect(
      problems("appearance", {
        primary_color: "red",
        text_color: "#12",
        background_color: "#GGGGGG",
        position: "top",
        bubble_style: "round",
      }),
    ).toEqual(["primary_color", "text_color", "background_color", "position", "bubble_style"]);
    expect(
      problems("labels", {
        welcome_message: "",
        input_placeholder: "x".repeat(101),
        thinking_label: "two\nlines",
        submit_label: "nul\0",
      }),
    ).toEqual(["welcome_message", "input_placeholder", "thinking_label", "submit_label"]);
  });

  test.each([
    ["instructions", { instructions: "x".repeat(15_001) }, ["instructions"]],
    ["instructions", { instructions: "x".repeat(15_000) }, []],
    ["instructions", { instructions: "lone \ud800" }, ["instructions"]],
    ["model", { temperature: 0.09 }, ["temperature"]],
    ["model", { temperature: Number.NaN }, ["temperature"]],
    ["model", { temperature: 0.1 }, []],
    ["model", { temperature: 1 }, []],
    ["model", { model: "openai-compatible/" }, ["model"]],
    ["model", { model: "openai-compatible/a b" }, ["model"]],
    ["model", { model: "OpenAI-compatible/meta-llama/Llama-3.3-70B:free" }, []],
    ["language", { language: "english" }, ["language"]],
    ["language", { language: "xx" }, ["language"]],
    ["language", { language: "und" }, ["language"]],
    ["language", { language: "de-u-co-phonebk" }, ["language"]],
    ["language", { language: "en--GB" }, ["language"]],
    ["language", { language: "Automatic" }, []],
    ["language", { language: "zh_hant" }, []],
    ["settings", { name: "x".repeat(80) }, []],
    ["settings", { name: "x".repeat(81) }, ["name"]],
    ["settings", { nmae: "x" }, [""]],
    ["widget", { allowed_origins: ["shop example"] }, ["allowed_origins.0"]],
    ["widget", { allowed_origins: ["https://*.shop.example"] }, ["allowed_origins.0"]],
    [
      "widget",
      { allowed_origins: ["javascript:alert(1)", "file:///etc", "shop"] },
      [0, 1, 2].map((n) => `allowed_origins.${n}`),
    ],
    [
      "widget",
      { allowed_origins: ["https://user:pass@shop.example", "null", ""] },
      [0, 1, 2].map((n) => `allowed_origins.${n}`),
    ],
    [
      "widget",
      { allowed_origins: Array.from({ length: 51 }, (_, n) => `s${n}.example`) },
      ["allowed_origins"],
    ],
    ["widget", { allowed_origins: ["*", "localhost:3000", "127.0.0.1:8080", "bücher.example"] }, []],
    ["widget", { allowed_origins: [] }, []],
    ["widget", { ticket_after: 0 }, ["ticket_after"]],
    ["widget", { ticket_after: 21 }, ["ticket_after"]],
    ["widget", { ticket_after: null }, []],
    ["widget", { consent_text: "  " }, ["consent_text"]],
    ["widget", { ticket_words: ["ok", ""] }, ["ticket_words.1"]],
  ] as const)("%s %j", (name, values, expected) => {
    expect(problems(name, values)).toEqual(expected);
  });
});

describe("changes at the same time", () => {
  test("of different fields are all kept", async () => {
    const caller = world.caller();
    await Promise.all(cases.map(([, { run, values }]) => run(caller, { chatbot_id: chatbotId, ...values })));
    const all = await revisions();
    expect(all).toHaveLength(cases.length);
    expect(new Set(all.map(({ createdAt }) => createdAt.getTime())).size).toBe(cases.length);
    expect(await read()).toMatchObject({
      name: "Shop helper",
      model: "claude-sonnet-4-5",
      language: "pt-BR",
      instructions: "Be kind.\nBe brief.",
      appearance: { position: "center" },
      labels: { submit_label: "Go" },
    });
  });

  test("of one field follow each other, each from what the one before made", async () => {
    const numbers = [1, 2, 3, 4, 5, 6, 7, 8];
    await Promise.all(
      numbers.map((number) =>
        VERBS.labels.run(world.caller(), { chatbot_id: chatbotId, submit_label: `Go ${number}` }),
      ),
    );
    const all = await revisions();
    expect(all).toHaveLength(numbers.length);
    const label = (side: unknown) => (side as Record<string, string>)["labels.submit_label"];
    const chain = ["Send", ...all.map(({ after }) => label(after))];
    expect(all.map(({ before }) => label(before))).toEqual(chain.slice(0, -1));
    expect((await read()).labels.submit_label).toBe(chain.at(-1));
  });

  test("instructions that were rewritten since they were read are not overwritten", async () => {
    const { updated_at } = await read();
    const rewrite = (instructions: string, expected_updated_at?: string) =>
      VERBS.instructions.run(world.caller(), { chatbot_id: chatbotId, instructions, expected_updated_at });
    // Another field is no reason to refuse.
    await VERBS.language.run(world.caller(), { chatbot_id: chatbotId, language: "de" });
    const first = await rewrite("Be kind.", updated_at);
    const refused = (await rewrite("Be brief.", updated_at).catch((error: AppError) => error)) as AppError;
    expect(refused).toMatchObject({ code: "conflict", reason: "later_change" });
    expect(refused.message).toContain(first.revision_id);
    expect((await read()).instructions).toBe("Be kind.");
    await rewrite("Be brief.", first.updated_at);
    expect((await read()).instructions).toBe("Be brief.");
  });
});

test("a preview of instructions shows the difference and writes nothing", async () => {
  const preview = (text: string) =>
    previewInstructions(
      world.caller(),
      updateChatbotInstructionsInput.parse({ chatbot_id: chatbotId, instructions: text }),
    );
  const before = await everyRow();
  const { changes } = await preview("Be kind.\nBe brief.");
  expect(changes).toMatchObject([{ field: "instructions", diff: [{ kind: "added" }, { kind: "added" }] }]);
  expect((await preview("")).changes).toEqual([]);
  expect(await everyRow()).toEqual(before);
});

test("how a chatbot behaves on websites is told to those who may see chatbots", async () => {
  const ask = (caller: Caller) => getChatbotWidget(caller, { chatbot_id: chatbotId });
  await expect(ask(world.without("chatbots:read"))).rejects.toBeInstanceOf(InsufficientPermissionError);
  await expect(ask(stranger.caller())).rejects.toBeInstanceOf(NotFoundError);
});

describe("hints", () => {
  test("say when instructions are far from the recommended length", async () => {
    const hints = async (instructions: string) =>
      (await VERBS.instructions.run(world.caller(), { chatbot_id: chatbotId, instructions })).hints;
    expect(await hints("Be kind.")).toEqual(["The instructions have 1 line; between 15 and 40 work best."]);
    expect(await hints("A line.\n".repeat(20))).toEqual([]);
    expect(await hints("A line.\n".repeat(100))).toHaveLength(1);
    expect(await hints("")).toHaveLength(1);
  });

  test("warn of colours that are hard to read", async () => {
    const paint = (values: Values) =>
      VERBS.appearance.run(world.caller(), { chatbot_id: chatbotId, ...values });
    expect((await paint({ primary_color: "#000" })).hints).toEqual([]);
    expect((await paint({ primary_color: "#FFFF00" })).hints).toHaveLength(1);
    expect((await paint({ text_color: "#000000" })).hints).toEqual([]);
  });

  test("warn of a chat that any website can show, and of websites without encryption", async () => {
    const hints = async (...allowed_origins: string[]) =>
      (await VERBS.widget.run(world.caller(), { chatbot_id: chatbotId, allowed_origins })).hints;
    expect(await hints("*", "shop.example")).toHaveLength(1);
    expect(await hints("shop.example", "localhost:3000")).toEqual([]);
    expect(await hints("http://shop.example")).toHaveLength(1);
  });
});
