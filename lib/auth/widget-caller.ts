import "server-only";
import { env } from "@/lib/core/env";
import { AppError, NotFoundError } from "@/lib/core/errors";
import { prisma } from "@/lib/db/client";
import type { Caller } from "./caller";
import type { Permission, Tier } from "./values";
import { isMadeHere, newVisitorToken, readVisitorToken, type VisitorToken } from "./visitor-token";

/** What visitors may do; each verb gives them their own rows only. */
const VISITOR_PERMISSIONS: ReadonlySet<Permission> = new Set([
  "chatbots:read",
  "products:read",
  "leads:write",
  "tickets:write",
]);

/** What the widget is told of its chatbot, and what its edge has to know of it. */
export interface WidgetChatbot {
  id: string;
  name: string;
  primaryColor: string;
  textColor: string;
  backgroundColor: string;
  position: "left" | "center" | "right";
  bubbleStyle: "rounded" | "square" | "pill";
  welcomeMessage: string;
  inputPlaceholder: string;
  thinkingLabel: string;
  submitLabel: string;
  /** `auto`, or a BCP 47 language tag. */
  language: string;
  leadForm: "never" | "when_needed" | "before_chat";
  consentText: string;
  visitorTickets: boolean;
}

/** Who asks through a widget. */
export interface WidgetCaller {
  /** Its actor's `visitorId` is null until the visitor leaves something behind. */
  caller: Caller;
  projectId: string;
  chatbot: WidgetChatbot;
  /** Null before the visitor has a row. */
  visitorId: string | null;
  /** Whether the visitor left an address or a number. */
  isKnown: boolean;
  /** The one that was sent, or a new one in place of none or of one that is not from here. */
  token: VisitorToken;
  /** Whether `token` is new. */
  isNewToken: boolean;
  /** Where the page that shows the widget comes from. */
  origin: string;
}

interface Row extends WidgetChatbot {
  organisationId: string;
  projectId: string;
  tier: Tier;
  isEnabled: boolean;
  isAllowed: boolean;
  visitorId: string | null;
  isKnown: boolean;
}

/**
 * The caller behind a request of a widget, in one statement: the chatbot, whether it may be shown where the request comes
 * from, and the visitor whose token it carries.
 * @param bearer text of the bearer credential; null for none
 * @param origin the request's `Origin`; every browser sends it with a POST (Fetch §3.2)
 * @throws NotFoundError no such chatbot
 * @throws AppError `origin_not_allowed`; `chatbot_disabled`
 */
export async function widgetCaller(
  chatbotId: string,
  { bearer, origin, requestId }: { bearer: string | null; origin: string | null; requestId?: string },
): Promise<WidgetCaller> {
  const sent = readVisitorToken(bearer);
  const [row] = await prisma.$queryRaw<Row[]>`
    SELECT b.id, b.name, b.primary_color AS "primaryColor", b.text_color AS "textColor",
           b.background_color AS "backgroundColor", b.position::text AS position, b.bubble_style::text AS "bubbleStyle",
           b.welcome_message AS "welcomeMessage", b.input_placeholder AS "inputPlaceholder",
           b.thinking_label AS "thinkingLabel", b.submit_label AS "submitLabel", b.language,
           b.lead_form::text AS "leadForm", b.consent_text AS "consentText", b.visitor_tickets AS "visitorTickets",
           b.is_enabled AS "isEnabled", b.allowed_origins && ARRAY[${origin}, '*']::text[] AS "isAllowed",
           p.id AS "projectId", p.organisation_id AS "organisationId", n.tier::text AS tier, v.id AS "visitorId",
           coalesce(v.email, v.phone) IS NOT NULL AS "isKnown"
      FROM chatbot b
      JOIN project p ON p.id = b.project_id
      JOIN organisation o ON o.id = p.organisation_id
      JOIN plan n ON n.id = o.plan_id
      LEFT JOIN visitor v ON v.project_id = b.project_id AND v.token_hash = ${sent?.hash ?? null}
     WHERE b.id = ${chatbotId}`;
  if (!row) throw new NotFoundError("chatbot", chatbotId);
  const { organisationId, projectId, tier, isEnabled, isAllowed, visitorId, isKnown, ...chatbot } = row;
  // Our own pages show every chatbot: the demo page, and the preview beside its settings.
  if (origin === null || !(isAllowed || origin === env.baseUrl)) throw originRefused(origin);
  if (!isEnabled) {
    throw new AppError("insufficient_permission", "This chatbot is switched off.", {
      reason: "chatbot_disabled",
      nextStep: "Switch it on in Caramel, in the chatbot's settings.",
    });
  }
  const isGood = sent !== null && (visitorId !== null || isMadeHere(sent));
  return {
    caller: {
      organisationId,
      projectIds: [projectId],
      permissions: VISITOR_PERMISSIONS,
      tier,
      actor: { kind: "visitor", visitorId, chatbotId },
      requestId,
    },
    projectId,
    chatbot,
    visitorId,
    isKnown,
    token: isGood ? sent : newVisitorToken(),
    isNewToken: !isGood,
    origin,
  };
}

/** The same caller once the visitor has a row. */
export function asVisitor({ caller, chatbot }: WidgetCaller, visitorId: string): Caller {
  return { ...caller, actor: { kind: "visitor", visitorId, chatbotId: chatbot.id } };
}

function originRefused(origin: string | null): AppError {
  return new AppError(
    "insufficient_permission",
    origin === null
      ? "The request does not say which page it comes from."
      : `This chatbot may not be shown on pages of ${origin.slice(0, 200)}.`,
    {
      reason: "origin_not_allowed",
      nextStep:
        origin === null
          ? "Use the chatbot in a browser."
          : "Add this address to the websites of the chatbot in Caramel.",
    },
  );
}
