import "server-only";
import {
  type CallToolRequestParams,
  CLIENT_INFO_META_KEY,
  PROTOCOL_VERSION_META_KEY,
  type RequestId,
} from "@modelcontextprotocol/server";
import type { CallToAdmit } from "@/lib/auth/admission";
import { newId } from "@/lib/core/ids";
import type { Endpoint } from "./endpoint";
import { maskArguments, maskText } from "./mask-arguments";
import type { Toolset } from "./session";

/** Ids that tell a project; more in one call is no honest call. */
const NAMES_PROJECT = /^((?:prj|bot|cnv|prd|vis|led|tkt|rul|src|trn|cal)_[0-9a-z]{26})(?:#\d+)?$/;
const MAX_NAMED = 100;
const MAX_DEPTH = 8;

/** A tools/call as it stands in a request body, before the SDK has looked at it. */
export interface RequestedCall {
  id: RequestId;
  params: CallToolRequestParams;
}

/** The one tool call in a body, if it is one that the SDK will hand on; batches and everything else give null. */
export function requestedCall(body: unknown): RequestedCall | null {
  if (!isObject(body) || body.jsonrpc !== "2.0" || body.method !== "tools/call") return null;
  const { id, params } = body;
  if ((typeof id !== "string" && !Number.isInteger(id)) || !isObject(params)) return null;
  if (typeof params.name !== "string") return null;
  if (params.arguments !== undefined && !isObject(params.arguments)) return null;
  if (params._meta !== undefined && !isObject(params._meta)) return null;
  return { id: id as RequestId, params: params as unknown as CallToolRequestParams };
}

/** What admission and call log get to know of a call. Null for a tool that does not exist: that is no call. */
export function callToAdmit(
  params: CallToolRequestParams,
  toolset: Toolset,
  endpoint: Endpoint,
  request: Request,
  requestId: string,
): CallToAdmit | null {
  const tool = toolset.find(params.name);
  if (tool === undefined) return null;
  const meta: Record<string, unknown> = params._meta ?? {};
  const client = meta[CLIENT_INFO_META_KEY];
  const version = meta[PROTOCOL_VERSION_META_KEY] ?? request.headers.get("mcp-protocol-version");
  const name = isObject(client) ? client.name : request.headers.get("user-agent");
  const named = new Set<string>();
  collectNamed(params.arguments, named);
  return {
    id: newId("call"),
    tool: tool.name,
    endpoint: endpoint.path,
    era: typeof version === "string" ? maskText(version).slice(0, 32) : "",
    arguments: maskArguments(params.arguments ?? {}),
    requestId,
    clientName: typeof name === "string" ? maskText(name).slice(0, 100) : "",
    isFree: tool.isFree,
    named: [...named],
  };
}

/**
 * Collects ids from the fields that address something. Other texts are left alone: an id among search words would
 * otherwise decide whose limit a call over every project is taken from.
 */
function collectNamed(value: unknown, named: Set<string>, isAddress = false, depth = 0) {
  if (named.size >= MAX_NAMED || depth > MAX_DEPTH) return;
  if (typeof value === "string") {
    const [, id] = (isAddress && NAMES_PROJECT.exec(value)) || [];
    if (id !== undefined) named.add(id);
  } else if (Array.isArray(value)) {
    for (const item of value) collectNamed(item, named, isAddress, depth + 1);
  } else if (isObject(value)) {
    for (const [field, item] of Object.entries(value)) {
      collectNamed(item, named, /(?:^|_)ids?$/.test(field), depth + 1);
    }
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
