import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { initSync } from '@contentauth/c2pa-wasm';

/** Bytes in memory that the module, made for browsers, reads as a file. */
export class HeldFile extends Blob {
  declare readonly size: number;
  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    super([]);
    this.#bytes = bytes;
    Object.defineProperty(this, 'size', { value: bytes.length });
  }

  override slice(start = 0, end = this.#bytes.length): HeldFile {
    return new HeldFile(this.#bytes.subarray(start, end));
  }

  copy(): ArrayBuffer {
    return Uint8Array.from(this.#bytes).buffer;
  }

  override async arrayBuffer(): Promise<ArrayBuffer> {
    return this.copy();
  }
}

/** A browser's worker has it, Node has not. */
class HeldFileReader {
  readAsArrayBuffer(file: HeldFile): ArrayBuffer {
    return file.copy();
  }
}

/** A file never makes us ask the network about it. */
export const offline = JSON.stringify({
  verify: { remote_manifest_fetch: false, ocsp_fetch: false },
});

let state: 'unloaded' | 'ready' | 'broken' = 'unloaded';

/**
 * Does something with the module, which is loaded at the first call: 9 MB. Null where that fails. After
 * a trap nothing in its memory can be relied on: it is left alone until the worker is replaced.
 */
export async function withC2pa<Value>(work: () => Promise<Value>): Promise<Value | null> {
  if (state === 'broken') return null;
  try {
    if (state === 'unloaded') load();
    return await work();
  } catch (error) {
    // WebAssembly's own class of errors; Node's types don't know it.
    if (error instanceof Error && error.name === 'RuntimeError') state = 'broken';
    return null;
  }
}

function load(): void {
  Object.assign(globalThis, { FileReaderSync: HeldFileReader });
  const file = fileURLToPath(import.meta.resolve('@contentauth/c2pa-wasm/c2pa.wasm'));
  initSync({ module: readFileSync(file) });
  state = 'ready';
}
