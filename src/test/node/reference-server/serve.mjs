// Runs the reference server of the protocol until its standard input ends.
//   node serve.mjs PORT LONG_POLL_MS [DATA_DIR]
import { DurableStreamTestServer } from '@durable-streams/server';

const [port, longPollTimeout, dataDir] = process.argv.slice(2);
const server = new DurableStreamTestServer({
  host: '127.0.0.1',
  port: Number(port),
  longPollTimeout: Number(longPollTimeout),
  dataDir,
});
console.log(await server.start());
// Whatever becomes of the test, nothing is left running.
process.stdin.on('end', () => process.exit(0)).resume();
