import "server-only";
import { getCapabilities } from "@/lib/account/capabilities";
import { capabilities, getCapabilitiesInput } from "@/lib/account/schema";
import { defineTool, READS } from "../define-tool";

export const getCapabilitiesTool = defineTool({
  name: "get_capabilities",
  aliases: ["caramel.v1.meta.capabilities"],
  title: "Get capabilities",
  description:
    "Tells what this connection may do: plan, limits and calls left today, permissions, projects, tools, and tools that are not live yet. Free; once a session is enough.",
  category: "account",
  scope: "organisation",
  permission: "any",
  tier: "starter",
  isFree: true,
  annotations: READS,
  input: getCapabilitiesInput,
  output: capabilities,
  run: (caller, _input, context) => getCapabilities(caller, context.listTools()),
});
