"use server";

import { confirmRemoval } from "@/lib/feeds/confirm-removal";
import { createFeed } from "@/lib/feeds/create";
import { deleteFeed } from "@/lib/feeds/delete";
import { pauseFeed } from "@/lib/feeds/pause";
import {
  createFeedInput,
  deleteFeedInput,
  feedInput,
  pauseFeedInput,
  updateFeedInput,
} from "@/lib/feeds/schema";
import { syncFeedNow } from "@/lib/feeds/sync-now";
import { updateFeed } from "@/lib/feeds/update";
import { defineProjectAction } from "@/lib/web/define-action";

export const createFeedAction = defineProjectAction(createFeedInput, createFeed);
export const updateFeedAction = defineProjectAction(updateFeedInput, updateFeed);
export const pauseFeedAction = defineProjectAction(pauseFeedInput, pauseFeed);
export const syncFeedAction = defineProjectAction(feedInput, syncFeedNow);
export const confirmRemovalAction = defineProjectAction(feedInput, confirmRemoval);
export const deleteFeedAction = defineProjectAction(deleteFeedInput, deleteFeed);
