import { z } from 'zod';
import { blobHashSchema, idSchema, timestampSchema } from './ids.ts';

/** The user's id in the cloud. */
export const accountIdSchema = idSchema.brand<'AccountId'>();
export type AccountId = z.infer<typeof accountIdSchema>;

/** Whose library is shown: an account's, or what was made without one. */
export const localScope = 'local';
export const scopeSchema = z.union([z.literal(localScope), accountIdSchema]);
export type Scope = z.infer<typeof scopeSchema>;

export const roleSchema = z.enum(['user', 'support', 'admin']);
export type Role = z.infer<typeof roleSchema>;

/** An account that this device knows. Its tokens never reach the window. */
export const accountSchema = z
  .object({
    id: accountIdSchema,
    email: z.string().max(320),
    displayName: z.string().max(100),
    /** In the blob store, shown by `media://`; null: the initials. */
    avatar: blobHashSchema.nullable(),
    role: roleSchema,
    /** False: its session has ended; what it made stays here. */
    signedIn: z.boolean(),
    /** A session that needs the code of the authenticator app before it counts. */
    secondFactorDue: z.boolean(),
  })
  .readonly();
export type Account = z.infer<typeof accountSchema>;

/** A way to sign in besides a password: a company's own sign-in, or a public one. */
export const identityProviderSchema = z
  .object({
    id: z.string().min(1).max(60),
    name: z.string().min(1).max(60),
    /** How the app asks: by the system's browser, or by an e-mail address and a password. */
    asks: z.enum(['browser', 'password']),
  })
  .readonly();
export type IdentityProviderInfo = z.infer<typeof identityProviderSchema>;

/** A way in that the account is linked with; `provider` is "email" for its own password. */
export const linkedIdentitySchema = z
  .object({
    id: idSchema,
    provider: z.string().min(1).max(60),
    /** As the provider tells it. */
    email: z.string().max(320).nullable(),
    createdAt: timestampSchema.nullable(),
  })
  .readonly();
export type LinkedIdentity = z.infer<typeof linkedIdentitySchema>;

export const accountStateSchema = z
  .object({
    /** False: this build names no cloud; everything works on this device alone. */
    cloud: z.boolean(),
    active: scopeSchema,
    accounts: z.array(accountSchema).readonly(),
    identityProviders: z.array(identityProviderSchema).readonly(),
    /** False: without a keyring, signing in lasts until the app is closed. */
    sessionsPersist: z.boolean(),
    /** A sign-in that is under way in the browser. */
    inBrowser: z.string().nullable(),
  })
  .readonly();
export type AccountState = z.infer<typeof accountStateSchema>;

export const emailSchema = z.email().max(320);
export const passwordSchema = z.string().min(1).max(200);

/** What comes after a step of signing in. */
export const nextStepSchema = z.discriminatedUnion('next', [
  z.object({ next: z.literal('signed-in'), account: accountSchema }).readonly(),
  /** A code and a link went to this address. */
  z.object({ next: z.literal('check-mail'), email: z.string() }).readonly(),
  /** The code of the authenticator app, or a recovery code. */
  z.object({ next: z.literal('second-factor') }).readonly(),
  /** The browser is open; the answer comes as an `account-changed` event. */
  z.object({ next: z.literal('browser') }).readonly(),
]);
export type NextStep = z.infer<typeof nextStepSchema>;

/** What a code or a link in a mail is for. */
export const mailPurposeSchema = z.enum(['signup', 'magic-link', 'recovery', 'email-change']);
export type MailPurpose = z.infer<typeof mailPurposeSchema>;

/** Digits of an authenticator app or of a mail. */
export const codeSchema = z
  .string()
  .trim()
  .regex(/^\d{6,10}$/);

export const factorSchema = z
  .object({ id: idSchema, name: z.string().max(100), createdAt: timestampSchema })
  .readonly();
export type Factor = z.infer<typeof factorSchema>;

export const enrolmentSchema = z
  .object({
    factorId: idSchema,
    /** To type by hand where the picture can't be scanned. */
    secret: z.string().max(200),
    uri: z.string().max(1000),
    /** Rows of the QR code: 1 is dark. Drawn by the window itself, so that no markup is trusted. */
    qrCode: z.array(z.array(z.union([z.literal(0), z.literal(1)])).readonly()).readonly(),
  })
  .readonly();
export type Enrolment = z.infer<typeof enrolmentSchema>;

export const deviceSchema = z
  .object({
    id: idSchema,
    name: z.string().max(100),
    platform: z.string().max(40),
    appVersion: z.string().max(40),
    createdAt: timestampSchema,
    lastSeenAt: timestampSchema,
    isThis: z.boolean(),
    revoked: z.boolean(),
  })
  .readonly();
export type Device = z.infer<typeof deviceSchema>;
