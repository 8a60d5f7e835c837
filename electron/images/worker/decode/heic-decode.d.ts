/** heic-decode ships no types. Pixels are RGBA, 8 bits, upright, in the file's own colour space. */
declare module 'heic-decode' {
  interface Pixels {
    readonly width: number;
    readonly height: number;
    readonly data: Uint8ClampedArray<ArrayBuffer>;
  }
  interface UndecodedImage {
    readonly width: number;
    readonly height: number;
    decode(): Promise<Pixels>;
  }
  interface UndecodedImages extends ReadonlyArray<UndecodedImage> {
    /** Frees the wasm memory of every image. */
    dispose(): void;
  }
  function decode(input: { readonly buffer: Uint8Array }): Promise<Pixels>;
  namespace decode {
    function all(input: { readonly buffer: Uint8Array }): Promise<UndecodedImages>;
  }
  export default decode;
}
