import { InsufficientScopeError, SdkHttpError } from "@modelcontextprotocol/client";
import { SignInError } from "./browser-sign-in";
import { RenewalError } from "./sign-in";

/** The error of a JSON-RPC answer (JSON-RPC 2.0 §5.1). */
export interface RpcError {
  code: number;
  message: string;
  data?: unknown;
}

/** Of the range that JSON-RPC leaves to implementations; the MCP kits use it for a lost connection too. */
const BRIDGE_ERROR = -32_000;

/** Nothing was sent: the address has no server, the name is unknown, the network is away. */
const NOT_SENT = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "ENETUNREACH",
  "EHOSTUNREACH",
  "ENETDOWN",
  "UND_ERR_CONNECT_TIMEOUT",
]);

/** Messages that change nothing, so that they may be sent once more when their answer got lost. */
const REPEATABLE =
  /^(initialize|ping|server\/discover|(tools|prompts|resources|resources\/templates)\/list|(prompts)\/get|resources\/read|completion\/complete|logging\/setLevel)$/;

export const CUT_OFF: RpcError = {
  code: BRIDGE_ERROR,
  message:
    "The connection to Caramel broke before the answer came. The call may have been carried out: look before you repeat one that changes something.",
  data: { reason: "connection_lost" },
};

/** Whether a message may be sent again after this failure. */
export function mayRepeat(error: unknown, method: string): boolean {
  if (error instanceof RenewalError) return true;
  if (error instanceof SdkHttpError) {
    // 503 says that nothing was done (RFC 9110 §15.6.4); a proxy's 502 and 504 don't.
    return (
      error.status === 503 || ((error.status === 502 || error.status === 504) && REPEATABLE.test(method))
    );
  }
  const code = networkCode(error);
  if (code === undefined) return false;
  return NOT_SENT.has(code) || REPEATABLE.test(method);
}

/** What a failed request answers. A JSON-RPC error of the server stays as it is. */
export function toRpcError(error: unknown, url: URL, hasKey: boolean): RpcError {
  if (error instanceof InsufficientScopeError) {
    return failure(
      `Caramel refused the request (403 insufficient_scope): ${error.errorDescription ?? "This connection may not do that."} To allow more, run caramel-mcp login ${url.href}`,
      { status: 403, error: "insufficient_scope" },
    );
  }
  if (error instanceof SdkHttpError) return httpError(error, url, hasKey);
  if (error instanceof SignInError) return failure(error.message, { reason: "sign_in_failed" });
  if (error instanceof RenewalError) return failure(error.message, { reason: "unreachable" });
  const code = networkCode(error);
  if (code !== undefined && NOT_SENT.has(code)) {
    return failure(
      `Caramel can't be reached at ${url.origin} (${code}). Check the address and that it runs.`,
      {
        reason: "unreachable",
      },
    );
  }
  if (code !== undefined) return CUT_OFF;
  return failure(`Caramel's answer could not be read: ${error instanceof Error ? error.message : error}`, {
    reason: "unreadable",
  });
}

/** While the person has not answered in the browser. */
export function waitingForPerson(address: URL): RpcError {
  return failure(
    `Caramel waits for someone to sign in and approve in the browser. Open ${address.href} if no window is there, then try again.`,
    { reason: "waiting_for_sign_in" },
  );
}

function httpError(error: SdkHttpError, url: URL, hasKey: boolean): RpcError {
  const { status } = error;
  const body = parseObject(String(error.data.text ?? ""));
  const rpc = body?.error;
  if (isRpcError(rpc)) return rpc;
  const name = typeof rpc === "string" ? rpc : undefined;
  const words = typeof body?.error_description === "string" ? body.error_description : undefined;
  const data = { status, ...(name && { error: name }) };
  const said = `(${[status, name].filter(Boolean).join(" ")})${words ? `: ${words}` : "."}`;
  if (status === 401) {
    const hint = hasKey
      ? "The API key may be revoked, over, or for another URL: check CARAMEL_API_KEY."
      : `To sign in anew, run caramel-mcp login ${url.href}`;
    return failure(`Caramel did not accept the credential ${said} ${hint}`, data);
  }
  if (body) return failure(`Caramel refused the request ${said}`, data);
  if (status === 503) {
    return failure(`Caramel is not available at ${url.origin} right now (503). Try again in a moment.`, data);
  }
  return failure(
    `${url.href} is not an MCP endpoint of Caramel (HTTP ${status}). Copy the connection URL from the dashboard, Integrations, MCP.`,
    data,
  );
}

function failure(message: string, data: object): RpcError {
  return { code: BRIDGE_ERROR, message, data };
}

function isRpcError(value: unknown): value is RpcError {
  return (
    typeof value === "object" &&
    value !== null &&
    Number.isInteger((value as RpcError).code) &&
    typeof (value as RpcError).message === "string"
  );
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

/** The code under a failed `fetch`; `lost` when the connection broke and gave none. */
function networkCode(error: unknown): string | undefined {
  if (!(error instanceof TypeError)) return undefined;
  const { cause } = error;
  if (!(cause instanceof Error)) return undefined;
  const { code } = cause as NodeJS.ErrnoException;
  if (code) return code;
  // A name with several addresses fails once for each.
  const first = cause instanceof AggregateError ? (cause.errors[0] as NodeJS.ErrnoException) : undefined;
  return first?.code ?? "lost";
}
