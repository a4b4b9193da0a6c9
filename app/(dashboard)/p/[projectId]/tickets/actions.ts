"use server";

import { assignTicket } from "@/lib/tickets/assign";
import { changeTicketStatus } from "@/lib/tickets/change-status";
import { createTicket } from "@/lib/tickets/create";
import { addNote } from "@/lib/tickets/note";
import { replyToTicket } from "@/lib/tickets/reply";
import {
  addEntryInput,
  assignTicketInput,
  changeTicketStatusInput,
  createTicketInput,
  setTicketEmailInput,
} from "@/lib/tickets/schema";
import { setTicketEmail } from "@/lib/tickets/set-email";
import { defineProjectAction } from "@/lib/web/define-action";

export const createTicketAction = defineProjectAction(createTicketInput, createTicket);
export const replyToTicketAction = defineProjectAction(addEntryInput, replyToTicket);
export const addNoteAction = defineProjectAction(addEntryInput, addNote);
export const changeTicketStatusAction = defineProjectAction(changeTicketStatusInput, changeTicketStatus);
export const assignTicketAction = defineProjectAction(assignTicketInput, assignTicket);
export const setTicketEmailAction = defineProjectAction(setTicketEmailInput, setTicketEmail);
