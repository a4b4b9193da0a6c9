// Fills a project with the demo shop through the verbs that people use, so that it is what a real one is.
import { createReadStream, readFileSync } from "node:fs";
import path from "node:path";
import { Readable } from "node:stream";
import { recordAudit } from "@/lib/audit/record";
import type { Caller } from "@/lib/auth/caller";
import { createChatbot } from "@/lib/chatbots/create-chatbot";
import {
  createChatbotInput,
  updateChatbotAppearanceInput,
  updateChatbotInstructionsInput,
  updateChatbotLabelsInput,
  updateChatbotSettingsInput,
} from "@/lib/chatbots/schema";
import { updateChatbotAppearance } from "@/lib/chatbots/update-appearance";
import { updateChatbotInstructions } from "@/lib/chatbots/update-instructions";
import { updateChatbotLabels } from "@/lib/chatbots/update-labels";
import { updateChatbotSettings } from "@/lib/chatbots/update-settings";
import { listConversations } from "@/lib/conversations/list";
import { type ConversationView, listConversationsInput } from "@/lib/conversations/schema";
import { change } from "@/lib/db/change";
import { createImport } from "@/lib/imports/create";
import { ImportTakenOverError, runImport } from "@/lib/imports/run";
import { createImportInput, type ImportKind } from "@/lib/imports/schema";
import { createSource } from "@/lib/knowledge/create-source";
import { runTraining, TrainingTakenOverError } from "@/lib/knowledge/run-training";
import { createSourceInput, retrainChatbotInput } from "@/lib/knowledge/schema";
import { startTraining } from "@/lib/knowledge/start-training";
import { createLead } from "@/lib/leads/create";
import { createLeadInput, type LeadQualification, type LeadStage } from "@/lib/leads/schema";
import { createSalesRule } from "@/lib/sales-rules/create";
import { createSalesRuleInput } from "@/lib/sales-rules/schema";
import { assignTicket } from "@/lib/tickets/assign";
import { changeTicketStatus } from "@/lib/tickets/change-status";
import { createTicket } from "@/lib/tickets/create";
import { addNote } from "@/lib/tickets/note";
import { replyToTicket } from "@/lib/tickets/reply";
import {
  addEntryInput,
  assignTicketInput,
  changeTicketStatusInput,
  createTicketInput,
} from "@/lib/tickets/schema";
import { demoConversations } from "./conversations";

const FOLDER = import.meta.dirname;
/** A running server takes an import over when this process has been gone for so long. */
const TAKE_OVER_SECONDS = 120;

const INSTRUCTIONS = `You help customers of Harbour Coffee, a small roastery in Hamburg.

Be friendly and short: two or three sentences are enough. Name prices with their currency.
When somebody asks which coffee or grinder to take, ask how they brew before you recommend one.
For orders, ask for the order number; it begins with HC-. You cannot see where a parcel is: say what the delivery times are, and offer a ticket.
Never promise a discount. Offices and cafés: ask for name, e-mail address and how many kilograms a month.
When you do not know something, say so and offer that a colleague answers by e-mail.`;

export interface DemoCounts {
  products: number;
  sources: number;
  conversations: number;
  leads: number;
  tickets: number;
  chatbots: number;
}

/**
 * @param caller the owner, narrowed to the one project
 * @param userId the owner, who works on the tickets
 */
export async function fillDemo(
  caller: Caller,
  { userId, chatbotId }: { userId: string; chatbotId: string },
): Promise<DemoCounts> {
  await setUpChatbot(caller, chatbotId);
  const second = await createChatbot(caller, createChatbotInput.parse({ name: "Office & café desk" }));
  const products =
    (await importFile(caller, "products", "products.csv")) +
    (await importFile(caller, "products", "extras.xml"));
  const sources = await addKnowledge(caller);
  const conversations = await importText(
    caller,
    "harbour-history.jsonl",
    demoConversations(new Date()),
    chatbotId,
  );
  const known = await knownCustomers(caller);
  const leads = await addLeads(caller, known.slice(0, 16));
  const tickets = await addTickets(caller, userId, known.slice(16));
  for (const id of [chatbotId, second.id]) await train(caller, id);
  await change(caller, {}, (db) =>
    recordAudit(db, caller, {
      action: "organisation.fill_demo",
      targetKind: "organisation",
      targetId: caller.organisationId,
    }),
  );
  return { products, sources, conversations, leads, tickets, chatbots: 2 };
}

