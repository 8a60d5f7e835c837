import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { parse } from 'smol-toml';
import { z } from 'zod';
import { CloudError } from './cloud-error.ts';

const secondsPerUnit: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600 };

/** Go's durations as the CLI writes them ("1s", "1h30m"), in seconds. */
const duration = z
  .string()
  .regex(/^(\d+[smh])+$/)
  .transform((text) =>
    [...text.matchAll(/(\d+)([smh])/g)].reduce(
      (sum, [, amount, unit]) => sum + Number(amount) * (secondsPerUnit[unit ?? 's'] ?? 1),
      0,
    ),
  );

const factor = z.object({ enroll_enabled: z.boolean(), verify_enabled: z.boolean() });

/** `pg-functions://postgres/<schema>/<function>` */
const hook = z.object({
  enabled: z.boolean(),
  uri: z
    .string()
    .regex(/^pg-functions:\/\/postgres\/\w+\/\w+$/)
    .transform((uri) => {
      const [schema = '', name = ''] = uri.split('/').slice(3);
      return { schema, name };
    }),
});

/** What the embedded cloud serves of supabase/config.toml; the rest is for Docker. */
const configSchema = z.object({
  project_id: z.string(),
  api: z.object({
    port: z.int(),
    schemas: z.array(z.string()),
    extra_search_path: z.array(z.string()),
    max_rows: z.int(),
  }),
  db: z.object({ port: z.int(), major_version: z.int() }),
  auth: z.object({
    site_url: z.string(),
    additional_redirect_urls: z.array(z.string()),
    jwt_expiry: z.int().min(60).max(604_800),
    enable_refresh_token_rotation: z.literal(true),
    refresh_token_reuse_interval: z.int(),
    enable_signup: z.boolean(),
    enable_manual_linking: z.boolean(),
    minimum_password_length: z.int().min(6),
    password_requirements: z.enum([
      '',
      'letters_digits',
      'lower_upper_letters_digits',
      'lower_upper_letters_digits_symbols',
    ]),
    rate_limit: z.object({
      email_sent: z.int(),
      sign_in_sign_ups: z.int().min(1),
      token_verifications: z.int().min(1),
    }),
    email: z.object({
      double_confirm_changes: z.boolean(),
      enable_confirmations: z.boolean(),
      secure_password_change: z.boolean(),
      max_frequency: duration,
      otp_length: z.int().min(6).max(10),
      otp_expiry: z.int(),
    }),
    sessions: z
      .object({ timebox: duration.optional(), inactivity_timeout: duration.optional() })
      .default({}),
    hook: z.object({ custom_access_token: hook.optional() }).default({}),
    external: z.record(z.string(), z.object({ enabled: z.boolean() })).default({}),
    mfa: z.object({ max_enrolled_factors: z.int(), totp: factor }),
  }),
  functions: z.record(z.string(), z.object({ verify_jwt: z.boolean().default(true) })).default({}),
});

export type CloudConfig = z.infer<typeof configSchema>;
export type AuthConfig = CloudConfig['auth'];

/**
 * Reads supabase/config.toml.
 * @param supabaseFolder the folder that holds it
 */
export async function readConfig(supabaseFolder: string): Promise<CloudConfig> {
  const file = path.join(supabaseFolder, 'config.toml');
  try {
    return configSchema.parse(parse(await readFile(file, 'utf8')));
  } catch (error) {
    const reason = error instanceof z.ZodError ? z.prettifyError(error) : String(error);
    throw new CloudError(`supabase/config.toml can't be used:\n${reason}`, 'Correct it there.');
  }
}
