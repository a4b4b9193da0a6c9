import "server-only";
import { prisma, readingPrisma } from "./client";
import type { Prisma } from "./generated/client";

/** For whom a query runs. `Caller` carries it. */
export interface TenantScope {
  readonly organisationId: string;
  /** The projects the caller may see; empty means none. */
  readonly projectIds: readonly string[];
  /** Whether the database itself shall refuse every write. */
  readonly isReadonly?: boolean;
  /** Runs at the end of each transaction of `change`, with what its work returned; what it throws undoes the work. */
  readonly beforeCommit?: (db: TenantTransaction, result: unknown) => Promise<void>;
}

/** Models whose rows belong to one project. A test compares this list with the schema. */
export const PROJECT_MODELS: ReadonlySet<Prisma.ModelName> = new Set([
  "Chatbot",
  "Revision",
  "Visitor",
  "Conversation",
  "Message",
  "Lead",
  "Ticket",
  "TicketEntry",
  "Product",
  "ProductVariant",
  "ProductImage",
  "ImportRun",
  "ImportRejection",
  "MetricHourly",
  "MetricDaily",
  "MetricLive",
  "SalesRule",
  "KnowledgeSource",
  "KnowledgeChunk",
  "Training",
  "Approval",
  "TokenUsageDaily",
  "Reply",
  "SalesRuleShowing",
  "ProductFeed",
  "FeedSighting",
  "ProductWord",
  "PassageWord",
]);

/** Models whose rows belong to an organisation. */
export const ORGANISATION_MODELS: ReadonlySet<Prisma.ModelName> = new Set([
  "Member",
  "Invitation",
  "AuditEntry",
  "Connection",
  "ApiKey",
  "CallLog",
  "UsageDaily",
  "ToolUsageDaily",
  "ModelProvider",
]);

/** Models everybody may read and nobody writes through a tenant client. */
const SHARED_MODELS: ReadonlySet<Prisma.ModelName> = new Set(["Plan"]);

type Args = { where?: object; data?: unknown; create?: unknown; update?: unknown };
type Row = Record<string, unknown>;

/**
 * A client that sees the caller's rows only: every `where` is narrowed, every written row is checked. Raw SQL, nested
 * writes and relation reads escape it and name the project themselves. With `isReadonly` the database refuses every
 * write, raw SQL too.
 * @throws Error when a row of another tenant, or a model without a tenant, is touched: always a bug in our code
 */
export function dbFor(scope: TenantScope) {
  if (!scope.organisationId) throw new Error("A tenant client needs an organisation.");
  return (scope.isReadonly ? readingPrisma : prisma).$extends({
    name: "tenant",
    query: {
      $allModels: {
        $allOperations({ model, operation, args, query }) {
          return query(scopedArgs(scope, model as Prisma.ModelName, operation, args as Args) as typeof args);
        },
      },
    },
  });
}

export type TenantClient = ReturnType<typeof dbFor>;

/** The client inside a transaction of `TenantClient`. */
export type TenantTransaction = Omit<
  TenantClient,
  "$connect" | "$disconnect" | "$on" | "$transaction" | "$use" | "$extends"
>;

function scopedArgs(scope: TenantScope, model: Prisma.ModelName, operation: string, args: Args): Args {
  if (SHARED_MODELS.has(model)) {
    if (!/^(find|count|aggregate|groupBy)/.test(operation)) throw new Error(`${model} is read-only here.`);
    return args;
  }
  const isWriteOnly = operation.startsWith("create");
  const filter = filterFor(scope, model);
  const scoped: Args = { ...args };
  if (!isWriteOnly) scoped.where = { ...args.where, AND: [...conditions(args.where), filter] };
  if (args.data !== undefined) {
    scoped.data = isWriteOnly ? filled(scope, model, args.data) : unmoved(model, args.data);
  }
  if (args.create !== undefined) scoped.create = filled(scope, model, args.create);
  if (args.update !== undefined) scoped.update = unmoved(model, args.update);
  return scoped;
}

function conditions(where: object | undefined): object[] {
  const { AND } = (where ?? {}) as { AND?: object | object[] };
  return AND === undefined ? [] : Array.isArray(AND) ? AND : [AND];
}

function filterFor(scope: TenantScope, model: Prisma.ModelName): object {
  if (PROJECT_MODELS.has(model)) return { projectId: { in: [...scope.projectIds] } };
  if (ORGANISATION_MODELS.has(model)) return { organisationId: scope.organisationId };
  if (model === "Project") {
    return { organisationId: scope.organisationId, id: { in: [...scope.projectIds] } };
  }
  if (model === "Organisation") return { id: scope.organisationId };
  throw new Error(`${model} has no tenant; a domain may not query it.`);
}

function filled(scope: TenantScope, model: Prisma.ModelName, data: unknown): unknown {
  if (Array.isArray(data)) return data.map((row) => filled(scope, model, row));
  const row = data as Row;
  if (PROJECT_MODELS.has(model)) {
    const projectId = row.projectId ?? (scope.projectIds.length === 1 ? scope.projectIds[0] : undefined);
    if (typeof projectId !== "string" || !scope.projectIds.includes(projectId)) {
      throw new Error(`A ${model} must be written to a project of the caller.`);
    }
    return { ...row, projectId };
  }
  if (ORGANISATION_MODELS.has(model) || model === "Project") {
    const organisationId = row.organisationId ?? scope.organisationId;
    if (organisationId !== scope.organisationId) {
      throw new Error(`A ${model} must be written to the caller's organisation.`);
    }
    return { ...row, organisationId };
  }
  // An organisation is founded by a client of its own, together with everything in it.
  if (model === "Organisation" && row.id === scope.organisationId) return data;
  throw new Error(`${model} can't be created by a tenant client.`);
}

function unmoved(model: Prisma.ModelName, data: unknown): unknown {
  const row = data as Row;
  for (const column of ["projectId", "organisationId", "project", "organisation"]) {
    if (column in row) throw new Error(`A ${model} can't be moved to another tenant.`);
  }
  return data;
}
