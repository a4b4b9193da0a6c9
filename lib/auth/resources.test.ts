import { describe, expect, test } from "vitest";
import { env } from "@/lib/core/env";
import { newId } from "@/lib/core/ids";
import { canonicalResource, metadataUrl } from "./resources";

const base = env.baseUrl;
const projectId = newId("project");
const project = `${base}/mcp/projects/${projectId}`;

describe("canonicalResource", () => {
  test.each([
    [`${base}/mcp`, `${base}/mcp`],
    [`${base}/mcp/`, `${base}/mcp`],
    [base, `${base}/mcp`],
    [`${base}/`, `${base}/mcp`],
    [base.toUpperCase(), `${base}/mcp`],
    [`${base.toUpperCase()}/mcp-readonly/`, `${base}/mcp-readonly`],
    [project, project],
    [`${project}/`, project],
    [`${project}?access=readonly`, project],
  ])("%s means %s", (text, uri) => {
    expect(canonicalResource(text)?.uri).toBe(uri);
  });

  test.each([
    "",
    "/mcp",
    "mcp",
    `${base}/MCP`,
    `${base}/mcp//`,
    `${base}/mcp#`,
    `${base}/mcp#x`,
    `${base}/mcp?x=1`,
    `${base}/mcp/projects`,
    `${base}/mcp/projects/prj_x`,
    `${base}/mcp/projects/${projectId}/x`,
    `${base}\\mcp`,
    ` ${base}/mcp`,
    `${base}/mcp\n`,
    base.replace("://", "://user@"),
    `${base}.evil.example/mcp`,
    "https://evil.example/mcp",
    `${base}1/mcp`,
    "file:///mcp",
  ])("refuses %j", (text) => {
    expect(canonicalResource(text)).toBeNull();
  });

  test("says where a resource's metadata is", () => {
    const resource = canonicalResource(project);
    expect(resource && metadataUrl(resource)).toBe(
      `${base}/.well-known/oauth-protected-resource/mcp/projects/${projectId}`,
    );
  });
});
