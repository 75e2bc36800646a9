// A gRPC client made of cairn.proto: node grpc.js HOST:PORT [CA [TOKEN]]
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { once } from 'node:events';
import grpc from '@grpc/grpc-js';
import loader from '@grpc/proto-loader';

const [endpoint, ca, token] = process.argv.slice(2);
const proto = fileURLToPath(
  new URL('../../kv-transport-grpc/src/main/proto/cairn/v1/cairn.proto', import.meta.url));
const { KeyValue } = grpc.loadPackageDefinition(loader.loadSync(proto, { longs: Number })).cairn.v1;

let credentials = ca ? grpc.credentials.createSsl(readFileSync(ca)) : grpc.credentials.createInsecure();
if (token) {
  const bearer = grpc.credentials.createFromMetadataGenerator((_, done) => {
    const metadata = new grpc.Metadata();
    metadata.set('authorization', `Bearer ${token}`);
    done(null, metadata);
  });
  credentials = grpc.credentials.combineChannelCredentials(credentials, bearer);
}
const client = new KeyValue(endpoint, credentials);
const call = (method, request) =>
  new Promise((resolve, reject) =>
    client[method](request, { deadline: Date.now() + 10_000 },
      (error, answer) => (error ? reject(error) : resolve(answer))));
const bucket = 'app-js';
const key = Buffer.from('greeting');

// What changes from now on; the first message says that it is being watched.
const watch = client.watch({ bucket });
watch.on('error', () => {}); // It is cancelled below.
await once(watch, 'data');
const change = new Promise((resolve) =>
  watch.on('data', ({ changes }) => changes?.length && resolve(changes[0])));

const written = await call('put', { bucket, key, value: Buffer.from('hello') });
assert.ok(written.operation);
const read = await call('get', { bucket, key });
assert.equal(read.siblings[0].value.toString(), 'hello');
assert.equal((await change).key.toString(), 'greeting');
watch.cancel();

// The context says what this writer has seen, so the write replaces exactly that.
await call('put', { bucket, key, value: Buffer.from('hello, world'), context: read.context });

const batch = client.batch();
const answers = [];
batch.on('data', (answer) => answers.push(answer));
for (let i = 0; i < 50; i++) {
  batch.write({ put: { bucket, key: Buffer.from(`k${i}`), value: Buffer.from(`${i}`) } });
}
batch.write({ get: { bucket, key: Buffer.from('k7') } });
batch.end();
await once(batch, 'end');
assert.equal(answers.length, 51);
assert.equal(answers[50].read.siblings[0].value.toString(), '7');

const found = [];
for await (const page of client.scan({ bucket, prefix: Buffer.from('k'), page: 20 })) {
  assert.ok(page.complete);
  found.push(...page.entries.map((entry) => entry.key.toString()));
}
assert.equal(new Set(found).size, 50);

await call('delete', { bucket, key });
assert.equal((await call('get', { bucket, key })).siblings?.length ?? 0, 0);
await assert.rejects(call('get', { bucket, key: Buffer.alloc(0) }), (error) =>
  error.code === grpc.status.INVALID_ARGUMENT
    && error.metadata.get('cairn-error-code')[0] === 'BAD_REQUEST');

client.close();
console.log('grpc: ok');
