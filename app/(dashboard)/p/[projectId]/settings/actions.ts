"use server";

import { updateProjectInput } from "@/lib/projects/schema";
import { updateProject } from "@/lib/projects/update";
import { defineProjectAction } from "@/lib/web/define-action";

export const updateProjectAction = defineProjectAction(updateProjectInput, updateProject);
