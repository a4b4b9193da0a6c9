import { z } from "zod";
import { PERMISSIONS, ROLES } from "./values";

export const permission = z.enum(PERMISSIONS);

export const role = z.enum(ROLES);
