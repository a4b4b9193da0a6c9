import "server-only";
import {
  acceptedContent,
  inputRequired,
  type McpServer,
  ResourceTemplate,
  type ServerContext,
} from "@modelcontextprotocol/server";
import { z } from "zod";
import { IMAGE } from "./media";

/** Prompts and resources that the official suite reads; the product itself has none. */
export function registerPromptsAndResources(server: McpServer) {
  registerResources(server);
  registerPrompts(server);
  server.server.setRequestHandler("resources/subscribe", () => ({}));
  server.server.setRequestHandler("resources/unsubscribe", () => ({}));
  server.server.setRequestHandler("logging/setLevel", () => ({}));
  server.server.setRequestHandler("completion/complete", () => ({
    completion: { values: [], total: 0, hasMore: false },
  }));
}

function registerResources(server: McpServer) {
  const fixed = [
    {
      uri: "test://static-text",
      mimeType: "text/plain",
      text: "This is the content of the static text resource.",
    },
    { uri: "test://static-binary", mimeType: "image/png", blob: IMAGE },
    { uri: "test://watched-resource", mimeType: "text/plain", text: "Watched resource content" },
  ];
  for (const contents of fixed) {
    const name = contents.uri.slice("test://".length);
    server.registerResource(
      name,
      contents.uri,
      { title: name, description: "A resource for testing", mimeType: contents.mimeType },
      async () => ({ contents: [contents] }),
    );
  }
  server.registerResource(
    "template",
    new ResourceTemplate("test://template/{id}/data", { list: undefined }),
    { title: "Template", description: "A resource with a parameter", mimeType: "application/json" },
    async (uri, { id }) => ({
      contents: [
        {
          uri: uri.toString(),
          mimeType: "application/json",
          text: JSON.stringify({ id, templateTest: true, data: `Data for ID: ${id}` }),
        },
      ],
    }),
  );
}

function registerPrompts(server: McpServer) {
  server.registerPrompt(
    "test_simple_prompt",
    { title: "Simple", description: "Without arguments" },
    async () => said("This is a simple prompt for testing."),
  );
  server.registerPrompt(
    "test_prompt_with_arguments",
    {
      title: "Arguments",
      description: "With two arguments",
      argsSchema: z.object({ arg1: z.string().describe("First"), arg2: z.string().describe("Second") }),
    },
    async ({ arg1, arg2 }) => said(`Prompt with arguments: arg1='${arg1}', arg2='${arg2}'`),
  );
  server.registerPrompt(
    "test_prompt_with_embedded_resource",
    {
      title: "Resource",
      description: "With an embedded resource",
      argsSchema: z.object({ resourceUri: z.string().describe("URI to embed") }),
    },
    async ({ resourceUri }) => ({
      messages: [
        {
          role: "user",
          content: {
            type: "resource",
            resource: {
              uri: resourceUri,
              mimeType: "text/plain",
              text: "Embedded resource content for testing.",
            },
          },
        },
        ...said("Please process the embedded resource above.").messages,
      ],
    }),
  );
  server.registerPrompt(
    "test_prompt_with_image",
    { title: "Image", description: "With an image" },
    async () => ({
      messages: [
        { role: "user", content: { type: "image", data: IMAGE, mimeType: "image/png" } },
        ...said("Please analyze the image above.").messages,
      ],
    }),
  );
  server.registerPrompt(
    "test_input_required_result_prompt",
    { title: "Input", description: "Asks for input before it renders" },
    // A prompt without arguments gets the context first, which the type of the callback does not say.
    async (ctx) => {
      const { inputResponses } = (ctx as unknown as ServerContext).mcpReq;
      const context = acceptedContent<{ context: string }>(inputResponses, "user_context")?.context;
      if (typeof context === "string") return said(`Use the following context: ${context}`);
      return inputRequired({
        inputRequests: {
          user_context: inputRequired.elicit({
            message: "What context should the prompt use?",
            requestedSchema: {
              type: "object",
              properties: { context: { type: "string" } },
              required: ["context"],
            },
          }),
        },
      });
    },
  );
}

function said(text: string) {
  return { messages: [{ role: "user" as const, content: { type: "text" as const, text } }] };
}
