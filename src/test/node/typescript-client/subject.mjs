// The TypeScript client as a subject of the benchmark: performs one workload, and prints "result" with its figures.
//   node subject.mjs workload=catch-up count=100 bytes=103 runs=2 upstream=http://127.0.0.1:1234/
// A message that is lost, doubled or out of order ends it with the status 1.
import { setTimeout as sleep } from 'node:timers/promises';
import { stream } from '@durable-streams/client';

const given = Object.fromEntries(process.argv.slice(2).map((argument) => argument.split(/=(.*)/s, 2)));
const PATIENCE = 60_000;
const figures = {};
const now = () => process.hrtime.bigint();
const millis = (nanos) => Number(nanos) / 1e6;
const cpuMillis = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};
const sorted = (values) => [...values].sort((a, b) => a - b);
const percentile = (values, share) => sorted(values)[Math.max(1, Math.ceil(share * values.length)) - 1];

function median(values) {
  const all = sorted(values);
  const middle = Math.floor(all.length / 2);
  return all.length % 2 ? all[middle] : (all[middle - 1] + all[middle]) / 2;
}

const secondHalf = (values) => median(values.slice(Math.floor(values.length / 2)));

async function control(command) {
  const response = await fetch(`${given.upstream}control/${command}`);
  return response.text();
}

async function untilWaiting(count) {
  while (Number(await control('waiting')) < count) {
    await sleep(2);
  }
}

/** The messages that all receivers get together. */
class Arrivals {
  expect(count) {
    this.left = count;
    this.firstStamp = Number.MAX_SAFE_INTEGER;
    this.latencies = [];
    this.complete = new Promise((resolve) => (this.resolve = resolve));
  }

  arrived(stamp) {
    this.latencies.push(Number(now()) - stamp);
    this.firstStamp = Math.min(this.firstStamp, stamp);
    this.left--;
    if (this.left === 0) {
      this.end = now();
      this.resolve();
    } else if (this.left < 0) {
      throw new Error('more messages than expected');
    }
  }

  async all() {
    const late = new AbortController();
    await Promise.race([
      this.complete,
      sleep(PATIENCE, undefined, { signal: late.signal }).then(() => {
        throw new Error(`${this.left} messages are missing`);
      }),
    ]);
    late.abort();
  }
}

/** Follows a stream; messages must arrive in order. @return the promise of a function that ends it */
async function follow(name, offset, live, first, arrivals) {
  let next = first;
  const response = await stream({ url: given.upstream + name, offset, live, warnOnHttp: false });
  response.subscribeJson((batch) => {
    for (const token of batch.items) {
      if (token.index !== next) {
        fail(new Error(`message ${token.index} in place of ${next}`));
      }
      next = token.index + 1;
      arrivals.arrived(token.stamp);
    }
  });
  response.closed.catch(() => {});
  return () => response.cancel();
}

async function catchUp() {
  const count = Number(given.count);
  const warm = [];
  for (let i = 0; i < Number(given.runs); i++) {
    const arrivals = new Arrivals();
    arrivals.expect(count);
    const cpu = cpuMillis();
    const begin = now();
    const end = await follow(`stored/${count}x${given.bytes}`, '-1', 'long-poll', 0, arrivals);
    await arrivals.all();
    const run = { ms: millis(arrivals.end - begin), cpu: cpuMillis() - cpu };
    if (i === 0) {
      figures['first ms'] = run.ms;
    }
    if (i >= Math.floor(Number(given.runs) / 2)) {
      warm.push(run);
    }
    end();
  }
  figures.ms = median(warm.map((run) => run.ms));
  figures['CPU ms'] = median(warm.map((run) => run.cpu));
}

async function broadcast() {
  const followers = Number(given.followers);
  const one = given.streams === 'one';
  const arrivals = new Arrivals();
  const open = async (name) => {
    const cpu = cpuMillis();
    const begin = now();
    const ends = [];
    for (let i = 0; i < followers; i++) {
      ends.push(follow(one ? 'live/one' : `live/${i}`, given.offset, 'long-poll', 1, arrivals));
    }
    const opened = await Promise.all(ends);
    await untilWaiting(followers);
    figures[`${name} ms`] = millis(now() - begin);
    figures[`${name} CPU ms`] = cpuMillis() - cpu;
    return opened;
  };
  for (let i = 0; one && i < Number(given['warm-ups']); i++) {
    for (const end of await open(i === 0 ? 'first open' : 'open')) {
      end();
    }
    await untilWaiting(0);
  }
  await open('open');
  const idle = Number(given.idle);
  if (idle > 0) {
    const before = cpuMillis();
    await sleep(idle);
    figures['idle CPU %'] = ((cpuMillis() - before) / idle) * 100;
  }
  const measured = { ms: [], cpu: [], task: [] };
  for (let i = 0; i < Number(given.appends); i++) {
    await untilWaiting(followers);
    await sleep(150);
    arrivals.expect(followers);
    const before = cpuMillis();
    const probe = taskProbe();
    await control(one ? 'append?stream=live/one' : `append-each?prefix=live/&count=${followers}`);
    await arrivals.all();
    measured.ms.push((Number(arrivals.end) - arrivals.firstStamp) / 1e6);
    measured.cpu.push(cpuMillis() - before);
    measured.task.push(await probe());
  }
  figures.ms = secondHalf(measured.ms);
  figures['CPU ms'] = secondHalf(measured.cpu);
  figures['task wait ms'] = secondHalf(measured.task);
  figures['resident MB'] = process.memoryUsage.rss() / (1 << 20);
}

/** The longest time that a task of the application waits for its turn. */
function taskProbe() {
  let longest = 0;
  let ended = false;
  const done = (async () => {
    while (!ended) {
      const begin = now();
      await new Promise(setImmediate);
      longest = Math.max(longest, millis(now() - begin));
      await sleep(1);
    }
  })();
  return async () => {
    ended = true;
    await done;
    return longest;
  };
}

async function latency() {
  const count = Number(given.count);
  const arrivals = new Arrivals();
  await follow('live/one', '0000000001', given.live, 1, arrivals);
  await untilWaiting(1);
  for (let i = 0; i < Number(given['warm-ups']); i++) {
    arrivals.expect(count);
    await control(`pace?stream=live/one&count=${count}&micros=${given.micros}`);
    await arrivals.all();
  }
  arrivals.expect(count);
  const cpu = cpuMillis();
  await control(`pace?stream=live/one&count=${count}&micros=${given.micros}`);
  await arrivals.all();
  figures['CPU ms'] = cpuMillis() - cpu;
  figures['p50 ms'] = percentile(arrivals.latencies, 0.5) / 1e6;
  figures['p99 ms'] = percentile(arrivals.latencies, 0.99) / 1e6;
}

function fail(failure) {
  console.error(failure);
  process.exit(1);
}

process.on('uncaughtException', fail);
process.on('unhandledRejection', fail);
const workloads = { 'catch-up': catchUp, broadcast, latency };
await workloads[given.workload]();
console.log(`result ${JSON.stringify(figures)}`);
process.exit(0);
