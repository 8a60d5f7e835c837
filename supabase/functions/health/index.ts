import { createHandler } from './handler.ts';

Deno.serve(createHandler({ databaseUrl: Deno.env.get('SUPABASE_DB_URL') }).fetch);
