// A model on loopback for assistants' own programs: it asks for one tool and then repeats what the tool said. It speaks
// just enough of the Anthropic Messages, OpenAI Responses and Gemini APIs.
import { once } from "node:events";
import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

// biome-ignore lint/suspicious/noExplicitAny: requests of three vendors, read by their fields.
type Body = any;

/** What the model does next. */
type Turn = { say: string } | { call: string; args: object; namespace?: string };

export class ModelServer {
  readonly #server: Server;
  readonly #tool: string;
  /** Paths that were asked for, to tell what a client did when it fails. */
  readonly asked: string[] = [];

  private constructor(server: Server, tool: string) {
    this.#server = server;
    this.#tool = tool;
  }

  /** @param tool the tool to ask for, as its name ends in whatever way the program lists it */
  static async start(tool: string): Promise<ModelServer> {
    const server = createServer();
    const model = new ModelServer(server, tool);
    server.on("request", async (request, response) => {
      const path = new URL(request.url ?? "/", "http://localhost").pathname;
      model.asked.push(`${request.method} ${path}`);
      const sent = await text(request);
      const body: Body = sent.startsWith("{") ? JSON.parse(sent) : {};
      if (path.endsWith("/messages")) return model.#anthropic(body, response);
      if (path.endsWith("/responses")) return model.#responses(body, response);
      if (/:(stream)?generateContent$/i.test(path)) return model.#gemini(body, path, response);
      json(
        response,
        path.endsWith("/models") ? { data: [], models: [] } : { totalTokens: 1, input_tokens: 1 },
      );
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    return model;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    const closed = once(this.#server, "close");
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }

  /** The tool's name among those on offer; null when it is not there. */
  #find(names: string[]): string | null {
    return names.find((name) => name.endsWith(this.#tool)) ?? null;
  }

  #anthropic(body: Body, response: ServerResponse): unknown {
    const blocks: Body[] = (body.messages ?? []).flatMap(({ content }: Body) =>
      Array.isArray(content) ? content : [],
    );
    const names: string[] = (body.tools ?? []).map(({ name }: Body) => name);
    const called = new Map(
      blocks.filter(({ type }) => type === "tool_use").map(({ id, name }) => [id, name as string]),
    );
    // Anywhere in the history: programs put messages of their own behind it.
    const result = blocks.find(
      ({ type, tool_use_id }) => type === "tool_result" && called.get(tool_use_id)?.endsWith(this.#tool),
    );
    const name = this.#find(names);
    let turn: Turn = { say: "Nothing to do." };
    if (result) turn = { say: `The tool said: ${JSON.stringify(result.content)}` };
    else if (name) turn = { call: name, args: {} };
    else if (names.includes("ToolSearch") && ![...called.values()].includes("ToolSearch")) {
      turn = { call: "ToolSearch", args: { query: this.#tool, max_results: 5 } };
    }
    const block =
      "say" in turn
        ? { type: "text", text: turn.say }
        : { type: "tool_use", id: `toolu_${called.size + 1}`, name: turn.call, input: turn.args };
    const stopReason = "say" in turn ? "end_turn" : "tool_use";
    const message = {
      id: "msg_1",
      type: "message",
      role: "assistant",
      model: body.model,
      content: [] as object[],
      stop_reason: null as string | null,
      stop_sequence: null,
      usage: { input_tokens: 1, output_tokens: 1 },
    };
    if (!body.stream) return json(response, { ...message, content: [block], stop_reason: stopReason });
    const [empty, delta] =
      "say" in turn
        ? [
            { type: "text", text: "" },
            { type: "text_delta", text: turn.say },
          ]
        : [
            { ...block, input: {} },
            { type: "input_json_delta", partial_json: JSON.stringify(turn.args) },
          ];
    return events(response, [
      { type: "message_start", message },
      { type: "content_block_start", index: 0, content_block: empty },
      { type: "content_block_delta", index: 0, delta },
      { type: "content_block_stop", index: 0 },
      {
        type: "message_delta",
        delta: { stop_reason: stopReason, stop_sequence: null },
        usage: { output_tokens: 1 },
      },
      { type: "message_stop" },
    ]);
  }

  #responses(body: Body, response: ServerResponse): unknown {
    const input: Body[] = Array.isArray(body.input) ? body.input : [];
    const called = new Set(
      input
        .filter(({ type, name }) => type === "function_call" && name.endsWith(this.#tool))
        .map(({ call_id }) => call_id),
    );
    const result = input.find(({ type, call_id }) => type === "function_call_output" && called.has(call_id));
    const tools = (body.tools ?? []).flatMap((tool: Body) =>
      tool.type === "namespace"
        ? tool.tools.map(({ name }: Body) => ({ name, namespace: tool.name }))
        : [{ name: tool.name ?? "" }],
    );
    const tool = tools.find(({ name }: Body) => name.endsWith(this.#tool));
    const item =
      result || !tool
        ? {
            type: "message",
            id: "msg_1",
            role: "assistant",
            status: "completed",
            content: [
              {
                type: "output_text",
                text: result ? `The tool said: ${JSON.stringify(result.output)}` : "Nothing to do.",
                annotations: [],
              },
            ],
          }
        : {
            type: "function_call",
            id: "fc_1",
            call_id: "call_1",
            ...tool,
            arguments: "{}",
            status: "completed",
          };
    const answer = { id: "resp_1", object: "response", status: "completed", output: [item] };
    const usage = { input_tokens: 1, output_tokens: 1, total_tokens: 2 };
    return events(response, [
      { type: "response.created", response: { ...answer, status: "in_progress", output: [] } },
      { type: "response.output_item.added", output_index: 0, item },
      { type: "response.output_item.done", output_index: 0, item },
      { type: "response.completed", response: { ...answer, usage } },
    ]);
  }

  #gemini(body: Body, path: string, response: ServerResponse): unknown {
    const parts: Body[] = (body.contents ?? []).flatMap((content: Body) => content.parts ?? []);
    const result = parts.find(({ functionResponse }) => functionResponse?.name?.endsWith(this.#tool));
    const names = (body.tools ?? [])
      .flatMap(({ functionDeclarations = [] }: Body) => functionDeclarations)
      .map(({ name }: Body) => name);
    const name = this.#find(names);
    const part = result
      ? { text: `The tool said: ${JSON.stringify(result.functionResponse.response)}` }
      : name
        ? { functionCall: { name, args: {} } }
        : { text: "Nothing to do." };
    const answer = {
      candidates: [{ content: { role: "model", parts: [part] }, finishReason: "STOP", index: 0 }],
      usageMetadata: { promptTokenCount: 1, candidatesTokenCount: 1, totalTokenCount: 2 },
    };
    if (/:streamGenerateContent$/i.test(path)) return events(response, [answer]);
    return json(response, answer);
  }
}

function json(response: ServerResponse, value: unknown): void {
  response.writeHead(200, { "content-type": "application/json" });
  response.end(JSON.stringify(value));
}

function events(response: ServerResponse, sent: ({ type?: string } & Record<string, unknown>)[]): void {
  response.writeHead(200, { "content-type": "text/event-stream" });
  for (const event of sent) {
    response.write(`${event.type ? `event: ${event.type}\n` : ""}data: ${JSON.stringify(event)}\n\n`);
  }
  response.end();
}
