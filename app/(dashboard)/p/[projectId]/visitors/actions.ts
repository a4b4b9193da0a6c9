"use server";

import { deleteVisitor } from "@/lib/visitors/delete";
import { visitorInput } from "@/lib/visitors/schema";
import { defineProjectAction } from "@/lib/web/define-action";

// The page it is called from is left, since it shows somebody who is not there any more.
export const deleteVisitorAction = defineProjectAction(visitorInput, deleteVisitor, { isQuiet: true });
