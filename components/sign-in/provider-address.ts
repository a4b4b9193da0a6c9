/**
 * Address at Google or GitHub where a person goes on; next-auth tells it when the request carries the token of its own
 * cookie.
 * @param next path of this installation to come back to
 */
export async function providerAddress(provider: string, next: string): Promise<string> {
  const token = (await (await fetch("/api/auth/csrf")).json()) as { csrfToken: string };
  const response = await fetch(`/api/auth/signin/${provider}`, {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams({ csrfToken: token.csrfToken, callbackUrl: next, json: "true" }),
  });
  const { url } = (await response.json()) as { url: string };
  return url;
}
