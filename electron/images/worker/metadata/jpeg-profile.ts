/** Of an APP2 segment: its length field, its name and its place in the row of segments. */
const overhead = 2 + 12 + 2;
const mostBytes = 0xffff - overhead;

/** Puts a profile into a JPEG that has none, right after its start (ICC.1:2022, B.4). */
export function withJpegProfile(jpeg: Buffer, profile: Buffer): Buffer {
  const count = Math.ceil(profile.length / mostBytes);
  const segments = Array.from({ length: count }, (_, index) => {
    const part = profile.subarray(index * mostBytes, (index + 1) * mostBytes);
    const head = Buffer.from([0xff, 0xe2, 0, 0, ...Buffer.from('ICC_PROFILE\0', 'latin1')]);
    head.writeUInt16BE(part.length + overhead, 2);
    return Buffer.concat([head, Buffer.from([index + 1, count]), part]);
  });
  const hasJfif = jpeg.readUInt16BE(2) === 0xffe0;
  const at = hasJfif ? 4 + jpeg.readUInt16BE(4) : 2;
  return Buffer.concat([jpeg.subarray(0, at), ...segments, jpeg.subarray(at)]);
}
