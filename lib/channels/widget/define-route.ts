import "server-only";
import type { z } from "zod";
import { readBearer } from "@/lib/auth/credential";
import { type WidgetCaller, widgetCaller } from "@/lib/auth/widget-caller";
import { InvalidInputError } from "@/lib/core/errors";
import { BodyReader } from "@/lib/core/read-body";
import { toInvalidInput } from "@/lib/web/errors";
import { problemResponse } from "@/lib/web/problem";
import { readableBy } from "./cors";
import { requireRoom, type WidgetLimitName } from "./limits";

/** Largest body in bytes. */
const MAX_BODY_BYTES = 64 * 1024;

/** What a handler gets. */
export interface WidgetContext<Input, Params> {
  widget: WidgetCaller;
  input: Input;
  params: Params;
}

export interface WidgetRouteOptions<Schema extends z.ZodType, Params> {
  input?: Schema;
  limit: WidgetLimitName;
  /** What it returns is sent as JSON, unless it is a `Response`. */
  handle: (context: WidgetContext<z.output<Schema>, Params>) => Promise<unknown>;
  /** Status of a success. */
  status?: number;
}

/**
 * A route of the widget: a POST with JSON from a page of another origin. Checks how often it is asked, which page asks and
 * what it sends; answers failures as problem details (RFC 9457) that any page may read, so that a
 * shop's owner sees why the chat stays away.
 */
export function defineWidgetRoute<
  Schema extends z.ZodType = z.ZodUndefined,
  Params extends { chatbotId: string } = { chatbotId: string },
>(
  options: WidgetRouteOptions<Schema, Params>,
): (request: Request, context: { params: Promise<Params> }) => Promise<Response> {
  return async (request, context) => {
    const requestId = request.headers.get("x-request-id");
    try {
      const params = await context.params;
      await requireRoom(options.limit, "address", request.headers.get("x-caramel-client-ip") ?? "unknown");
      const widget = await widgetCaller(params.chatbotId, {
        bearer: readBearer(request.headers),
        origin: request.headers.get("origin"),
        requestId: requestId ?? undefined,
      });
      const input = options.input ? await parse(options.input, request) : undefined;
      // What is not valid does not count: who mistypes an address may try again.
      if (!widget.isNewToken) await requireRoom(options.limit, "visitor", widget.token.hash);
      const result = await options.handle({ widget, input: input as z.output<Schema>, params });
      const response =
        result instanceof Response
          ? result
          : Response.json(result, {
              status: options.status ?? 200,
              headers: { "cache-control": "no-store" },
            });
      return readableBy(widget.origin, response);
    } catch (error) {
      return readableBy("*", problemResponse(error, requestId));
    }
  };
}

async function parse<Schema extends z.ZodType>(schema: Schema, request: Request): Promise<z.output<Schema>> {
  const parsed = schema.safeParse(await readJson(request));
  if (!parsed.success) throw toInvalidInput(parsed.error);
  return parsed.data;
}

async function readJson(request: Request): Promise<unknown> {
  // A form or an image of another site can send other types without asking the browser first.
  if (!/^application\/json\s*(;|$)/i.test(request.headers.get("content-type") ?? "")) {
    throw new InvalidInputError("The body must be JSON.", {
      reason: "not_json",
      nextStep: "Send it with the content type application/json.",
    });
  }
  const reader = new BodyReader(request);
  if ((await reader.readUpTo(MAX_BODY_BYTES)) === "longer") {
    await reader.cancel();
    throw new InvalidInputError(`The body is larger than ${MAX_BODY_BYTES} bytes.`, {
      reason: "body_too_large",
      nextStep: "Send less at once.",
    });
  }
  const body = reader.json();
  if (body !== undefined) return body;
  throw new InvalidInputError("The body is not valid JSON.", {
    problems: [{ path: "", message: "must be JSON in UTF-8" }],
  });
}
