import { Hono } from 'hono';
import { z } from 'zod';
import type { Sql } from '../postgres/database.ts';
import { refuse } from './auth-error.ts';
import type { AuthContext } from './context.ts';
import { requireGoodPassword } from './password-policy.ts';
import { emailSchema, readBody, readId, requireAdmin, userDataSchema } from './requests.ts';
import { createEmailUser } from './sign-up.ts';
import { viewUser } from './user-view.ts';
import {
  type UserRow,
  findUser,
  findUserByEmail,
  hashPassword,
  insertEmailIdentity,
  normalizeEmail,
} from './users.ts';

const attributesSchema = z.object({
  email: emailSchema.optional(),
  password: z.string().optional(),
  email_confirm: z.boolean().optional(),
  user_metadata: userDataSchema.nullish(),
  app_metadata: userDataSchema.nullish(),
  /** "none" or hours, as "24h". */
  ban_duration: z
    .string()
    .regex(/^(none|\d+h)$/)
    .optional(),
});

const createSchema = attributesSchema.extend({ id: z.uuid().optional(), email: emailSchema });

const deleteSchema = z.object({ should_soft_delete: z.boolean().default(false) });

const pageSchema = z.object({
  page: z.coerce.number().int().min(1).default(1),
  per_page: z.coerce.number().int().min(1).max(1000).default(50),
});

const hourMs = 3_600_000;

async function userById(sql: Sql, id: string): Promise<UserRow> {
  const user = await findUser(sql, id);
  if (!user) throw refuse(404, 'user_not_found', 'User not found');
  return user;
}

async function update(
  context: AuthContext,
  sql: Sql,
  { user, body }: { readonly user: UserRow; readonly body: z.infer<typeof attributesSchema> },
): Promise<void> {
  const now = context.now();
  const email = body.email === undefined ? user.email : normalizeEmail(body.email);
  const hash =
    body.password === undefined ? user.encrypted_password : await hashPassword(sql, body.password);
  const ban = body.ban_duration;
  const bannedUntil =
    ban === undefined
      ? user.banned_until
      : ban === 'none'
        ? null
        : new Date(now.getTime() + Number.parseInt(ban, 10) * hourMs);
  const confirmedAt = body.email_confirm === true ? now : null;
  await sql`
    update auth.users set
      email = ${email},
      encrypted_password = ${hash},
      email_confirmed_at = coalesce(email_confirmed_at, ${confirmedAt}),
      banned_until = ${bannedUntil},
      raw_user_meta_data = jsonb_strip_nulls(
        raw_user_meta_data || ${sql.json((body.user_metadata ?? {}) as never)}),
      raw_app_meta_data = jsonb_strip_nulls(
        raw_app_meta_data || ${sql.json((body.app_metadata ?? {}) as never)}),
      updated_at = ${now}
    where id = ${user.id}`;
  if (email !== user.email) {
    await sql`delete from auth.identities where user_id = ${user.id} and provider = 'email'`;
    await insertEmailIdentity(sql, await userById(sql, user.id), now);
  }
}

/** /admin/users: for those who hold the service role's key. */
export function adminRoutes(context: AuthContext): Hono {
  const { sql } = context;
  const routes = new Hono();

  routes.use('/admin/*', async (c, next) => {
    await requireAdmin(context, c);
    return next();
  });

  routes.get('/admin/users', async (c) => {
    const parsed = pageSchema.safeParse(c.req.query());
    if (!parsed.success) throw refuse(400, 'validation_failed', z.prettifyError(parsed.error));
    const { page, per_page: size } = parsed.data;
    const users = await sql<UserRow[]>`
      select * from auth.users where deleted_at is null order by created_at desc, id
      limit ${size} offset ${(page - 1) * size}`;
    const [{ total } = { total: 0 }] = await sql<{ total: number }[]>`
      select count(*)::int as total from auth.users where deleted_at is null`;
    const last = Math.max(1, Math.ceil(total / size));
    const to = (number: number, rel: string): string =>
      `</admin/users?page=${number}&per_page=${size}>; rel="${rel}"`;
    c.header('x-total-count', String(total));
    c.header('link', [...(page < last ? [to(page + 1, 'next')] : []), to(last, 'last')].join(', '));
    const views = await Promise.all(users.map((user) => viewUser(sql, user)));
    return c.json({ users: views, aud: 'authenticated' });
  });

  routes.post('/admin/users', async (c) => {
    const body = await readBody(c, createSchema);
    if (await findUserByEmail(sql, body.email)) {
      throw refuse(
        422,
        'email_exists',
        'A user with this email address has already been registered',
      );
    }
    if (body.password !== undefined) await requireGoodPassword(context, body.password);
    const now = context.now();
    const user = await sql.begin(async (tx) => {
      const row = await createEmailUser(tx, {
        id: body.id,
        email: body.email,
        password: body.password,
        userData: body.user_metadata ?? undefined,
        appData: body.app_metadata ?? undefined,
        provider: 'email',
        confirmedAt: body.email_confirm === true ? now : null,
        now,
      });
      if (body.ban_duration !== undefined) {
        await update(context, tx, { user: row, body: { ban_duration: body.ban_duration } });
      }
      return userById(tx, row.id);
    });
    return c.json(await viewUser(sql, user));
  });

  routes.get('/admin/users/:id', async (c) =>
    c.json(await viewUser(sql, await userById(sql, readId(c, 'id')))),
  );

  routes.put('/admin/users/:id', async (c) => {
    const user = await userById(sql, readId(c, 'id'));
    const body = await readBody(c, attributesSchema);
    if (body.password !== undefined) await requireGoodPassword(context, body.password);
    const taken = body.email === undefined ? undefined : await findUserByEmail(sql, body.email);
    if (taken && taken.id !== user.id) {
      throw refuse(
        422,
        'email_exists',
        'A user with this email address has already been registered',
      );
    }
    await sql.begin((tx) => update(context, tx, { user, body }));
    return c.json(await viewUser(sql, await userById(sql, user.id)));
  });

  routes.delete('/admin/users/:id', async (c) => {
    const user = await userById(sql, readId(c, 'id'));
    const { should_soft_delete: soft } = await readBody(c, deleteSchema);
    if (soft) {
      await sql.begin(async (tx) => {
        await tx`delete from auth.sessions where user_id = ${user.id}`;
        await tx`delete from auth.identities where user_id = ${user.id}`;
        await tx`
          update auth.users set deleted_at = ${context.now()}, encrypted_password = null,
            email = null, raw_user_meta_data = '{}', raw_app_meta_data = '{}'
          where id = ${user.id}`;
      });
    } else {
      await sql`delete from auth.users where id = ${user.id}`;
    }
    return c.json({});
  });

  return routes;
}
