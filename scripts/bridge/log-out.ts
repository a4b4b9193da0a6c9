import type { SignInStore } from "./sign-in-store";

const TIMEOUT_MS = 10_000;

/**
 * Ends the connection at the server (RFC 7009) and forgets the sign-in.
 * @returns what to tell the person
 */
export async function logOut(url: URL, store: SignInStore, fetchFn: typeof fetch = fetch): Promise<string> {
  const { tokens, client, server } = await store.read();
  await store.remove();
  const token = tokens?.refresh_token ?? tokens?.access_token;
  if (!token || !client) return `Nobody is signed in at ${url.href}`;
  // The kit keeps the field and only its type lacks it.
  const metadata = server?.authorizationServerMetadata as { revocation_endpoint?: string } | undefined;
  const endpoint = metadata?.revocation_endpoint;
  try {
    if (!endpoint) throw new Error("the server has no address for it");
    const response = await fetchFn(endpoint, {
      method: "POST",
      headers: { "content-type": "application/x-www-form-urlencoded" },
      body: new URLSearchParams({ token, client_id: client.client_id }),
      redirect: "error",
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    await response.body?.cancel();
    if (!response.ok) throw new Error(`it answered ${response.status}`);
    return `Signed out at ${url.href}`;
  } catch (error) {
    const reason = (error as Error).message;
    return `The sign-in was forgotten here, but the server could not be told (${reason}). End the connection in the dashboard, Integrations, MCP.`;
  }
}
