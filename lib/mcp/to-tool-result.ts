import "server-only";
import type { CallToolResult } from "@modelcontextprotocol/server";
import type { Quota } from "@/lib/auth/admission";
import { env } from "@/lib/core/env";
import { type AppError, InvalidInputError } from "@/lib/core/errors";
import type { Json } from "@/lib/core/json";
import { CUSTOMER_CLOSE, CUSTOMER_NOTICE, CUSTOMER_OPEN, markCustomerText } from "./customer-written";
import { toText } from "./to-text";

/** Largest tool result in characters of its JSON, structured answer and text together. */
export const MAX_RESULT_CHARACTERS = 60_000;

/** Keys of ours in `_meta`. */
export const META = {
  quota: "caramel/quota",
  customerWritten: "caramel/customer_written",
  error: "caramel/error",
} as const;

export interface ResultOptions {
  /** Paths of text that customers wrote; see `ToolDefinition.customerWritten`. */
  customerWritten?: readonly string[];
  /** See `ToolDefinition.textAs`; nothing stands above such a text then. */
  textAs?: "json" | undefined;
  quota: Quota | null;
  /** A sentence about the answer as a whole, put above it. */
  note?: string;
  /** Cuts every text to so many characters; `howToGetTheRest` stands behind each cut. */
  cut?: { limit: number; howToGetTheRest: string };
}

/** A tool's answer as structured content, the same as short text, and what is left of the limits. */
export function toToolResult(answer: Json, options: ResultOptions): CallToolResult {
  const { value: whole, marked } = markCustomerText(answer, options.customerWritten ?? []);
  const value = options.cut ? cutTexts(whole, options.cut) : whole;
  const head = [options.note, marked.length > 0 ? CUSTOMER_NOTICE : undefined].filter(Boolean).join("\n");
  const readable = () => {
    const text = toText(value) || "Nothing found.";
    return head ? `${head}\n\n${text}` : text;
  };
  return {
    content: [{ type: "text", text: options.textAs === "json" ? JSON.stringify(value) : readable() }],
    structuredContent: value as Record<string, unknown>,
    _meta: {
      ...(marked.length > 0 && { [META.customerWritten]: marked }),
      ...quotaMeta(options.quota),
    },
  };
}

/** Characters a result takes on the wire. */
export function resultSize(result: CallToolResult): number {
  return JSON.stringify(result).length;
}

/**
 * The answer with its longest texts cut so that the result fits.
 * @param howToGetTheRest stands behind each cut
 * @returns null when even short texts are too many
 */
export function cutToFit(
  answer: Json,
  options: ResultOptions,
  howToGetTheRest: string,
): CallToolResult | null {
  for (let limit = 20_000; limit >= 100; limit = Math.floor(limit * 0.7)) {
    const result = toToolResult(answer, { ...options, cut: { limit, howToGetTheRest } });
    if (resultSize(result) <= MAX_RESULT_CHARACTERS) return result;
  }
  return null;
}

/**
 * The answer as a result, with its longest texts cut where it would be too long.
 * @throws InvalidInputError even then
 */
export function fitted(answer: Json, options: ResultOptions): CallToolResult {
  const result = toToolResult(answer, options);
  if (resultSize(result) <= MAX_RESULT_CHARACTERS) return result;
  const cut = cutToFit(answer, options, `The whole text is in the dashboard at ${env.baseUrl}.`);
  if (cut) return cut;
  throw new InvalidInputError(`The answer would be longer than ${MAX_RESULT_CHARACTERS} characters.`, {
    reason: "answer_too_large",
    nextStep: "Ask for less at once, with filters or a smaller limit.",
  });
}

function cutTexts(value: Json, cut: { limit: number; howToGetTheRest: string }): Json {
  if (typeof value === "string") {
    if (value.length <= cut.limit) return value;
    const left = value.length - cut.limit;
    // Our own words stand outside of the customer's fence.
    const end = value.startsWith(CUSTOMER_OPEN) ? CUSTOMER_CLOSE : "";
    const kept = value.slice(0, cut.limit).toWellFormed();
    return `${kept}${end} […${left} more characters were cut. ${cut.howToGetTheRest}]`;
  }
  if (Array.isArray(value)) return value.map((item) => cutTexts(item, cut));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    // A cursor that is cut is no cursor.
    Object.entries(value).map(([key, item]) => [key, key === "next_cursor" ? item : cutTexts(item, cut)]),
  );
}

/** A failure the caller can understand, as a tool error: code, message, fields, next step and request id. */
export function toErrorResult(error: AppError, requestId: string, quota: Quota | null): CallToolResult {
  const lines = [
    `Error ${error.code}: ${error.message}`,
    ...error.problems.map(({ path, message }) => `- ${path}: ${message}`),
    ...(error.nextStep ? [`Next step: ${error.nextStep}`] : []),
    `Request id: ${requestId}`,
  ];
  return {
    isError: true,
    content: [{ type: "text", text: lines.join("\n").slice(0, MAX_RESULT_CHARACTERS / 4) }],
    _meta: {
      [META.error]: {
        code: error.code,
        ...(error.reason !== undefined && { reason: error.reason }),
        message: error.message,
        problems: error.problems.slice(0, 50),
        next_step: error.nextStep ?? null,
        request_id: requestId,
        ...("retryAfterSeconds" in error && { retry_after_seconds: error.retryAfterSeconds }),
      },
      ...quotaMeta(quota),
    },
  };
}

/** What is left of the limits, for the `_meta` of a result. */
export function quotaMeta(quota: Quota | null) {
  if (quota === null) return {};
  return {
    [META.quota]: {
      minute: { limit: quota.minuteLimit, left: quota.minuteLeft },
      day: { limit: quota.dayLimit, left: quota.dayLeft },
      ...(quota.projectLeft !== null && {
        project_minute: { limit: quota.projectLimit, left: quota.projectLeft },
      }),
    },
  };
}
