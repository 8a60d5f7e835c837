import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type TestCloud,
  client,
  lastMail,
  mailsTo,
  newAddress,
  password,
  startLimitMs,
  startTestCloud,
} from './harness.ts';

let cloud: TestCloud;

beforeAll(async () => {
  cloud = await startTestCloud();
}, startLimitMs);

afterAll(() => cloud.stop());

describe('signing up', () => {
  it('asks for a confirmation before the password opens the door', async () => {
    const email = newAddress('ada');
    const supabase = client(cloud);
    const signedUp = await supabase.auth.signUp({ email, password, options: { data: { n: 1 } } });
    expect(signedUp.error).toBeNull();
    expect(signedUp.data.session).toBeNull();
    expect(signedUp.data.user).toMatchObject({ email, user_metadata: { n: 1 } });

    const early = await supabase.auth.signInWithPassword({ email, password });
    expect(early.error).toMatchObject({ status: 400, code: 'email_not_confirmed' });
  });

  it('refuses a weak password with its reasons', async () => {
    const { error } = await client(cloud).auth.signUp({ email: newAddress('w'), password: 'abc' });
    expect(error).toMatchObject({
      status: 422,
      code: 'weak_password',
      reasons: ['length', 'characters'],
    });
  });
});
