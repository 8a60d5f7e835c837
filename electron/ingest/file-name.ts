const longest = 120;
const reserved = /^(con|prn|aux|nul|com\d|lpt\d)$/i;

/** A file's name without its folder and extension, fit to be shown and to name another file. */
export function safeStem(fileName: string): string {
  const base = fileName.split(/[/\\]/).at(-1) ?? '';
  return safeName(base.replace(/\.[^.]{1,8}$/u, ''));
}

/**
 * A name that every system takes for a file: no control or direction-changing characters, no
 * separators, no reserved device name, not too long.
 */
export function safeName(name: string): string {
  const plain = name
    .normalize('NFC')
    // Cc: control, Cf: direction and zero-width, Co, Cs: private use and broken surrogates.
    .replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cs}]/gu, '')
    .replace(/[<>:"|?*/\\]/g, '_')
    .replace(/^[.\s]+|[.\s]+$/gu, '');
  const short = [...plain].slice(0, longest).join('').trim();
  if (short === '') return 'image';
  return reserved.test(short) ? `${short}_` : short;
}
