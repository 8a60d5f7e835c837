import { readFile } from 'node:fs/promises';
import { createOpenAI } from '@ai-sdk/openai';
import { streamText } from 'ai';
import OpenAI from 'openai';
import {
  buildTextRequest,
  maxOutputTokensOf,
} from '../../../electron/providers/openai/build-request.ts';
import { composeTextTask, type TextTask } from '../../../electron/providers/text-task.ts';
import { requestFor } from '../../router/support/requests.ts';

/** Other ways to have a photo described by the OpenAI API; they ask what our provider asks. */
interface PeerOptions {
  readonly baseUrl: string;
  readonly model: string;
  readonly file: string;
}

type Peer = () => Promise<void>;

const task = describingTask();

function describingTask(): TextTask {
  const task = composeTextTask(requestFor('describe').call);
  if (task === null) throw new Error('describing is a text task');
  return task;
}

export function createSdkPeer({ baseUrl, model, file }: PeerOptions): Peer {
  const client = new OpenAI({ apiKey: 'sk-simulated', baseURL: baseUrl, maxRetries: 0 });
  return async () => {
    const encoded = (await readFile(file)).toString('base64');
    const imageUrl = `data:image/jpeg;base64,${encoded}`;
    const events = await client.responses.create(buildTextRequest(task, { model, imageUrl }));
    let text = '';
    for await (const event of events) {
      if (event.type === 'response.output_text.delta') text += event.delta;
    }
    expectText(text);
  };
}

export function createVercelPeer({ baseUrl, model, file }: PeerOptions): Peer {
  const openai = createOpenAI({ apiKey: 'sk-simulated', baseURL: baseUrl });
  return async () => {
    const { textStream } = streamText({
      model: openai.responses(model),
      maxRetries: 0,
      maxOutputTokens: maxOutputTokensOf(task),
      messages: [
        {
          role: 'user',
          content: [
            { type: 'text', text: `${task.instructions}\n${task.question}` },
            {
              type: 'file',
              data: await readFile(file),
              mediaType: 'image/jpeg',
              providerOptions: { openai: { imageDetail: 'high' } },
            },
          ],
        },
      ],
    });
    let text = '';
    for await (const delta of textStream) text += delta;
    expectText(text);
  };
}

function expectText(text: string): void {
  if (text === '') throw new Error('The simulator refused the request: see its violations.');
}
