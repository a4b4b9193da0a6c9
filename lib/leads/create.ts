import "server-only";
import { recordAudit } from "@/lib/audit/record";
import { type Caller, requirePermission, soleProject } from "@/lib/auth/caller";
import { lockWithVisitor } from "@/lib/conversations/lock-with-visitor";
import { ConflictError, InvalidInputError, NotFoundError } from "@/lib/core/errors";
import { newId } from "@/lib/core/ids";
import { change } from "@/lib/db/change";
import type { TenantTransaction } from "@/lib/db/tenant";
import { announce } from "@/lib/live/announce";
import { recordEvent } from "@/lib/metrics/record";
import { lockVisitor } from "@/lib/visitors/lock";
import { lockLead } from "./find";
import { requireContact } from "./require-contact";
import { toLeadView } from "./rows";
import type { CreateLeadInput, LeadView } from "./schema";
import { lostFrom } from "./stages";

/**
 * Keeps somebody who is interested, by hand, from a conversation or from a visitor, and counts it in the metrics. What is
 * known of the visitor fills in what is left out.
 * @throws NotFoundError no such conversation, visitor or chatbot in the project
 * @throws ConflictError the conversation or its visitor is a lead already
 * @throws InvalidInputError no way to reach or name the person, or a visitor or chatbot other than the conversation's
 */
export async function createLead(caller: Caller, input: CreateLeadInput): Promise<LeadView> {
  requirePermission(caller, "leads:write");
  const projectId = soleProject(caller);
  return change(caller, {}, async (db) => {
    const source = await findSource(db, projectId, input);
    const contact = {
      name: input.name ?? source.visitor?.name ?? null,
      email: input.email ?? source.visitor?.email ?? null,
      phone: input.phone ?? source.visitor?.phone ?? null,
    };
    requireContact(contact);
    const at = new Date();
    const { id } = await db.lead.create({
      data: {
        ...contact,
        id: newId("lead", at),
        projectId,
        chatbotId: source.chatbotId,
        conversationId: input.conversation_id ?? null,
        visitorId: source.visitor?.id ?? null,
        qualification: input.qualification,
        stage: input.stage,
        lostFrom: lostFrom(null, input.stage),
        createdAt: at,
        updatedAt: at,
      },
      select: { id: true },
    });
    await recordEvent(db, projectId, {
      kind: "lead",
      chatbotId: source.chatbotId,
      platform: source.platform,
      at,
    });
    await announce(db, projectId, { kind: "lead" });
    await recordAudit(db, caller, {
      action: "lead.create",
      targetKind: "lead",
      targetId: id,
      details: { project_id: projectId, conversation_id: input.conversation_id ?? null },
    });
    return toLeadView(await lockLead(db, caller, id));
  });
}

/** Where the lead comes from: the conversation decides, else what the input names. */
async function findSource(db: TenantTransaction, projectId: string, input: CreateLeadInput) {
  const conversation =
    input.conversation_id === undefined ? null : await lockWithVisitor(db, projectId, input.conversation_id);
  requireSame("chatbot_id", input.chatbot_id, conversation?.chatbotId);
  requireSame("visitor_id", input.visitor_id, conversation?.visitor?.id);
  if (conversation) {
    await requireWithoutLead(db, { projectId, conversationId: conversation.id }, "conversation");
  }
  const visitor = conversation?.visitor ?? (await namedVisitor(db, projectId, input.visitor_id));
  if (visitor) await requireWithoutLead(db, { projectId, visitorId: visitor.id }, "visitor");
  const chatbotId = conversation?.chatbotId ?? input.chatbot_id ?? null;
  if (conversation === null && chatbotId !== null) {
    const chatbot = await db.chatbot.findFirst({ where: { projectId, id: chatbotId }, select: { id: true } });
    if (!chatbot) throw new NotFoundError("chatbot", chatbotId);
  }
  return { chatbotId, visitor, platform: conversation?.platform ?? null };
}

async function namedVisitor(db: TenantTransaction, projectId: string, id: string | undefined) {
  return id === undefined ? null : { id, ...(await lockVisitor(db, projectId, id)) };
}

/** A conversation is one lead, and so is a visitor, however many conversations they have. */
async function requireWithoutLead(
  db: TenantTransaction,
  where: { projectId: string; conversationId: string } | { projectId: string; visitorId: string },
  what: "conversation" | "visitor",
) {
  const known = await db.lead.findFirst({ where, select: { id: true } });
  if (!known) return;
  throw new ConflictError(`This ${what} is saved as lead ${known.id} already.`, {
    nextStep: "Change that lead instead.",
  });
}

function requireSame(path: string, named: string | undefined, actual: string | undefined): void {
  if (named === undefined || actual === undefined || named === actual) return;
  throw new InvalidInputError(`${path} is not the conversation's.`, {
    problems: [{ path, message: "must be the conversation's, or left out" }],
    nextStep: `Leave ${path} out.`,
  });
}
