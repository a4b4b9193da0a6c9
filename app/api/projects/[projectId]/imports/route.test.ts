import { afterAll, expect, test, vi } from "vitest";
import type { Caller } from "@/lib/auth/caller";
import { env } from "@/lib/core/env";
import { NotFoundError } from "@/lib/core/errors";
import { runImport } from "@/lib/imports/run";
import { projectForImport } from "@/lib/imports/testing";
import { stopBoss } from "@/lib/jobs/boss";
import { GET as getOne } from "./[importId]/route";
import { GET, POST } from "./route";

// Sessions have tests of their own; here the caller is whoever owns the project.
const callers = vi.hoisted(() => new Map<string, unknown>());
vi.mock("@/lib/auth/session", () => ({
  callerForProject: async (projectId: string) => {
    const caller = callers.get(projectId);
    if (!caller) throw new NotFoundError("project", projectId);
    return caller as Caller;
  },
}));

afterAll(() => stopBoss());

async function project() {
  const found = await projectForImport();
  callers.set(found.projectId, found.caller);
  return found;
}

function upload(projectId: string, query: string, body: BodyInit, headers: Record<string, string> = {}) {
  const request = new Request(`${env.baseUrl}/api/projects/${projectId}/imports?${query}`, {
    method: "POST",
    body,
    headers: { origin: env.baseUrl, ...headers },
  });
  return POST(request, { params: Promise.resolve({ projectId }) });
}

const LINE = JSON.stringify({ id: "a", turns: [{ role: "user", content: "hi" }] });
const QUERY = "kind=conversations&file_name=history.jsonl";

test("an upload is queued, and its progress can be polled", async () => {
  const { projectId, caller } = await project();
  const response = await upload(projectId, QUERY, LINE);
  expect(response.status).toBe(202);
  const { id } = (await response.json()) as { id: string };
  const poll = async () => {
    const request = new Request(`${env.baseUrl}/api/projects/${projectId}/imports/${id}`);
    return (await getOne(request, { params: Promise.resolve({ projectId, importId: id }) })).json();
  };
  expect(await poll()).toMatchObject({ status: "queued", file_bytes: LINE.length, rejections: [] });
  await runImport(caller, id);
  expect(await poll()).toMatchObject({ status: "succeeded", created: 1, total: 1 });
  const list = await GET(new Request(`${env.baseUrl}/api/projects/${projectId}/imports?limit=5`), {
    params: Promise.resolve({ projectId }),
  });
  expect(await list.json()).toMatchObject({ items: [{ id }], next_cursor: null });
});

test.each([
  ["another site", QUERY, LINE, { origin: "https://evil.example" }, 400, /another site/],
  ["no kind", "file_name=x", LINE, {}, 400, /kind/],
  ["an unknown field", `${QUERY}&project_id=x`, LINE, {}, 400, /project_id/],
  ["an unknown chatbot", `${QUERY}&chatbot_id=bot_x`, LINE, {}, 404, /no chatbot bot_x/],
  ["nothing", QUERY, "", {}, 400, /empty/],
  ["a part of what was announced", QUERY, LINE, { "content-length": "99999" }, 400, /did not arrive whole/],
])("refuses %s", async (_, query, body, headers, status, text) => {
  const { projectId } = await project();
  const response = await upload(projectId, query, body, headers as Record<string, string>);
  expect(response.status).toBe(status);
  expect(response.headers.get("content-type")).toBe("application/problem+json");
  expect(await response.text()).toMatch(text);
});

test("a project the person can't see does not exist", async () => {
  expect((await upload("prj_other", QUERY, LINE)).status).toBe(404);
});

test("an import of another project does not exist", async () => {
  const mine = await project();
  const theirs = await project();
  const { id } = (await (await upload(theirs.projectId, QUERY, LINE)).json()) as { id: string };
  const params = Promise.resolve({ projectId: mine.projectId, importId: id });
  expect((await getOne(new Request(`${env.baseUrl}/x`), { params })).status).toBe(404);
});
