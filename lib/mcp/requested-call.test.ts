import { expect, test } from "vitest";
import { env } from "@/lib/core/env";
import { newId } from "@/lib/core/ids";
import { endpointOf } from "./endpoint";
import { productToolset } from "./product-toolset";
import { callToAdmit } from "./requested-call";

function namedIn(args: Record<string, unknown>): string[] | undefined {
  const request = new Request(`${env.baseUrl}/mcp`, { method: "POST" });
  const params = { name: "list_conversations", arguments: args };
  const endpoint = endpointOf(request, { access: "full", endpoint: "account" });
  return callToAdmit(params, productToolset, endpoint, request, "request-1")?.named;
}

test("the fields that address something tell whose limit a call is taken from", () => {
  const [project, chatbot] = [newId("project"), newId("chatbot")];
  expect(namedIn({ project_id: project, chatbot_id: chatbot, limit: 5 })).toEqual([project, chatbot]);
  const source = newId("source");
  expect(namedIn({ id: source })).toEqual([source]);
  expect(namedIn({ id: `${source}#2` })).toEqual([source]);
  expect(namedIn({ conversation_ids: [newId("conversation"), newId("conversation")] })).toHaveLength(2);
});

test("an id among search words addresses nothing", () => {
  expect(namedIn({ query: newId("conversation"), platform: newId("project") })).toEqual([]);
  expect(namedIn({ chatbot_id: "not an id", filter: [newId("product")] })).toEqual([]);
});
