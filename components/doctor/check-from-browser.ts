import type { StepState } from "@/components/doctor/step-state";

export interface BrowserResult {
  title: string;
  state: StepState;
  note: string;
  milliseconds: number | null;
}

/** Longest wait for one answer, in milliseconds. */
const TIMEOUT_MS = 10_000;

/** The first steps of a client, from where the person is: for servers that can't reach their own public address. */
export async function checkFromBrowser(projectId: string, baseUrl: string): Promise<BrowserResult[]> {
  const path = `/mcp/projects/${encodeURIComponent(projectId)}`;
  const results: BrowserResult[] = [];
  const { origin } = window.location;
  results.push({
    title: "This page is open at the public address",
    state: origin === baseUrl ? "done" : "failed",
    note: origin === baseUrl ? origin : `${origin}, but BASE_URL is ${baseUrl}`,
    milliseconds: null,
  });
  const step = async (title: string, look: () => Promise<string>) => {
    const began = performance.now();
    const done = (state: StepState, note: string) =>
      results.push({ title, state, note, milliseconds: Math.round(performance.now() - began) });
    try {
      done("done", await look());
    } catch (error) {
      done("failed", error instanceof Error ? error.message : "No answer");
    }
  };
  await step("The connection URL asks to sign in", async () => {
    const response = await ask(path, {
      method: "POST",
      headers: { "content-type": "application/json", accept: "application/json, text/event-stream" },
      body: JSON.stringify({ jsonrpc: "2.0", id: 1, method: "ping" }),
    });
    const header = response.headers.get("www-authenticate") ?? "";
    if (response.status !== 401) throw new Error(`Status ${response.status} instead of 401`);
    if (!header.includes(`${baseUrl}/.well-known/`))
      throw new Error("The header that says where is missing or wrong");
    return "401, names its description";
  });
  await step("The connection URL's description", async () => {
    const { resource } = await document(`/.well-known/oauth-protected-resource${path}`);
    if (resource !== `${baseUrl}${path}`) throw new Error(`It is about ${String(resource)}`);
    return String(resource);
  });
  await step("The sign-in server's description", async () => {
    const { issuer } = await document("/.well-known/oauth-authorization-server");
    if (issuer !== baseUrl) throw new Error(`Its name is ${String(issuer)}`);
    return String(issuer);
  });
  return results;
}

async function document(path: string): Promise<Record<string, unknown>> {
  const response = await ask(path, {});
  if (response.status !== 200) throw new Error(`Status ${response.status} instead of 200`);
  return response.json();
}

async function ask(path: string, init: RequestInit): Promise<Response> {
  const response = await fetch(path, {
    ...init,
    // So that the check is not listed as somebody's try.
    headers: { ...init.headers, "caramel-self-test": "1" },
    credentials: "omit",
    redirect: "manual",
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  if (response.type === "opaqueredirect")
    throw new Error("Something in front of Caramel redirects this address");
  return response;
}
