import "server-only";
import { type Caller, requirePermission } from "@/lib/auth/caller";
import { COMPATIBLE_PREFIX, MODELS } from "@/lib/chatbots/values";
import { dbFor, type TenantClient } from "@/lib/db/tenant";
import { modelProviderColumns, toModelProviderView } from "./rows";
import { type ModelProviderView, PROVIDER_KINDS, PROVIDER_NAMES, type ProviderKind } from "./schema";

/** Most chatbots that are named with a provider. */
const MAX_CHATBOTS = 20;

/**
 * The organisation's model providers, in the order of their kinds, with the chatbots that use each.
 * @throws InsufficientPermissionError without `organisation:manage`
 */
export async function listModelProviders(caller: Caller): Promise<ModelProviderView[]> {
  requirePermission(caller, "organisation:manage");
  const db = dbFor(caller);
  const rows = await db.modelProvider.findMany({ select: modelProviderColumns });
  const views = await Promise.all(
    rows.map(async (row) => toModelProviderView(row, await chatbotsOf(db, row.kind as ProviderKind))),
  );
  return views.sort((left, right) => PROVIDER_KINDS.indexOf(left.kind) - PROVIDER_KINDS.indexOf(right.kind));
}

/**
 * The kinds of providers that the organisation has set up, so that a page can say when a chatbot's model has none.
 * @throws InsufficientPermissionError without `chatbots:read`
 */
export async function listProviderKinds(caller: Caller): Promise<ProviderKind[]> {
  requirePermission(caller, "chatbots:read");
  const rows = await dbFor(caller).modelProvider.findMany({ select: { kind: true } });
  return rows.map(({ kind }) => kind as ProviderKind);
}

/** The chatbots with a model of a provider. */
export async function chatbotsOf(db: TenantClient, kind: ProviderKind) {
  const models = MODELS.filter(({ provider }) => provider === PROVIDER_NAMES[kind]).map(({ id }) => id);
  const where =
    kind === "openai-compatible" ? { model: { startsWith: COMPATIBLE_PREFIX } } : { model: { in: models } };
  const [chatbots, count] = await Promise.all([
    db.chatbot.findMany({
      where,
      orderBy: [{ projectId: "asc" }, { id: "asc" }],
      take: MAX_CHATBOTS,
      select: { id: true, projectId: true, name: true, model: true },
    }),
    db.chatbot.count({ where }),
  ]);
  return {
    chatbots: chatbots.map(({ id, projectId, name, model }) => ({ id, project_id: projectId, name, model })),
    chatbot_count: count,
  };
}
