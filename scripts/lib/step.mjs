/** What went wrong, and what the reader can do about it; shown without a stack. */
export class ScriptError extends Error {
  /**
   * @param {string} message
   * @param {string} whatToDo
   */
  constructor(message, whatToDo) {
    super(message);
    this.name = 'ScriptError';
    this.whatToDo = whatToDo;
  }
}

/** @param {number} milliseconds */
export function seconds(milliseconds) {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}

/** One line on stderr: stdout belongs to results. @param {string} line */
export function say(line) {
  process.stderr.write(`${line}\n`);
}

/**
 * Does one step and says so in one line when it is over; a step of more than a second also says
 * when it begins. A returned string replaces the title: what was done beats what was meant.
 * @template T
 * @param {string} title
 * @param {() => T | Promise<T>} work
 * @returns {Promise<T>}
 */
export async function step(title, work) {
  const started = performance.now();
  const beginning = setTimeout(() => say(`… ${title}`), 1000);
  try {
    const result = await work();
    const done = typeof result === 'string' ? result : title;
    say(`✓ ${done} · ${seconds(performance.now() - started)}`);
    return result;
  } catch (error) {
    say(`✗ ${title} · ${seconds(performance.now() - started)}`);
    throw error;
  } finally {
    clearTimeout(beginning);
  }
}

/** Advice where we have some; the stack of what nobody expected. @param {unknown} error */
export function explain(error) {
  if (error instanceof ScriptError) say(`\n${error.message}\n→ ${error.whatToDo}`);
  else say(`\n${error instanceof Error ? error.stack : String(error)}`);
}

/**
 * The outermost frame of every script: exit code from the work, errors as advice.
 * @param {(args: string[]) => Promise<number>} work returns the exit code
 */
export async function script(work) {
  try {
    process.exitCode = await work(process.argv.slice(2));
  } catch (error) {
    process.exitCode = 1;
    explain(error);
  }
}
