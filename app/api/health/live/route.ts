/** The process runs and answers; a process manager restarts it when this fails. */
export function GET(): Response {
  return Response.json({ status: "live" }, { headers: { "cache-control": "no-store" } });
}
