import type { OperationCall } from '../contract/operations.ts';

const longest = 80;

/** What the user wrote for an operation, or null. */
export function promptOf({ options }: OperationCall): string | null {
  if ('prompt' in options && options.prompt !== '') return options.prompt;
  return 'question' in options ? options.question : null;
}

/** The beginning of a prompt, cut at a word, as the name of what it made. */
export function titleOfPrompt(prompt: string): string {
  const line = prompt.replace(/\s+/gu, ' ').trim();
  if (line.length <= longest) return line;
  const cut = line.slice(0, longest);
  return `${cut.slice(0, Math.max(cut.lastIndexOf(' '), longest / 2)).trimEnd()}…`;
}
