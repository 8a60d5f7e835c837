import { randomBytes, randomUUID } from 'node:crypto';
import { z } from 'zod';
import {
  type ProviderFaults,
  type Rejection,
  type Simulator,
  createSimulator,
} from './http-simulator.ts';
import { type Reply, jsonReply } from './send-reply.ts';
import { type SigningKeys, createSigningKeys } from './signing-keys.ts';
import type { SimulatedRequest } from './simulated-request.ts';

/** Somebody who has an account at the simulated project. */
export interface FirebaseUser {
  readonly localId: string;
  readonly email: string;
  readonly password: string;
  readonly emailVerified: boolean;
  readonly displayName: string;
  readonly disabled: boolean;
}

export interface FirebaseSimulator {
  /** Stands for identitytoolkit.googleapis.com, securetoken.googleapis.com and the keys' address. */
  readonly http: Simulator;
  readonly projectId: string;
  readonly apiKey: string;
  readonly keysUrl: string;
  readonly keys: SigningKeys;
  addUser(user: Partial<FirebaseUser> & Pick<FirebaseUser, 'email' | 'password'>): FirebaseUser;
  /** The claims of an ID token as Firebase would sign it now. */
  claimsOf(user: FirebaseUser, signedInAt?: number): Record<string, unknown>;
}

const projectId = 'emulsion-simulated';
const apiKey = 'AIzaSySimulatedKeyOfNobodyAtAll00000000';
const lifeSeconds = 3600;
const keysPath = '/service_accounts/v1/jwk/securetoken@system.gserviceaccount.com';

const credentialsSchema = z.strictObject({
  email: z.email({ error: 'INVALID_EMAIL' }),
  password: z.string({ error: 'MISSING_PASSWORD' }).min(1, { error: 'MISSING_PASSWORD' }),
  returnSecureToken: z.literal(true, { error: 'returnSecureToken is always true' }),
});

const refreshSchema = z.strictObject({
  grant_type: z.literal('refresh_token', { error: 'INVALID_GRANT_TYPE' }),
  refresh_token: z.string({ error: 'MISSING_REFRESH_TOKEN' }).min(1, 'MISSING_REFRESH_TOKEN'),
});

/** Google's error format: the message is the code, and sometimes more after a colon. */
function refusal(status: number, message: string, reason = 'invalid'): Reply {
  return jsonReply(status, {
    error: { code: status, message, errors: [{ message, domain: 'global', reason }] },
  });
}

function keyRefusal(): Reply {
  const message = 'API key not valid. Please pass a valid API key.';
  return jsonReply(400, {
    error: {
      code: 400,
      message,
      errors: [{ message, domain: 'global', reason: 'badRequest' }],
      status: 'INVALID_ARGUMENT',
      details: [
        {
          '@type': 'type.googleapis.com/google.rpc.ErrorInfo',
          reason: 'API_KEY_INVALID',
          domain: 'googleapis.com',
        },
      ],
    },
  });
}

const faults: ProviderFaults = {
  'rate-limited': () =>
    refusal(
      400,
      'TOO_MANY_ATTEMPTS_TRY_LATER : Access to this account has been temporarily disabled.',
    ),
  'server-error-503': () => refusal(503, 'The service is currently unavailable.', 'backendError'),
};

/** What the real API would refuse: the first complaint, worded as it words it. */
function checkContract(request: SimulatedRequest): Rejection | undefined {
  const line = `${request.method} ${request.path}`;
  if (line === `GET ${keysPath}`) return undefined;
  const schema = {
    'POST /v1/accounts:signInWithPassword': credentialsSchema,
    'POST /v1/accounts:signUp': credentialsSchema,
    'POST /v1/token': refreshSchema,
  }[line];
  if (schema === undefined) {
    return { detail: `No such path: ${line}`, reply: refusal(404, 'Not Found', 'notFound') };
  }
  if (request.query['key'] !== apiKey) {
    return { detail: "The API key is not the project's", reply: keyRefusal() };
  }
  const { body } = request;
  const wanted = line === 'POST /v1/token' ? 'form' : 'json';
  if (body.kind !== wanted) {
    return { detail: `The body is no ${wanted}`, reply: refusal(400, 'INVALID_REQ_TYPE') };
  }
  const parsed = schema.safeParse(body.kind === 'form' ? body.fields : body.value);
  if (parsed.success) return undefined;
  const message = parsed.error.issues[0]?.message ?? '';
  return {
    detail: z.prettifyError(parsed.error),
    reply: refusal(400, /^[A-Z_]+$/.test(message) ? message : 'INVALID_ARGUMENT'),
  };
}

