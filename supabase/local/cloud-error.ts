/** What keeps the embedded cloud from running, and what the reader can do about it. */
export class CloudError extends Error {
  readonly whatToDo: string;

  constructor(message: string, whatToDo: string) {
    super(message);
    this.name = 'CloudError';
    this.whatToDo = whatToDo;
  }
}
