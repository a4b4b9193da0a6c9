import "server-only";
import {
  CLIENT_CAPABILITIES_META_KEY,
  PROTOCOL_VERSION_META_KEY,
  type ServerContext,
} from "@modelcontextprotocol/server";
import { z } from "zod";
import type { Caller } from "@/lib/auth/caller";
import { seal, unseal } from "@/lib/auth/seal";

/** What travels through the client between two rounds of a call that waits for a person. */
const waitingState = z.strictObject({
  callId: z.string(),
  tool: z.string(),
  /** Of tool and arguments: a retry of another call is none of this one. */
  hash: z.string(),
  /** How often the client came back after it showed the link. */
  rounds: z.int(),
  /** Milliseconds since 1970. */
  until: z.number(),
});
export type WaitingState = z.infer<typeof waitingState>;

/** Where a call stands in the protocol's way of asking (multi round-trip requests, revision 2026-07-28). */
export interface Round {
  /** Whether the client can show a person a link for us. */
  canShowLink: boolean;
  /** Of a retry, verified. */
  state: WaitingState | undefined;
  responses: Record<string, unknown> | undefined;
  signal: AbortSignal;
  /** How long a retry may be held until a person decides, in milliseconds. */
  waitMs: number;
}

/** Reads where a call stands. Only what this very request declares counts. */
export function roundOf({ mcpReq }: ServerContext, waitMs: number): Round {
  const envelope: Record<string, unknown> = mcpReq.envelope ?? {};
  const capabilities = envelope[CLIENT_CAPABILITIES_META_KEY] as
    | { elicitation?: { url?: unknown } }
    | undefined;
  return {
    canShowLink: PROTOCOL_VERSION_META_KEY in envelope && capabilities?.elicitation?.url !== undefined,
    state: mcpReq.requestState<WaitingState>(),
    responses: mcpReq.inputResponses,
    signal: mcpReq.signal,
    waitMs,
  };
}

/** Encrypts and signs a state so that only this connection can bring it back, and only in time. */
export function sealState(caller: Caller, state: WaitingState): Promise<string> {
  return seal(JSON.stringify(state), contextOf(caller));
}

/**
 * The state inside. It is what an attacker may have sent (MRTR, server requirements 4 and 5).
 * @throws Error changed, run out, or of another connection
 */
export async function openState(caller: Caller, sealed: string): Promise<WaitingState> {
  const state = waitingState.parse(JSON.parse(await unseal(sealed, contextOf(caller))));
  if (state.until < Date.now()) throw new Error("The state has run out.");
  return state;
}

function contextOf({ actor }: Caller): string {
  if (actor.kind !== "connection") throw new Error("Only a connection's changes wait.");
  return `approval:${actor.connectionId}`;
}
