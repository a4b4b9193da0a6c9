import "server-only";
import type {
  CallToolRequestParams,
  McpHttpHandler,
  McpServer,
  RequestId,
  Server,
} from "@modelcontextprotocol/server";
import type { Quota } from "@/lib/auth/admission";
import type { Caller } from "@/lib/auth/caller";
import type { Span } from "./catalogue";

/** A tool call that the limits and the call log know of. */
export interface AdmittedCall {
  /** `cal_…`, the line of the call log. */
  id: string;
  state: "ok" | "limited";
  caller: Caller;
  /** Endpoint, URL, approval or token leave reading only. */
  isReadonly: boolean;
  /** A writing tool waits until a person approves the change. */
  asksFirst: boolean;
  quota: Quota | null;
}

/** One authenticated request to an MCP endpoint. Made anew for each, and never kept. */
export interface McpSession {
  readonly caller: Caller;
  readonly requestId: string;
  readonly span: Span;
  /** Endpoint, URL, approval or token leave reading only. */
  readonly isReadonly: boolean;
  /** Its writing tools wait until a person approves the change. */
  readonly asksFirst: boolean;
  /**
   * Admits a call of this request: takes it from the limits and writes its line.
   * @throws ProtocolError the credential died in between
   */
  admitCall(id: RequestId, params: CallToolRequestParams): Promise<AdmittedCall>;
}

/** A set of tools that an endpoint serves. */
export interface Toolset {
  /** What the gate must know of a tool before it is called; undefined when there is none of that name. */
  find(name: string): { name: string; isFree: boolean; isReading: boolean } | undefined;
  /** A server for one request. The SDK routes answers by JSON-RPC id, so none ever serves two. */
  createServer(session: McpSession, notify: McpHttpHandler["notify"]): Server | McpServer;
  /** Whether its tools send messages before their answer, so that answers must be able to stream. */
  isStreaming: boolean;
}
