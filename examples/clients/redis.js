// The npm client "redis" against a cluster: node redis.js HOST:PORT [CA [USER PASSWORD]]
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createClient } from 'redis';

const [endpoint, ca, username, password] = process.argv.slice(2);
const [host, port] = endpoint.split(':');
const client = createClient({
  socket: { host, port: Number(port), ...(ca ? { tls: true, ca: readFileSync(ca) } : {}) },
  ...(username ? { username, password } : {}),
});
client.on('error', (error) => console.error(error.message));
await client.connect();

assert.equal(await client.set('js:greeting', 'hello'), 'OK');
assert.equal(await client.get('js:greeting'), 'hello');
assert.equal(await client.set('js:brief', 'soon gone', { expiration: { type: 'EX', value: 60 } }), 'OK');
assert.ok((await client.ttl('js:brief')) > 0);
await client.mSet({ 'js:a': '1', 'js:b': '2' });
assert.deepEqual(await client.mGet(['js:a', 'js:b', 'js:none']), ['1', '2', null]);

const all = await Promise.all(Array.from({ length: 100 }, (_, i) => client.set(`js:${i}`, `${i}`)));
assert.ok(all.every((answer) => answer === 'OK'));
assert.equal(await client.del(['js:a', 'js:b']), 2);
assert.equal(await client.exists('js:a'), 0);

// What reads before it writes needs a linearizable bucket, and says so.
await assert.rejects(client.incr('js:counter'), /linearizable/);

await client.close();
console.log('redis: ok');
