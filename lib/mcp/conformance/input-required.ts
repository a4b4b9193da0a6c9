import "server-only";
import { randomBytes, randomUUID } from "node:crypto";
import {
  acceptedContent,
  CLIENT_CAPABILITIES_META_KEY,
  type ClientCapabilities,
  createRequestStateCodec,
  type InputRequests,
  inputRequired,
  ProtocolError,
  ProtocolErrorCode,
} from "@modelcontextprotocol/server";
import { z } from "zod";
import { text } from "./tools";
import type { Register } from "./toolset";

/** Seals what travels through the client between two rounds; nothing else survives a request. */
export const stateCodec = createRequestStateCodec<Record<string, unknown>>({ key: randomBytes(32) });

const nothing = z.object({});

const askName = (message = "What is your name?") => ask(message, "name", "string");
const askConfirmation = () => ask("Please confirm", "ok", "boolean");

/** Tools that answer only after a second or third round with input of the client. */
export function registerInputRequired(register: Register) {
  register("test_missing_capability", nothing, async (_, ctx) =>
    ctx.mcpReq.inputResponses?.llm_answer === undefined
      ? inputRequired({ inputRequests: { llm_answer: sample("Reply with the single word: pong") } })
      : text("sampling round-trip complete"),
  );
  register("test_input_required_result_elicitation", nothing, async (_, ctx) => {
    const name = acceptedContent<{ name: string }>(ctx.mcpReq.inputResponses, "user_name")?.name;
    return typeof name === "string"
      ? text(`Hello, ${name}!`)
      : inputRequired({ inputRequests: { user_name: askName() } });
  });
  register("test_input_required_result_sampling", nothing, async (_, ctx) => {
    const answer = response<{ content?: { text?: string } }>(ctx.mcpReq.inputResponses, "capital_question");
    return answer
      ? text(`Sampling response: ${answer.content?.text ?? JSON.stringify(answer)}`)
      : inputRequired({ inputRequests: { capital_question: sample("What is the capital of France?") } });
  });
  register("test_input_required_result_list_roots", nothing, async (_, ctx) => {
    const roots = response<{ roots?: { uri?: string }[] }>(ctx.mcpReq.inputResponses, "client_roots")?.roots;
    return Array.isArray(roots)
      ? text(`Client exposed ${roots.length} root(s): ${roots.map(({ uri }) => uri).join(", ")}`)
      : inputRequired({ inputRequests: { client_roots: inputRequired.listRoots() } });
  });
  register("test_input_required_result_request_state", nothing, async (_, ctx) => {
    if (acceptedContent(ctx.mcpReq.inputResponses, "confirm") === undefined) {
      return inputRequired({
        inputRequests: { confirm: askConfirmation() },
        requestState: await mint({ tool: "request_state" }),
      });
    }
    // The codec has verified it already; only its absence is left to look for.
    if (ctx.mcpReq.requestState() === undefined) {
      throw new ProtocolError(ProtocolErrorCode.InvalidParams, "Invalid requestState");
    }
    return text("state-ok: requestState verified and confirmation received");
  });
  register("test_input_required_result_multiple_inputs", nothing, async (_, ctx) => {
    const { inputResponses } = ctx.mcpReq;
    const name = acceptedContent<{ name: string }>(inputResponses, "user_name")?.name;
    const greeting = response<{ content?: { text?: string } }>(inputResponses, "greeting")?.content?.text;
    const roots = response<{ roots?: unknown[] }>(inputResponses, "client_roots")?.roots;
    if (typeof name === "string" && typeof greeting === "string" && Array.isArray(roots)) {
      return text(`${greeting} ${name}: ${roots.length} root(s) visible`);
    }
    return inputRequired({
      inputRequests: {
        user_name: askName(),
        greeting: sample("Generate a greeting"),
        client_roots: inputRequired.listRoots(),
      },
      requestState: await mint({ tool: "multiple_inputs" }),
    });
  });
  register("test_input_required_result_multi_round", nothing, async (_, ctx) => {
    const state = ctx.mcpReq.requestState<Record<string, unknown>>();
    const round = state?.tool === "multi_round" ? Number(state.round) : 0;
    if (round === 0) {
      return inputRequired({
        inputRequests: { step1: askName("Step 1: What is your name?") },
        requestState: await mint({ tool: "multi_round", round: 1 }),
      });
    }
    if (round === 1) {
      const name = acceptedContent<{ name: string }>(ctx.mcpReq.inputResponses, "step1")?.name ?? "unknown";
      return inputRequired({
        inputRequests: { step2: ask("Step 2: What is your favorite color?", "color", "string") },
        requestState: await mint({ tool: "multi_round", round: 2, name }),
      });
    }
    const color = acceptedContent<{ color: string }>(ctx.mcpReq.inputResponses, "step2")?.color ?? "unknown";
    return text(`Multi-round complete: ${String(state?.name)} likes ${color}`);
  });
  register("test_input_required_result_tampered_state", nothing, async (_, ctx) => {
    const isConfirmed = acceptedContent(ctx.mcpReq.inputResponses, "confirm") !== undefined;
    if (isConfirmed && ctx.mcpReq.requestState() !== undefined) {
      return text("integrity-ok: requestState verified");
    }
    return inputRequired({
      inputRequests: { confirm: askConfirmation() },
      requestState: await mint({ tool: "tampered_state" }),
    });
  });
  register("test_input_required_result_capabilities", nothing, async (_, ctx) => {
    if (ctx.mcpReq.inputResponses !== undefined) return text("Capability-aware input requests fulfilled");
    const declared = (
      ctx.mcpReq.envelope as { [CLIENT_CAPABILITIES_META_KEY]?: ClientCapabilities } | undefined
    )?.[CLIENT_CAPABILITIES_META_KEY];
    const inputRequests: InputRequests = {
      ...(declared?.elicitation !== undefined && { user_name: askName() }),
      ...(declared?.sampling !== undefined && { greeting: sample("Generate a short greeting") }),
      ...(declared?.roots !== undefined && { client_roots: inputRequired.listRoots() }),
    };
    return Object.keys(inputRequests).length === 0
      ? text("No declared capability supports an input request")
      : inputRequired({ inputRequests });
  });
}

function ask(message: string, field: string, type: "string" | "boolean") {
  const property = type === "string" ? { type } : { type };
  return inputRequired.elicit({
    message,
    requestedSchema: { type: "object", properties: { [field]: property }, required: [field] },
  });
}

function sample(question: string) {
  return inputRequired.createMessage({
    messages: [{ role: "user", content: { type: "text", text: question } }],
    maxTokens: 100,
  });
}

function mint(state: Record<string, unknown>): Promise<string> {
  return stateCodec.mint({ ...state, nonce: randomUUID() });
}

function response<Shape>(responses: Record<string, unknown> | undefined, key: string): Shape | undefined {
  return responses?.[key] as Shape | undefined;
}
