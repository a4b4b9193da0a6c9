import { z } from "zod";
import { callerForOrganisation } from "@/lib/auth/session";
import { getDailyUsage } from "@/lib/usage/get-daily";
import { MAX_USAGE_DAYS } from "@/lib/usage/schema";
import { csvResponse } from "@/lib/web/csv-response";
import { defineRoute } from "@/lib/web/define-route";

const DAY_HEADER = ["day (UTC)", "calls", "refused", "counted calls", "tokens read", "tokens written"];
const TOOL_HEADER = ["day (UTC)", "tool", "calls"];

const query = z.strictObject({
  days: z.coerce.number().int().min(1).max(MAX_USAGE_DAYS).default(30),
  by: z.enum(["day", "tool"]).default("day"),
});

/** What was used each day as a file, or the calls of each tool by day. */
export const GET = defineRoute<typeof query, { organisationId: string }>({
  input: query,
  handle: async ({ input, params }) => {
    const caller = await callerForOrganisation(params.organisationId);
    const { series, tools_by_day: tools } = await getDailyUsage(caller, { days: input.days });
    if (input.by === "tool") {
      return csvResponse(
        "usage-by-tool.csv",
        TOOL_HEADER,
        async () => ({ items: tools, next_cursor: null }),
        ({ day, tool, calls }) => [day, tool, calls],
      );
    }
    return csvResponse(
      "usage-by-day.csv",
      DAY_HEADER,
      async () => ({ items: series, next_cursor: null }),
      (row) => [row.day, row.calls, row.denied, row.counted_calls, row.input_tokens, row.output_tokens],
    );
  },
});
