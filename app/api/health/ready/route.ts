import { readiness } from "@/lib/web/readiness";

/** Whether this instance should get requests now; a load balancer asks. 503 while it stops or has no database. */
export async function GET(): Promise<Response> {
  const state = await readiness();
  return Response.json(state, {
    status: state.status === "ready" ? 200 : 503,
    headers: { "cache-control": "no-store" },
  });
}
