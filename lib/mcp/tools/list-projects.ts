import "server-only";
import { listProjects } from "@/lib/account/list-projects";
import { listProjectsInput, projectSummaryPage } from "@/lib/account/schema";
import { defineTool, READS } from "../define-tool";

export const listProjectsTool = defineTool({
  name: "list_projects",
  title: "List projects",
  description:
    "Lists the projects of this connection with ids, plan, main chatbot and counts. Call it first.",
  category: "account",
  scope: "organisation",
  permission: "any",
  tier: "starter",
  annotations: READS,
  input: listProjectsInput,
  output: projectSummaryPage,
  run: listProjects,
});
