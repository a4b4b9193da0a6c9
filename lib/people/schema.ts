import { z } from "zod";
import { role } from "@/lib/auth/schema";
import { timeZone } from "@/lib/core/schema";
import { MIN_PASSWORD_LENGTH } from "./values";

const MAX_PASSWORD_LENGTH = 200;
const MAX_NAME_LENGTH = 80;

export const email = z
  .string()
  .trim()
  .toLowerCase()
  .max(254, "An e-mail address has at most 254 characters.")
  .pipe(z.email("This is not an e-mail address, such as name@example.com."))
  .describe("E-mail address, with which the person signs in");

export const personName = z
  .string()
  .trim()
  .min(1, "Enter a name.")
  .max(MAX_NAME_LENGTH, `A name has at most ${MAX_NAME_LENGTH} characters.`);

export const newPassword = z
  .string()
  .min(MIN_PASSWORD_LENGTH, `A password needs at least ${MIN_PASSWORD_LENGTH} characters.`)
  .max(MAX_PASSWORD_LENGTH, `A password has at most ${MAX_PASSWORD_LENGTH} characters.`);

/** A password that is compared, whatever rules it was once made under. */
const givenPassword = z.string().min(1, "Enter your password.").max(1_000, "This password is too long.");

export const signInInput = z.strictObject({ email, password: givenPassword });
export type SignInInput = z.output<typeof signInInput>;

export const createUserInput = z.strictObject({ email, name: personName, password: newPassword });
export type CreateUserInput = z.output<typeof createUserInput>;

export const changePasswordInput = z.strictObject({
  /** Left out by people who have none because they sign in with Google or GitHub. */
  current_password: givenPassword.optional(),
  new_password: newPassword,
});
export type ChangePasswordInput = z.output<typeof changePasswordInput>;

const identityProvider = z.enum(["google", "github"]);

export const connectIdentityInput = z.strictObject({
  provider: identityProvider,
  /** Left out by people who have none. */
  current_password: givenPassword.optional(),
});
export type ConnectIdentityInput = z.output<typeof connectIdentityInput>;

export const disconnectIdentityInput = z.strictObject({ provider: identityProvider });
export type DisconnectIdentityInput = z.output<typeof disconnectIdentityInput>;

export const updateNameInput = z.strictObject({ name: personName });
export type UpdateNameInput = z.output<typeof updateNameInput>;

export const setTimeZoneInput = z.strictObject({
  time_zone: z.union([z.literal("").transform(() => null), timeZone]).describe("Empty follows the browser"),
});
export type SetTimeZoneInput = z.output<typeof setTimeZoneInput>;

const userId = z.string().min(1).max(64);

export const changeRoleInput = z.strictObject({ user_id: userId, role });
export type ChangeRoleInput = z.output<typeof changeRoleInput>;

export const removeMemberInput = z.strictObject({ user_id: userId });
export type RemoveMemberInput = z.output<typeof removeMemberInput>;

export const inviteMemberInput = z.strictObject({
  role,
  email: email.optional().describe("When given, only this address may accept"),
});
export type InviteMemberInput = z.output<typeof inviteMemberInput>;

export const revokeInvitationInput = z.strictObject({ invitation_id: z.string().min(1).max(64) });
export type RevokeInvitationInput = z.output<typeof revokeInvitationInput>;

const linkSecret = z.string().min(1).max(200);

export const acceptInvitationInput = z.strictObject({ token: linkSecret });
export type AcceptInvitationInput = z.output<typeof acceptInvitationInput>;

export const resetPasswordInput = z.strictObject({ token: linkSecret, password: newPassword });
export type ResetPasswordInput = z.output<typeof resetPasswordInput>;

/** Asks for a link by e-mail. */
export const askLinkInput = z.strictObject({
  email,
  next: z.string().max(2_000).default("/").describe("Path to go on to"),
});

export const signInWithLinkInput = z.strictObject({ token: linkSecret });

/** An account the operator names in the terminal. */
export const accountInput = z.strictObject({ email });

export const joinInput = createUserInput.extend({ token: linkSecret });
export type JoinInput = z.output<typeof joinInput>;

export const memberView = z.strictObject({
  user_id: z.string(),
  name: z.string(),
  email: z.string(),
  role,
  is_disabled: z.boolean(),
  joined_at: z.iso.datetime(),
  last_sign_in_at: z.iso.datetime().nullable(),
});
export type MemberView = z.infer<typeof memberView>;

export const invitationView = z.strictObject({
  id: z.string(),
  role,
  email: z.string().nullable(),
  created_at: z.iso.datetime(),
  expires_at: z.iso.datetime(),
});
export type InvitationView = z.infer<typeof invitationView>;

/** `url` holds the secret and is told once: what is stored can't be turned back into it. */
export const newInvitationView = invitationView.extend({
  url: z.string(),
  is_mailed: z.boolean().describe("It is also sent to the address it is for."),
});
export type NewInvitationView = z.infer<typeof newInvitationView>;