/** A Firebase project with e-mail and password: its REST contract, its tokens, its keys. */
export async function startFirebaseSimulator(
  now: () => Date = () => new Date(),
): Promise<FirebaseSimulator> {
  const keys = await createSigningKeys('RS256');
  const users = new Map<string, FirebaseUser>();
  const refreshTokens = new Map<string, { readonly user: FirebaseUser; readonly since: number }>();
  const seconds = (): number => Math.floor(now().getTime() / 1000);

  function claimsOf(user: FirebaseUser, signedInAt = seconds()): Record<string, unknown> {
    return {
      iss: `https://securetoken.google.com/${projectId}`,
      aud: projectId,
      auth_time: signedInAt,
      user_id: user.localId,
      sub: user.localId,
      iat: seconds(),
      exp: seconds() + lifeSeconds,
      name: user.displayName,
      email: user.email,
      email_verified: user.emailVerified,
      firebase: { identities: { email: [user.email] }, sign_in_provider: 'password' },
    };
  }

  async function tokensFor(user: FirebaseUser) {
    const refreshToken = randomBytes(48).toString('base64url');
    refreshTokens.set(refreshToken, { user, since: seconds() });
    const idToken = await keys.sign(claimsOf(user));
    return { idToken, refreshToken, expiresIn: String(lifeSeconds) };
  }

  function addUser(
    given: Partial<FirebaseUser> & Pick<FirebaseUser, 'email' | 'password'>,
  ): FirebaseUser {
    const user: FirebaseUser = {
      localId: randomUUID().replaceAll('-', '').slice(0, 28),
      emailVerified: false,
      displayName: '',
      disabled: false,
      ...given,
    };
    users.set(user.email.toLowerCase(), user);
    return user;
  }

  function credentials(request: SimulatedRequest): z.infer<typeof credentialsSchema> {
    return credentialsSchema.parse(request.body.kind === 'json' ? request.body.value : undefined);
  }

  const http = await createSimulator({
    name: 'firebase',
    checkContract,
    faults,
    contentFaults: [],
    routes: () => [
      {
        method: 'GET',
        path: keysPath,
        handle: () => jsonReply(200, keys.jwks(), { 'cache-control': 'public, max-age=19845' }),
      },
      {
        method: 'POST',
        path: '/v1/accounts:signInWithPassword',
        async handle(request) {
          const { email, password } = credentials(request);
          const user = users.get(email.toLowerCase());
          // With protection against enumeration, the default of new projects.
          if (user?.password !== password) return refusal(400, 'INVALID_LOGIN_CREDENTIALS');
          if (user.disabled) return refusal(400, 'USER_DISABLED');
          return jsonReply(200, {
            kind: 'identitytoolkit#VerifyPasswordResponse',
            localId: user.localId,
            email: user.email,
            displayName: user.displayName,
            registered: true,
            ...(await tokensFor(user)),
          });
        },
      },
      {
        method: 'POST',
        path: '/v1/accounts:signUp',
        async handle(request) {
          const { email, password } = credentials(request);
          if (users.has(email.toLowerCase())) return refusal(400, 'EMAIL_EXISTS');
          if (password.length < 6) {
            return refusal(400, 'WEAK_PASSWORD : Password should be at least 6 characters');
          }
          const user = addUser({ email, password });
          return jsonReply(200, {
            kind: 'identitytoolkit#SignupNewUserResponse',
            localId: user.localId,
            email: user.email,
            ...(await tokensFor(user)),
          });
        },
      },
      {
        method: 'POST',
        path: '/v1/token',
        async handle({ body }) {
          const form = refreshSchema.parse(body.kind === 'form' ? body.fields : undefined);
          const known = refreshTokens.get(form.refresh_token);
          if (known === undefined) return refusal(400, 'INVALID_REFRESH_TOKEN');
          const user = users.get(known.user.email.toLowerCase()) ?? known.user;
          if (user.disabled) return refusal(400, 'USER_DISABLED');
          const token = await keys.sign(claimsOf(user, known.since));
          return jsonReply(200, {
            access_token: token,
            expires_in: String(lifeSeconds),
            token_type: 'Bearer',
            refresh_token: form.refresh_token,
            id_token: token,
            user_id: user.localId,
            project_id: projectId,
          });
        },
      },
    ],
  })();

  return {
    http,
    projectId,
    apiKey,
    keysUrl: `${http.url}${keysPath}`,
    keys,
    addUser,
    claimsOf,
  };
}
