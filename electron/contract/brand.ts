/** What a fork changes first; also `appId` and `productName` in electron-builder.yml. */
export const brand = {
  name: 'Emulsion',
  /** Scheme of deep links: `emulsion://…`. */
  scheme: 'emulsion',
  /** OKLCH hue and chroma of the one accent colour; lightness belongs to the theme. */
  accent: { hue: 285, chroma: 0.17 },
  website: 'https://emulsion.example',
  /** The Supabase project and its publishable key; null: no accounts, everything stays on the device. */
  cloud: null as { readonly url: string; readonly key: string } | null,
} as const;
