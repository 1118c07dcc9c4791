// Passes requests on to a platform with an agent's key, which the suite cannot send: node with-key.mjs URL KEY. Prints its own URL.
import http from 'node:http';

const [platform, key] = process.argv.slice(2);
const server = http.createServer((request, response) => {
    const port = `:${server.address().port}`;
    const headers = { ...request.headers, authorization: `Bearer ${key}` };
    for (const name of ['host', 'origin']) {
        if (headers[name]) headers[name] = headers[name].replace(port, `:${new URL(platform).port}`);
    }
    const onward = http.request(platform + request.url, { method: request.method, headers }, (answer) => {
        response.writeHead(answer.statusCode, answer.headers);
        answer.pipe(response);
    });
    onward.on('error', () => response.destroy());
    response.on('close', () => onward.destroy());
    request.pipe(onward);
});
server.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}/mcp`));
