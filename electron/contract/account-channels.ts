import { z } from 'zod';
import {
  accountIdSchema,
  accountStateSchema,
  codeSchema,
  deviceSchema,
  emailSchema,
  enrolmentSchema,
  factorSchema,
  identityProviderSchema,
  linkedIdentitySchema,
  mailPurposeSchema,
  nextStepSchema,
  passwordSchema,
  scopeSchema,
} from './account.ts';
import { idSchema, timestampSchema } from './ids.ts';

const nothing = z.void();
const recoveryCodes = z.array(z.string().max(40)).readonly();

/** Everything about accounts that the window may ask for; all but `state` need the network. */
export const accountChannels = {
  'account.state': { input: nothing, output: accountStateSchema },
  'account.sign-up': {
    input: z.object({
      email: emailSchema,
      password: passwordSchema,
      displayName: z.string().trim().max(100).default(''),
    }),
    output: nextStepSchema,
  },
  'account.sign-in': {
    input: z.object({ email: emailSchema, password: passwordSchema }),
    output: nextStepSchema,
  },
  'account.send-magic-link': { input: emailSchema, output: nextStepSchema },
  'account.resend': {
    input: z.object({ purpose: mailPurposeSchema, email: emailSchema }),
    output: nothing,
  },
  /** The code of a mail, where its link can't be opened on this machine. */
  'account.enter-code': {
    input: z.object({ purpose: mailPurposeSchema, email: emailSchema, code: codeSchema }),
    output: nextStepSchema,
  },
  /** `credentials` for a provider that asks for a password here. */
  'account.sign-in-with': {
    input: z.object({
      provider: z.string().min(1).max(60),
      credentials: z.object({ email: emailSchema, password: passwordSchema }).optional(),
    }),
    output: nextStepSchema,
  },
  'account.cancel-browser': { input: nothing, output: nothing },
  'account.request-reset': { input: emailSchema, output: nothing },
  /** After a recovery mail, or with the code of `account.reauthenticate` where that is asked for. */
  'account.set-password': {
    input: z.object({ password: passwordSchema, code: codeSchema.optional() }),
    output: nothing,
  },
  /** Sends a code to the account's address; the next change asks for it. */
  'account.reauthenticate': { input: nothing, output: nothing },
  'account.change-email': {
    input: z.object({ email: emailSchema, code: codeSchema.optional() }),
    output: nothing,
  },

  'account.answer-factor': { input: z.object({ code: codeSchema }), output: nextStepSchema },
  /** Signs in without the authenticator app and removes it from the account. */
  'account.use-recovery-code': {
    input: z.string().trim().min(4).max(40),
    output: nextStepSchema,
  },
  'account.factors': { input: nothing, output: z.array(factorSchema).readonly() },
  'account.enrol-factor': {
    input: z.object({ name: z.string().trim().min(1).max(100) }),
    output: enrolmentSchema,
  },
  /** Proves the new factor; the first one brings recovery codes, shown this once. */
  'account.confirm-factor': {
    input: z.object({ factorId: idSchema, code: codeSchema }),
    output: z.object({ recoveryCodes: recoveryCodes.nullable() }),
  },
  'account.remove-factor': { input: idSchema, output: nothing },
  'account.renew-recovery-codes': { input: nothing, output: recoveryCodes },

  /** The ways in of the account that is shown, and the providers that it could be linked with. */
  'account.identities': {
    input: nothing,
    output: z.object({
      linked: z.array(linkedIdentitySchema).readonly(),
      linkable: z.array(identityProviderSchema).readonly(),
    }),
  },
  /** Opens the provider's page; `identity-linked` of the event `account-link` tells of the end. */
  'account.link-identity': { input: z.string().min(1).max(60), output: nextStepSchema },
  'account.unlink-identity': { input: idSchema, output: nothing },

  'account.devices': { input: nothing, output: z.array(deviceSchema).readonly() },
  'account.rename-device': {
    input: z.object({ id: idSchema, name: z.string().trim().min(1).max(100) }),
    output: nothing,
  },
  'account.revoke-device': { input: idSchema, output: nothing },
  'account.sign-out': { input: z.enum(['local', 'others', 'global']), output: nothing },

  'account.set-profile': {
    input: z.object({ displayName: z.string().trim().max(100) }),
    output: nothing,
  },
  /** Opens a file dialog; false: the user closed it. */
  'account.choose-avatar': { input: nothing, output: z.boolean() },
  'account.remove-avatar': { input: nothing, output: nothing },

  /** Everything that the cloud keeps of the account, as a file; false: the user closed the dialog. */
  'account.export': { input: nothing, output: z.boolean() },
  /** When the account will be deleted; null: it was not asked for. */
  'account.deletion': { input: nothing, output: timestampSchema.nullable() },
  /** Asks for it. There is a time to think, in which it can be taken back. */
  'account.request-deletion': { input: nothing, output: timestampSchema.nullable() },
  'account.take-deletion-back': { input: nothing, output: nothing },

  /** Shows another library: an account's, or the local one. */
  'account.switch': { input: scopeSchema, output: nothing },
  /** Takes a signed-out account off the list; its library stays on the disk until `erase`. */
  'account.forget': {
    input: z.object({ id: accountIdSchema, erase: z.boolean() }),
    output: nothing,
  },
} as const satisfies Record<string, { readonly input: z.ZodType; readonly output: z.ZodType }>;
