-- Avatars are kept with the profile: small enough, and no storage service is needed.

set local lock_timeout = '5s';
set local statement_timeout = '60s';

alter table public.profiles
  add column avatar bytea check (
    octet_length(avatar) <= 32768
    and substring(avatar from 1 for 4) = 'RIFF'::bytea
    and substring(avatar from 9 for 4) = 'WEBP'::bytea
  );
comment on column public.profiles.avatar is 'A WebP of at most 32 KB, made by the app.';
grant update (avatar) on public.profiles to authenticated;

-- squawk-ignore ban-drop-column
alter table public.profiles drop column avatar_path;
