const longest = 120;
const reserved = /^(con|prn|aux|nul|com\d|lpt\d)$/i;

/**
 * A file's name without its folder and extension, fit to be shown and to become a file name on every
 * system: no control or direction-changing characters, no separators, no reserved device name.
 */
export function safeStem(fileName: string): string {
  const base = fileName.split(/[/\\]/).at(-1) ?? '';
  const stem = base
    .normalize('NFC')
    .replace(/\.[^.]{1,8}$/u, '')
    // Cc: control, Cf: direction and zero-width, Co, Cs: private use and broken surrogates.
    .replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cs}]/gu, '')
    .replace(/[<>:"|?*]/g, '_')
    .replace(/^[.\s]+|[.\s]+$/gu, '');
  const short = [...stem].slice(0, longest).join('').trim();
  if (short === '') return 'image';
  return reserved.test(short) ? `${short}_` : short;
}
