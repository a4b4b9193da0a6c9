import "server-only";
import { getCapabilities } from "@/lib/account/capabilities";
import { capabilities, getCapabilitiesInput } from "@/lib/account/schema";
import { defineTool, READS } from "../define-tool";

export const getCapabilitiesTool = defineTool({
  name: "get_capabilities",
  aliases: ["caramel.v1.meta.capabilities"],
  title: "Get capabilities",
  description:
    "Tells what this connection may do: plan, limits, calls left today, permissions, projects, tools, and tools not live yet. Free; call it once.",
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
