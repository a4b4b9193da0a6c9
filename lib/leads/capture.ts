import "server-only";
import { actingVisitor } from "@/lib/auth/acting-visitor";
import { type Caller, requirePermission } from "@/lib/auth/caller";
import { announceConversation } from "@/lib/conversations/announce";
import type { Platform } from "@/lib/conversations/schema";
import { InvalidInputError, NotFoundError } from "@/lib/core/errors";
import { newId } from "@/lib/core/ids";
import { change } from "@/lib/db/change";
import type { TenantTransaction } from "@/lib/db/tenant";
import { announce } from "@/lib/live/announce";
import { recordEvent } from "@/lib/metrics/record";
import { type LockedVisitor, lockActingVisitor } from "@/lib/visitors/lock";
import { contactFormOff } from "./contact-form-off";
import type { CaptureLeadInput, LeadSource } from "./schema";

/** A visitor's lead, and whether it is new. */
export interface CapturedLead {
  leadId: string;
  isNew: boolean;
}

const CONTACT = ["name", "email", "phone"] as const;
type Contact = Record<(typeof CONTACT)[number], string | null>;

/**
 * Keeps how to reach a visitor: makes their one lead, or completes it, and counts it in the metrics once. With consent
 * the lead keeps the text that was agreed to, and the visitor's row is filled in; an address that was merely written
 * stays with the lead.
 * @returns null when an address was found and this chatbot collects none
 * @throws UnauthenticatedError `visitor_unknown`: the visitor is being deleted
 * @throws NotFoundError no such conversation of the visitor
 * @throws InvalidInputError the form without consent, or without a way to reach the visitor
 * @throws ConflictError the form, and this chatbot collects no contact details
 */
export async function captureLead(caller: Caller, input: CaptureLeadInput): Promise<CapturedLead | null> {
  requirePermission(caller, "leads:write");
  const { projectId, visitorId, chatbotId } = actingVisitor(caller);
  requireReachable(input);
  return change(caller, {}, async (db) => {
    const chatbot = await db.chatbot.findFirst({
      where: { projectId, id: chatbotId },
      select: { leadForm: true, consentText: true },
    });
    if (!chatbot) throw new NotFoundError("chatbot", chatbotId);
    if (chatbot.leadForm === "never") {
      if (input.source === "detected") return null;
      throw contactFormOff();
    }
    const visitor = await lockActingVisitor(db, projectId, visitorId);
    const conversation = await findConversation(db, projectId, visitorId, input.conversationId);
    const consent = input.consent ? { text: chatbot.consentText, at: new Date() } : null;
    const known = await db.lead.findFirst({
      where: { projectId, visitorId },
      orderBy: [{ createdAt: "asc" }, { id: "asc" }],
      select: {
        id: true,
        name: true,
        email: true,
        phone: true,
        source: true,
        conversationId: true,
        chatbotId: true,
        consentAt: true,
        consentText: true,
      },
    });
    const captured = known
      ? await complete(db, projectId, known, { input, consent, conversation, chatbotId })
      : await create(db, projectId, { input, consent, conversation, chatbotId, visitorId, visitor });
    if (consent) await fillVisitor(db, projectId, visitorId, visitor, input);
    if (captured.isChanged) {
      await announce(db, projectId, { kind: "lead" });
      if (conversation) await announceConversation(db, projectId, conversation.id);
    }
    return { leadId: captured.leadId, isNew: captured.isNew };
  });
}

function requireReachable(input: CaptureLeadInput): void {
  if (input.email === undefined && input.phone === undefined) {
    throw new InvalidInputError("Leave an e-mail address or a phone number.", {
      problems: [{ path: "email", message: "Leave an e-mail address or a phone number." }],
      nextStep: "Fill in one of the two.",
    });
  }
  if (input.source === "form" && !input.consent) {
    throw new InvalidInputError("Contact details are kept only with consent.", {
      problems: [{ path: "consent", message: "Please agree first." }],
      nextStep: "Tick the box, then send again.",
    });
  }
}

interface FoundConversation {
  id: string;
  chatbotId: string;
  platform: Platform;
}

async function findConversation(
  db: TenantTransaction,
  projectId: string,
  visitorId: string,
  id: string | null,
): Promise<FoundConversation | null> {
  if (id === null) return null;
  const found = await db.conversation.findFirst({
    where: { projectId, id, visitorId },
    select: { id: true, chatbotId: true, platform: true },
  });
  if (!found) throw new NotFoundError("conversation", id);
  return found;
}

interface Capture {
  input: CaptureLeadInput;
  consent: { text: string; at: Date } | null;
  conversation: FoundConversation | null;
  chatbotId: string;
}

async function create(
  db: TenantTransaction,
  projectId: string,
  capture: Capture & { visitorId: string; visitor: LockedVisitor },
) {
  const { input, consent, conversation, visitor, visitorId } = capture;
  const chatbotId = conversation?.chatbotId ?? capture.chatbotId;
  const at = new Date();
  const { id } = await db.lead.create({
    data: {
      id: newId("lead", at),
      projectId,
      chatbotId,
      visitorId,
      conversationId: conversation?.id ?? null,
      name: input.name ?? visitor.name,
      email: input.email ?? visitor.email,
      phone: input.phone ?? visitor.phone,
      source: input.source,
      consentAt: consent?.at ?? null,
      consentText: consent?.text ?? "",
      createdAt: at,
      updatedAt: at,
    },
    select: { id: true },
  });
  await recordEvent(db, projectId, {
    kind: "lead",
    chatbotId,
    platform: conversation?.platform ?? "web",
    at,
  });
  return { leadId: id, isNew: true, isChanged: true };
}

interface KnownLead extends Contact {
  id: string;
  source: string;
  conversationId: string | null;
  chatbotId: string | null;
  consentAt: Date | null;
  consentText: string;
}

async function complete(db: TenantTransaction, projectId: string, lead: KnownLead, capture: Capture) {
  const { input, consent, conversation, chatbotId } = capture;
  // What the form says is newer than what the visitor said before; what a member typed in is only completed.
  const replaces = input.source === "form" && lead.source !== "manual";
  const data: Partial<KnownLead> = {};
  for (const field of CONTACT) {
    const said = input[field];
    if (said !== undefined && said !== lead[field] && (replaces || lead[field] === null)) data[field] = said;
  }
  if (lead.source === "detected" && input.source === "form") data.source = "form" satisfies LeadSource;
  if (consent && (lead.consentAt === null || lead.consentText !== consent.text)) {
    data.consentAt = consent.at;
    data.consentText = consent.text;
  }
  if (lead.conversationId === null && conversation) data.conversationId = conversation.id;
  if (lead.chatbotId === null) data.chatbotId = conversation?.chatbotId ?? chatbotId;
  const isChanged = Object.keys(data).length > 0;
  if (isChanged) {
    await db.lead.update({
      where: { projectId_id: { projectId, id: lead.id } },
      data,
      select: { id: true },
    });
  }
  return { leadId: lead.id, isNew: false, isChanged };
}

/** With consent, what the visitor says of themselves is what is known of them. */
async function fillVisitor(
  db: TenantTransaction,
  projectId: string,
  visitorId: string,
  visitor: LockedVisitor,
  input: CaptureLeadInput,
): Promise<void> {
  const said = CONTACT.filter((field) => input[field] !== undefined && input[field] !== visitor[field]);
  if (said.length === 0) return;
  await db.visitor.update({
    where: { projectId_id: { projectId, id: visitorId } },
    data: Object.fromEntries(said.map((field) => [field, input[field]])),
    select: { id: true },
  });
}
