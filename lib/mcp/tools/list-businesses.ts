import "server-only";
import { listBusinesses } from "@/lib/account/list-businesses";
import { businessPage, listProjectsInput } from "@/lib/account/schema";
import { defineTool, READS } from "../define-tool";

export const listBusinessesTool = defineTool({
  name: "list_businesses",
  aliases: ["caramel.v1.business.list"],
  title: "List businesses",
  description: "Lists the businesses of this connection. A business is a project; call it for a business_id.",
  category: "account",
  scope: "organisation",
  permission: "any",
  tier: "starter",
  annotations: READS,
  input: listProjectsInput,
  output: businessPage,
  run: listBusinesses,
});
