import "server-only";
import { setTimeout as wait } from "node:timers/promises";
import { type CallToolResult, fromJsonSchema } from "@modelcontextprotocol/server";
import { z } from "zod";
import { AUDIO, IMAGE } from "./media";
import type { Register } from "./toolset";

const nothing = z.object({});

/** Tools that the official suite calls by name: each shows one kind of content, message or schema. */
export function registerTools(register: Register) {
  register("test_simple_text", nothing, async () => text("This is a simple text response for testing."));
  register("test_image_content", nothing, async () => ({
    content: [{ type: "image", data: IMAGE, mimeType: "image/png" }],
  }));
  register("test_audio_content", nothing, async () => ({
    content: [{ type: "audio", data: AUDIO, mimeType: "audio/wav" }],
  }));
  register("test_embedded_resource", nothing, async () => ({
    content: [
      {
        type: "resource",
        resource: {
          uri: "test://embedded-resource",
          mimeType: "text/plain",
          text: "This is an embedded resource content.",
        },
      },
    ],
  }));
  register("test_multiple_content_types", nothing, async () => ({
    content: [
      { type: "text", text: "Multiple content types test:" },
      { type: "image", data: IMAGE, mimeType: "image/png" },
      {
        type: "resource",
        resource: {
          uri: "test://mixed-content-resource",
          mimeType: "application/json",
          text: JSON.stringify({ test: "data", value: 123 }),
        },
      },
    ],
  }));
  register("test_error_handling", nothing, async () => ({
    ...text("This tool intentionally returns an error for testing"),
    isError: true,
  }));
  register("test_tool_with_logging", nothing, async (_, ctx) => {
    for (const data of ["Tool execution started", "Tool processing data", "Tool execution completed"]) {
      await ctx.mcpReq.notify({ method: "notifications/message", params: { level: "info", data } });
      await wait(50);
    }
    return text("Tool with logging executed successfully");
  });
  register("test_tool_with_progress", nothing, async (_, ctx) => {
    const progressToken = ctx.mcpReq._meta?.progressToken;
    // Progress may only be told to a client that gave a token for it.
    for (const progress of progressToken === undefined ? [] : [0, 50, 100]) {
      await ctx.mcpReq.notify({
        method: "notifications/progress",
        params: { progressToken, progress, total: 100, message: `Completed step ${progress} of 100` },
      });
      await wait(50);
    }
    return text(String(progressToken ?? "no-progress-token"));
  });
  register("test_logging_tool", nothing, async (_, ctx) => {
    await ctx.mcpReq.log("info", "Told only to a request that set a log level");
    return text("logged");
  });
  register("test_streaming_elicitation", nothing, async () => text("no request of the server's own"));
  register("test_trigger_tool_change", nothing, async (_, __, notify) => {
    notify.toolsChanged();
    return text("tools_list_changed published");
  });
  register("test_trigger_prompt_change", nothing, async (_, __, notify) => {
    notify.promptsChanged();
    return text("prompts_list_changed published");
  });
  register("test_x_mcp_header", fromJsonSchema<{ region?: string }>(HEADER_SCHEMA), async ({ region }) =>
    text(`region=${region ?? "<none>"}`),
  );
  register("json_schema_2020_12_tool", fromJsonSchema<object>(SCHEMA_2020_12), async (args) =>
    text(`Called with ${JSON.stringify(args)}`),
  );
}

export function text(value: string): CallToolResult {
  return { content: [{ type: "text", text: value }] };
}

/** Asks clients to mirror an argument into a header, with a keyword that the types don't know. */
const HEADER_SCHEMA = {
  type: "object" as const,
  properties: {
    region: { type: "string", description: "Mirrored into Mcp-Param-Region", "x-mcp-header": "Region" },
    level: { type: "integer", description: "Not mirrored" },
  },
};

/** Keywords that a conversion through zod would lose. */
const SCHEMA_2020_12 = {
  $schema: "https://json-schema.org/draft/2020-12/schema",
  type: "object",
  $defs: {
    address: {
      $anchor: "addressDef",
      type: "object",
      properties: { street: { type: "string" }, city: { type: "string" } },
    },
  },
  properties: {
    name: { type: "string" },
    address: { $ref: "#/$defs/address" },
    contactMethod: { type: "string", enum: ["phone", "email"] },
    phone: { type: "string" },
    email: { type: "string" },
  },
  allOf: [{ anyOf: [{ required: ["phone"] }, { required: ["email"] }] }],
  if: { properties: { contactMethod: { const: "phone" } }, required: ["contactMethod"] },
  // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema.
  then: { required: ["phone"] },
  else: { required: ["email"] },
  additionalProperties: false,
};
