import { createDatabase } from './database.ts';
import { createHandler } from './handler.ts';

const database = createDatabase({
  url: Deno.env.get('SUPABASE_URL') ?? '',
  publishableKey: Deno.env.get('SUPABASE_ANON_KEY') ?? '',
  serviceKey: Deno.env.get('SUPABASE_SERVICE_ROLE_KEY') ?? '',
  fetch,
});

Deno.serve(createHandler(database).fetch);
