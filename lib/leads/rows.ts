import "server-only";
import { Prisma } from "@/lib/db/generated/client";
import type { LeadDetail, LeadQualification, LeadSource, LeadStage, LeadView, SalesStage } from "./schema";

/** What every statement about leads selects; `l` is the lead, `b` its chatbot. */
export const leadColumns = Prisma.sql`
  l.project_id AS "projectId", l.id, l.name, l.email, l.phone, l.qualification, l.stage, l.lost_from AS "lostFrom",
  l.chatbot_id AS "chatbotId", b.name AS "chatbotName", l.conversation_id AS "conversationId",
  l.visitor_id AS "visitorId", l.source, l.consent_at AS "consentAt", l.consent_text AS "consentText",
  l.created_at AS "createdAt", l.updated_at AS "updatedAt"`;

export const chatbotJoin = Prisma.sql`LEFT JOIN chatbot b ON b.project_id = l.project_id AND b.id = l.chatbot_id`;

/** What a lead is searched in; an index has the same expression. */
export const contactText = Prisma.sql`(coalesce(l.name, '') || ' ' || coalesce(l.email, '') || ' ' || coalesce(l.phone, ''))`;

export interface LeadRow {
  projectId: string;
  id: string;
  name: string | null;
  email: string | null;
  phone: string | null;
  qualification: LeadQualification;
  stage: LeadStage;
  lostFrom: SalesStage | null;
  chatbotId: string | null;
  chatbotName: string | null;
  conversationId: string | null;
  visitorId: string | null;
  source: LeadSource;
  consentAt: Date | null;
  consentText: string;
  createdAt: Date;
  updatedAt: Date;
}

export function toLeadView(row: LeadRow): LeadView {
  return {
    id: row.id,
    project_id: row.projectId,
    name: row.name,
    email: row.email,
    phone: row.phone,
    qualification: row.qualification,
    stage: row.stage,
    lost_from_stage: row.lostFrom,
    chatbot_id: row.chatbotId,
    chatbot_name: row.chatbotName,
    conversation_id: row.conversationId,
    created_at: row.createdAt.toJSON(),
    updated_at: row.updatedAt.toJSON(),
  };
}

/** The same with where it came from and what the visitor agreed to. */
export function toLeadDetail(row: LeadRow): LeadDetail {
  return {
    ...toLeadView(row),
    visitor_id: row.visitorId,
    source: row.source,
    consent_at: row.consentAt?.toJSON() ?? null,
    consent_text: row.consentText,
  };
}
