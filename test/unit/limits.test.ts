// Sizes in and out, and which limit of several holds.

import { describe, expect, it } from 'vitest';
import { validate } from '../../src/build.ts';
import { bytesOf, byteText, limitsOf, limitsText, sizeText } from '../../src/model/limits.ts';

describe('sizes', () => {
  it.each([
    ['2G', 2 * 1024 ** 3, '2G', '2G'],
    ['1.5G', 1.5 * 1024 ** 3, '1536M', '1.5G'],
    ['1024M', 1024 ** 3, '1G', '1G'],
    ['1T', 1024 ** 4, '1024G', '1024G'],
    ['0.5K', 512, '512', '512 bytes'],
    ['1.3G', 1395864371, '1395864371', '1.29G'],
  ])('%s', (text, bytes, canonical, shown) => {
    expect(bytesOf(text)).toBe(bytes);
    expect(byteText(bytes)).toBe(canonical);
    expect(sizeText(bytes)).toBe(shown);
  });

  it.each(['2', '2g', '2GB', '-1G', '', '50%', 'infinity'])('%s is none', (text) => {
    expect(bytesOf(text)).toBeUndefined();
  });
});

function limitsWith(service: object, os = 'linux') {
  const hosts = { box: { os, user: 'kim', instances: { main: { port: 18789, service } } } };
  return limitsText(limitsOf(validate(JSON.stringify({ version: 1, hosts })).fleet.hosts[0]!.instances[0]!));
}

describe('the limit that holds', () => {
  const limits = { memory: '2G', cpus: 1.005, tasks: 9 };
  const raw = (Service: object) => ({ limits, systemd: { Service } });

  it.each([
    ['limits alone', { limits }, 'memory 2G, cpus 1, tasks 9'],
    ['raw directives win', raw({ MemoryMax: '3G', CPUQuota: '25%', TasksMax: 5 }), 'memory 3G, cpus 0.25, tasks 5'],
    ['the last of several', raw({ MemoryMax: ['3G', '4096M'] }), 'memory 4G, cpus 1, tasks 9'],
    ['none where the unit has none', raw({ MemoryMax: 'infinity', CPUQuota: null, TasksMax: '10%' }), ''],
    ['bytes', raw({ MemoryMax: 1048576 }), 'memory 1M, cpus 1, tasks 9'],
    ['Compose reads no units', { ...raw({ MemoryMax: '3G' }), target: 'compose' }, 'memory 2G, cpus 1, tasks 9'],
    ['none at all', {}, ''],
  ])('%s', (_, service, text) => {
    expect(limitsWith(service)).toBe(text);
  });

  it('is none under launchd', () => {
    expect(limitsWith({ limits }, 'macos')).toBe('');
  });
});
