/** UTF-8 bytes: file systems end at 255, and an extension and a number must fit besides. */
const mostBytes = 200;
/** Windows takes these for devices, also with something behind a dot. */
const reserved = /^(con|prn|aux|nul|com[\d¹²³]|lpt[\d¹²³])(?=\s*(?:\.|$))/i;

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
    .replace(/^[.\s]+|[.\s]+$/gu, '')
    .replace(reserved, '$1_');
  return cutToBytes(plain) || 'image';
}

/** Whole characters only, and no dot or space at the end. */
function cutToBytes(name: string): string {
  let bytes = 0;
  let end = 0;
  for (const character of name) {
    bytes += Buffer.byteLength(character);
    if (bytes > mostBytes) break;
    end += character.length;
  }
  return name.slice(0, end).replace(/[.\s]+$/u, '');
}
