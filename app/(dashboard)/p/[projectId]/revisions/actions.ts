"use server";

import { undoRevisionInput } from "@/lib/revisions/schema";
import { undoRevision } from "@/lib/revisions/undo";
import { defineProjectAction } from "@/lib/web/define-action";

export const undoRevisionAction = defineProjectAction(undoRevisionInput, undoRevision);
