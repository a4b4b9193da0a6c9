/**
 * Reads an address of this installation that answers with JSON.
 * @throws Error it did not answer, or refused
 */
export async function readJson<View>(address: string): Promise<View> {
  const response = await fetch(address, { headers: { accept: "application/json" } });
  if (!response.ok) throw new Error(`The server answered ${response.status}.`);
  return response.json();
}
