import { expect, test } from 'vitest';
import { createNetworkWatch } from '../../electron/platform/network-watch.ts';

test('says once that the network has come back', () => {
  let online = false;
  const network = createNetworkWatch(() => online);
  expect(network.hasComeBack()).toBe(false);
  online = true;
  expect([network.hasComeBack(), network.hasComeBack()]).toEqual([true, false]);
});

test('does not miss an absence that only somebody else had noticed', () => {
  let online = true;
  const network = createNetworkWatch(() => online);
  online = false;
  expect(network.ask()).toBe(false);
  online = true;
  expect(network.hasComeBack()).toBe(true);
});

test('has nothing to say where the network was always there', () => {
  expect(createNetworkWatch(() => true).hasComeBack()).toBe(false);
});
