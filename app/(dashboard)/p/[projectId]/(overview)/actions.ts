"use server";

import { setGuideInput } from "@/lib/projects/schema";
import { setGuide } from "@/lib/projects/set-guide";
import { defineProjectAction } from "@/lib/web/define-action";

export const setGuideAction = defineProjectAction(setGuideInput, setGuide);
