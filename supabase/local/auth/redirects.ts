import type { AuthConfig } from '../config.ts';

/** `*` stands for anything within a segment, `**` for anything at all; as Supabase Auth matches. */
function matches(pattern: string, url: string): boolean {
  const source = pattern
    .split(/(\*\*|\*)/)
    .map((part) => {
      if (part === '**') return '.*';
      if (part === '*') return '[^./]*';
      return part.replaceAll(/[$()+.?[\\\]^{|}]/g, String.raw`\$&`);
    })
    .join('');
  return new RegExp(`^${source}$`).test(url);
}

/** Where to send the browser: the wanted address if the project allows it, else its site. */
export function allowedRedirect(
  wanted: string | undefined,
  config: Pick<AuthConfig, 'site_url' | 'additional_redirect_urls'>,
): string {
  if (wanted === undefined || !URL.canParse(wanted)) return config.site_url;
  const { protocol } = new URL(wanted);
  if (protocol === 'javascript:' || protocol === 'data:') return config.site_url;
  const [bare = ''] = wanted.split('#');
  const patterns = [config.site_url, ...config.additional_redirect_urls];
  return patterns.some((pattern) => matches(pattern, bare)) ? wanted : config.site_url;
}

/** Adds fields to an address's query. */
export function withQuery(address: string, fields: Readonly<Record<string, string>>): string {
  const url = new URL(address);
  for (const [name, value] of Object.entries(fields)) url.searchParams.set(name, value);
  return url.href;
}

/** Puts fields behind the `#`, where servers don't see them. */
export function withFragment(address: string, fields: Readonly<Record<string, string>>): string {
  const url = new URL(address);
  url.hash = new URLSearchParams(fields).toString();
  return url.href;
}
