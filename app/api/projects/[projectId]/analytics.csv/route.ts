import { z } from "zod";
import { callerForProject } from "@/lib/auth/session";
import { getAnalytics } from "@/lib/metrics/analytics";
import { getAnalyticsInput, MAX_RANGE_DAYS } from "@/lib/metrics/schema";
import { getProjectSettings } from "@/lib/projects/get-settings";
import { csvResponse } from "@/lib/web/csv-response";
import { defineRoute } from "@/lib/web/define-route";

const HEADER = [
  ...["from", "conversations", "customer messages", "replies", "answered conversations", "response rate"],
  ...["seconds to reply", "leads", "tickets"],
];

const query = z.strictObject({
  ...getAnalyticsInput.shape,
  days: z.coerce.number().int().min(1).max(MAX_RANGE_DAYS).optional(),
});

/** The figures of the page as a file, in the same days: those of the project's time zone. */
export const GET = defineRoute<typeof query, { projectId: string }>({
  input: query,
  handle: async ({ input, params }) => {
    const caller = await callerForProject(params.projectId);
    const { time_zone: zone } = await getProjectSettings(caller);
    return csvResponse(
      "analytics.csv",
      HEADER,
      async () => ({ items: (await getAnalytics(caller, input, zone)).series, next_cursor: null }),
      (step) => [
        step.start,
        step.conversations,
        step.user_messages,
        step.agent_messages,
        step.answered_conversations,
        step.response_rate,
        step.average_response_seconds,
        step.leads,
        step.tickets,
      ],
    );
  },
});
