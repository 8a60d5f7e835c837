/** The Supabase project that a function belongs to, as its host's variables name it. */
export interface Project {
  readonly supabaseUrl: string;
  /** Of users' tokens. Behind another address inside than outside (Docker), AUTH_ISSUER names it. */
  readonly issuer: string;
  readonly serviceRoleKey: string;
  readonly databaseUrl: string;
}

/** @throws Error naming the variable that is missing */
export function readProject(environment: { get(name: string): string | undefined }): Project {
  const required = (name: string): string => {
    const value = environment.get(name);
    if (value === undefined || value === '') throw new Error(`The variable ${name} is missing.`);
    return value;
  };
  const supabaseUrl = required('SUPABASE_URL');
  return {
    supabaseUrl,
    issuer: environment.get('AUTH_ISSUER') ?? `${supabaseUrl}/auth/v1`,
    serviceRoleKey: required('SUPABASE_SERVICE_ROLE_KEY'),
    databaseUrl: required('SUPABASE_DB_URL'),
  };
}
