/** The colour space a profile describes (ICC.1:2022, 7.2.6), such as "RGB", "GRAY" or "CMYK". */
export function profileSpace(profile: Buffer): string {
  return profile.toString('latin1', 16, 20).trim();
}

/** The profile's name from its `desc` tag (ICC.1:2022, 9.2.41); null where it has none. */
export function profileName(profile: Buffer): string | null {
  if (profile.length < 132) return null;
  const count = Math.min(profile.readUInt32BE(128), 100);
  for (let index = 0; index < count; index += 1) {
    const entry = 132 + index * 12;
    if (entry + 12 > profile.length) return null;
    if (profile.toString('latin1', entry, entry + 4) === 'desc') {
      return readDescription(profile, profile.readUInt32BE(entry + 4));
    }
  }
  return null;
}

function readDescription(profile: Buffer, at: number): string | null {
  if (at + 28 > profile.length) return null;
  const type = profile.toString('latin1', at, at + 4);
  if (type === 'desc') {
    const length = profile.readUInt32BE(at + 8);
    return tidy(profile.toString('latin1', at + 12, at + 12 + length));
  }
  if (type !== 'mluc') return null;
  const length = profile.readUInt32BE(at + 20);
  const start = at + profile.readUInt32BE(at + 24);
  const utf16 = Buffer.from(profile.subarray(start, start + length - (length % 2)));
  return tidy(utf16.swap16().toString('utf16le'));
}

function tidy(text: string): string | null {
  const name = (text.split('\0')[0] ?? '').trim().slice(0, 200);
  return name === '' ? null : name;
}
