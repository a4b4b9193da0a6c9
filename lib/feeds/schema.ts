import { z } from "zod";
import { idOf, lineOf, moment } from "@/lib/core/schema";
import { importView } from "@/lib/imports/schema";

/** Feeds of one project at most. */
export const MAX_FEEDS = 20;
/** Largest file of a feed, in bytes, unpacked. */
export const MAX_FEED_BYTES = 50 * 1024 * 1024;
export const MAX_FEED_NAME_LENGTH = 80;
export const MAX_ADDRESS_LENGTH = 2_000;

const feedId = idOf("feed").describe("From the list of feeds.");

/** An address without a name and password in it: those would stand in the database and in every list. */
const address = z
  .string()
  .trim()
  .min(1, { error: "Must not be empty." })
  .max(MAX_ADDRESS_LENGTH, { error: `At most ${MAX_ADDRESS_LENGTH} characters.` })
  .transform((text, context) => {
    const url = URL.parse(text);
    const problem = addressProblem(url);
    if (url && problem === null) {
      url.hash = "";
      return url.href;
    }
    context.addIssue({ code: "custom", message: problem ?? "" });
    return z.NEVER;
  })
  .describe("Where the file is, beginning with https:// or http://.");

function addressProblem(url: URL | null): string | null {
  if (!url || !/^https?:$/.test(url.protocol) || url.hostname === "") {
    return "Must be an address that begins with https://.";
  }
  if (url.username !== "" || url.password !== "") {
    return "Must not hold a user name and password. Use the feed's public address, or one with a key in it that the shop made for this.";
  }
  return null;
}

/** A form sends a text. */
const interval = z.coerce
  .number()
  .int({ error: "Must be a whole number." })
  .min(1, { error: "At least 1 hour." })
  .max(720, { error: "At most 720 hours (30 days)." })
  .describe("Hours between two looks at the feed.");

export const createFeedInput = z.strictObject({
  name: lineOf(MAX_FEED_NAME_LENGTH).describe("For your own use."),
  url: address,
  interval_hours: interval.default(24),
});
export type CreateFeedInput = z.infer<typeof createFeedInput>;

export const updateFeedInput = z.strictObject({
  feed_id: feedId,
  name: lineOf(MAX_FEED_NAME_LENGTH).optional(),
  url: address.optional(),
  interval_hours: interval.optional(),
});
export type UpdateFeedInput = z.infer<typeof updateFeedInput>;

export const feedInput = z.strictObject({ feed_id: feedId });
export type FeedInput = z.infer<typeof feedInput>;

export const pauseFeedInput = z.strictObject({
  feed_id: feedId,
  is_active: z.boolean().describe("Whether it is read on its schedule."),
});
export type PauseFeedInput = z.infer<typeof pauseFeedInput>;

export const deleteFeedInput = z.strictObject({
  feed_id: feedId,
  products: z
    .enum(["keep", "hide"])
    .describe(
      "keep: its products stay as they are, as if they had been imported by hand. hide: they are hidden.",
    ),
});
export type DeleteFeedInput = z.infer<typeof deleteFeedInput>;

export const feedView = z.strictObject({
  id: idOf("feed"),
  name: z.string(),
  url: z.string(),
  is_active: z.boolean(),
  interval_hours: z.int(),
  products: z.int().describe("Products it brought that are shown."),
  is_syncing: z.boolean().describe("Whether its file is being fetched or read."),
  last_run_at: moment.nullable().describe("When it was last read, or found unchanged."),
  last_error: z.string().nullable().describe("Why the last try failed, in a sentence for people."),
  next_run_at: moment.nullable().describe("When it is looked at next; null when paused."),
  last_run: importView.nullable().describe("The last time its file was different."),
  created_at: moment,
});
export type FeedView = z.infer<typeof feedView>;

/** The feeds of a project; there are at most 20, so the list has no pages. */
export const feedList = z.strictObject({ items: z.array(feedView) });
export type FeedList = z.infer<typeof feedList>;