async function setUpChatbot(caller: Caller, chatbotId: string): Promise<void> {
  const of = { chatbot_id: chatbotId };
  await updateChatbotSettings(
    caller,
    updateChatbotSettingsInput.parse({
      ...of,
      name: "Harbour helper",
      description: "Answers on the shop's pages: coffee, delivery, returns.",
      strictness: "balanced",
    }),
  );
  await updateChatbotInstructions(
    caller,
    updateChatbotInstructionsInput.parse({ ...of, instructions: INSTRUCTIONS }),
  );
  await updateChatbotAppearance(
    caller,
    updateChatbotAppearanceInput.parse({ ...of, primary_color: "#1F4E5F", text_color: "#FFFFFF" }),
  );
  await updateChatbotLabels(
    caller,
    updateChatbotLabelsInput.parse({
      ...of,
      welcome_message: "Ahoy! Ask me about coffee, grinders or your order.",
      input_placeholder: "Ask about coffee…",
    }),
  );
  const rules = [
    {
      name: "Help on grinder pages",
      trigger: "page_address",
      page_part: "/grinders",
      message: "Not sure which grinder fits? Tell me how you brew.",
    },
    {
      name: "Undecided visitors",
      trigger: "time_on_page",
      threshold: 45,
      message: "Questions about this one? I know our coffees well.",
    },
    {
      name: "Free delivery",
      trigger: "cart_value",
      threshold: 3_000,
      message: "From 40 EUR on, delivery in Germany and Austria is free.",
    },
    {
      name: "Before they go",
      trigger: "exit_intent",
      is_active: false,
      message: "Before you go: the tasting box has five coffees for 24 EUR.",
    },
  ];
  for (const rule of rules) await createSalesRule(caller, createSalesRuleInput.parse({ ...of, ...rule }));
}

async function importFile(caller: Caller, kind: ImportKind, file: string): Promise<number> {
  return runFile(caller, kind, file, createReadStream(path.join(FOLDER, file)));
}

async function importText(caller: Caller, file: string, text: string, chatbotId: string): Promise<number> {
  return runFile(caller, "conversations", file, Readable.from([Buffer.from(text)]), chatbotId);
}

async function runFile(
  caller: Caller,
  kind: ImportKind,
  name: string,
  file: AsyncIterable<Uint8Array>,
  chatbotId?: string,
): Promise<number> {
  const input = createImportInput.parse({ kind, file_name: name, chatbot_id: chatbotId });
  const { id } = await createImport(caller, input, file, TAKE_OVER_SECONDS);
  const view = await runImport(caller, id).catch((error: unknown) => {
    if (error instanceof ImportTakenOverError) return null;
    throw error;
  });
  if (view && (view.status !== "succeeded" || view.rejected > 0)) {
    throw new Error(
      `The demo's own file ${name} was not imported whole: ${view.error ?? `${view.rejected} rejected`}`,
    );
  }
  return view?.created ?? 0;
}

async function addKnowledge(caller: Caller): Promise<number> {
  const documents = [
    ["Delivery", "delivery.md"],
    ["Returns and guarantee", "returns.md"],
    ["Brewing guide", "brewing.md"],
  ] as const;
  for (const [title, file] of documents) {
    const body = readFileSync(path.join(FOLDER, file), "utf8");
    await createSource(caller, createSourceInput.parse({ kind: "document", title, body }));
  }
  const questions = JSON.parse(readFileSync(path.join(FOLDER, "faq.json"), "utf8")) as [string, string][];
  for (const [title, body] of questions) {
    await createSource(caller, createSourceInput.parse({ kind: "custom", title, body }));
  }
  return documents.length + questions.length;
}

