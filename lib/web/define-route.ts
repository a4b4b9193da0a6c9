import "server-only";
import { unstable_rethrow } from "next/navigation";
import type { z } from "zod";
import { InvalidInputError } from "@/lib/core/errors";
import { toInvalidInput } from "./errors";
import { problemResponse } from "./problem";
import { requireSameOrigin } from "./same-origin";

/** What a handler gets: the parsed input, the parameters of the path and the request itself. */
export interface RouteContext<Input, Params> {
  input: Input;
  params: Params;
  request: Request;
  requestId: string | null;
}

/** What Next passes to a route handler besides the request. */
interface NextContext<Params> {
  params: Promise<Params>;
}

export interface RouteOptions<Schema extends z.ZodType, Params> {
  /** Parsed from the query of a GET or HEAD, else from the JSON body. */
  input?: Schema;
  /** Must ask for its caller. What it returns is sent as JSON, unless it is a `Response`. */
  handle: (context: RouteContext<z.output<Schema>, Params>) => Promise<unknown>;
  /** Status of a success. */
  status?: number;
}

/**
 * A route handler for the dashboard's own requests: checks where a writing request comes from, parses, calls, and
 * answers failures as problem details (RFC 9457). Nothing it answers is stored by a cache.
 */
export function defineRoute<Schema extends z.ZodType = z.ZodUndefined, Params = Record<string, never>>(
  options: RouteOptions<Schema, Params>,
): (request: Request, context: NextContext<Params>) => Promise<Response> {
  return async (request, context) => {
    const requestId = request.headers.get("x-request-id");
    try {
      requireSameOrigin(request);
      const input = options.input ? await parse(options.input, request) : undefined;
      const result = await options.handle({
        input: input as z.output<Schema>,
        params: await context.params,
        request,
        requestId,
      });
      if (result instanceof Response) return result;
      if (result === undefined) return new Response(null, { status: 204 });
      return Response.json(result, {
        status: options.status ?? 200,
        headers: { "cache-control": "no-store" },
      });
    } catch (error) {
      unstable_rethrow(error);
      return problemResponse(error, requestId);
    }
  };
}

async function parse<Schema extends z.ZodType>(schema: Schema, request: Request): Promise<z.output<Schema>> {
  const parsed = schema.safeParse(await read(request));
  if (!parsed.success) throw toInvalidInput(parsed.error);
  return parsed.data;
}

async function read(request: Request): Promise<unknown> {
  if (request.method === "GET" || request.method === "HEAD") {
    return Object.fromEntries(new URL(request.url).searchParams);
  }
  const text = await request.text();
  if (text === "") return {};
  try {
    return JSON.parse(text);
  } catch {
    throw new InvalidInputError("The body is not valid JSON.", {
      problems: [{ path: "", message: "must be JSON" }],
    });
  }
}
