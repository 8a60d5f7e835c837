import { create as createQrCode } from 'qrcode';
import { z } from 'zod';
import type { Enrolment, Factor, NextStep } from '../../contract/account.ts';
import { fail } from '../../contract/app-error.ts';
import { brand } from '../../contract/brand.ts';
import { authData, authFailure, dataOf } from '../cloud-failure.ts';
import type { AccountSession } from './account-session.ts';
import type { Accounts } from './accounts.ts';

/** The code of an authenticator app (TOTP, RFC 6238), asked for after the password. */
export interface SecondFactor {
  /** Answers for the account that signs in. Throws `account-wrong-code`. */
  answer(code: string): Promise<NextStep>;
  list(): Promise<readonly Factor[]>;
  enrol(name: string): Promise<Enrolment>;
  /** Proves a new factor. The account's first brings recovery codes, told this once. */
  confirm(factorId: string, code: string): Promise<readonly string[] | null>;
  remove(factorId: string): Promise<void>;
  /** Signs in without the app: all factors of the account go. Throws `account-wrong-code`. */
  useRecoveryCode(code: string): Promise<NextStep>;
  /** New codes; the ones before end. */
  renewRecoveryCodes(): Promise<readonly string[]>;
}

export function createSecondFactor(accounts: Accounts): SecondFactor {
  return {
    answer: async (code) => {
      const due = accounts.due();
      if (due === null) throw fail('account-signed-out');
      const { auth } = due.session;
      const verified = await verifiedFactors(due.session);
      for (const [index, { id: factorId }] of verified.entries()) {
        const { error } = await auth.mfa.challengeAndVerify({ factorId, code });
        if (error === null) return accounts.settle(due.account);
        // People don't say which of their apps the code is from.
        const isOthers = error.code === 'mfa_verification_failed' && index < verified.length - 1;
        if (!isOthers) throw authFailure(error);
      }
      throw fail('account-wrong-code');
    },
    list: async () =>
      (await verifiedFactors(accounts.current().session)).map((factor) => ({
        id: factor.id,
        name: factor.friendly_name ?? '',
        createdAt: Date.parse(factor.created_at),
      })),
    enrol: async (name) => {
      const { auth } = accounts.current().session;
      const { all } = authData(await auth.mfa.listFactors());
      // What was begun and never proven only stands in the way of its name.
      for (const { id, status } of all) {
        if (status === 'unverified') authData(await auth.mfa.unenroll({ factorId: id }));
      }
      const { id, totp } = authData(
        await auth.mfa.enroll({ factorType: 'totp', friendlyName: name, issuer: brand.name }),
      );
      return { factorId: id, secret: totp.secret, uri: totp.uri, qrCode: qrMatrix(totp.uri) };
    },
    confirm: async (factorId, code) => {
      const { auth } = accounts.current().session;
      authData(await auth.mfa.challengeAndVerify({ factorId, code }));
      const isFirst = (await verifiedFactors(accounts.current().session)).length === 1;
      return isFirst ? renewRecoveryCodes(accounts.current().session) : null;
    },
    remove: async (factorId) => {
      const { auth } = accounts.current().session;
      authData(await auth.mfa.unenroll({ factorId }));
      // The token still says that there is a second factor.
      authData(await auth.refreshSession());
    },
    useRecoveryCode: async (code) => {
      const due = accounts.due();
      if (due === null) throw fail('account-signed-out');
      const rows = await due.session.data();
      const answer = recoverySchema.parse(dataOf(await rows.rpc('use_recovery_code', { code })));
      if (answer.status === 'wrong') throw fail('account-wrong-code');
      if (answer.status === 'limited') {
        throw fail('account-too-often', { params: { seconds: answer.retry_after } });
      }
      authData(await due.session.auth.refreshSession());
      return accounts.settle(due.account);
    },
    renewRecoveryCodes: () => renewRecoveryCodes(accounts.current().session),
  };
}

const recoverySchema = z.discriminatedUnion('status', [
  z.object({ status: z.enum(['used', 'wrong']) }),
  z.object({ status: z.literal('limited'), retry_after: z.number() }),
]);

async function renewRecoveryCodes(session: AccountSession): Promise<readonly string[]> {
  const rows = await session.data();
  return z.array(z.string().max(40)).parse(dataOf(await rows.rpc('renew_recovery_codes')));
}

async function verifiedFactors({ auth }: AccountSession) {
  return authData(await auth.mfa.listFactors()).totp;
}

/** Rows of a QR code, 1 is dark, with no margin: the window draws it, so no markup is trusted. */
export function qrMatrix(text: string): readonly (readonly (0 | 1)[])[] {
  const { size, data } = createQrCode(text, { errorCorrectionLevel: 'M' }).modules;
  return Array.from({ length: size }, (_row, row) =>
    Array.from(data.subarray(row * size, (row + 1) * size), (dark) => (dark === 0 ? 0 : 1)),
  );
}