/** The newest conversation of each customer whose name is known. */
async function knownCustomers(caller: Caller): Promise<ConversationView[]> {
  const first = await listConversations(caller, listConversationsInput.parse({ limit: 100 }));
  const second = first.next_cursor
    ? await listConversations(caller, listConversationsInput.parse({ limit: 100, cursor: first.next_cursor }))
    : { items: [] };
  const byPerson = new Map<string, ConversationView>();
  for (const conversation of [...first.items, ...second.items]) {
    const id = conversation.visitor?.id;
    if (id !== undefined && !byPerson.has(id)) byPerson.set(id, conversation);
  }
  return [...byPerson.values()];
}

const WAY: readonly (readonly [LeadStage, LeadQualification])[] = [
  ["new", "unqualified"],
  ["new", "qualified"],
  ["contacted", "qualified"],
  ["contacted", "unqualified"],
  ["proposal", "qualified"],
  ["won", "qualified"],
  ["lost", "disqualified"],
  ["new", "unqualified"],
];

async function addLeads(caller: Caller, conversations: readonly ConversationView[]): Promise<number> {
  for (const [index, conversation] of conversations.entries()) {
    const [stage, qualification] = WAY[index % WAY.length] as (typeof WAY)[number];
    await createLead(
      caller,
      createLeadInput.parse({ conversation_id: conversation.id, stage, qualification }),
    );
  }
  return conversations.length;
}

const TICKETS = [
  {
    subject: "Dripper arrived broken",
    message: "The dripper in my parcel is in three pieces. The box looked fine from outside.",
    priority: "high",
    reply: "I am sorry! A new one leaves with today's parcels, and you need not send the pieces back.",
    note: "Second broken dripper this month: ask the packers about the new filling.",
    status: "resolved",
  },
  {
    subject: "Order HC-4187 not moving",
    message: "The tracking has said “announced” for three days.",
    priority: "normal",
    reply: "I have asked the carrier and write to you by tomorrow noon.",
    status: "in_progress",
  },
  {
    subject: "Offer for an office of 40",
    message: "About 8 kg a month, half of it decaf. Can you grind it for us?",
    priority: "high",
  },
  {
    subject: "Kettle switches off at 80 °C",
    message: "Since last week the gooseneck kettle stops at 80 degrees. It is ten months old.",
    priority: "normal",
    reply: "That is the sensor, and covered by the guarantee. The return label is on its way to you.",
    status: "closed",
  },
  {
    subject: "Gift card was charged twice",
    message: "My card shows 50 EUR twice for one gift card.",
    priority: "urgent",
  },
  {
    subject: "Change the subscription address",
    message: "We move on the first. Where do I change the address?",
    priority: "low",
    reply: "In your account under Subscriptions, Address. I have changed it for the next parcel already.",
    status: "resolved",
  },
] as const;

async function addTickets(
  caller: Caller,
  userId: string,
  conversations: readonly ConversationView[],
): Promise<number> {
  for (const [index, ticket] of TICKETS.entries()) {
    const { subject, message, priority } = ticket;
    const conversation_id = conversations[index]?.id;
    const { id } = await createTicket(
      caller,
      createTicketInput.parse({ subject, message, priority, conversation_id }),
    );
    const of = { ticket_id: id };
    if ("reply" in ticket) {
      await assignTicket(caller, assignTicketInput.parse({ ...of, assignee_id: userId }));
      await replyToTicket(caller, addEntryInput.parse({ ...of, body: ticket.reply }));
    }
    if ("note" in ticket) await addNote(caller, addEntryInput.parse({ ...of, body: ticket.note }));
    if ("status" in ticket) {
      await changeTicketStatus(caller, changeTicketStatusInput.parse({ ...of, status: ticket.status }));
    }
  }
  return TICKETS.length;
}

async function train(caller: Caller, chatbotId: string): Promise<void> {
  const { training_id: id } = await startTraining(
    caller,
    retrainChatbotInput.parse({ chatbot_id: chatbotId }),
  );
  if (id === null) return;
  try {
    await runTraining(caller, id);
  } catch (error) {
    // A server that runs does it, then.
    if (!(error instanceof TrainingTakenOverError)) throw error;
  }
}
