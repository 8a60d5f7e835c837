/**
 * Which library the window shows, as a number that grows with each change of account: an answer that
 * was asked for under an earlier one belongs to somebody else.
 */
let shown = 0;

export function shownLibrary(): number {
  return shown;
}

export function nextLibrary(): void {
  shown += 1;
}
