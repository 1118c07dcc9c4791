#!/usr/bin/env bash
# Jetty 12.1: a kept-alive HTTP/1.1 connection takes some 100 KiB of heap from its second request on, and keeps it while it
# is idle, if its requests carry an ordinary header such as User-Agent. The parser then makes a cache of header fields, and
# "headerCacheSize", 1024 by default, is not the memory that it takes: the cache is a trie with a row of character cells for
# each unit of that size. So 2,500 idle clients fill a heap of 256 MB with header caches alone. One request, or two
# without such a header, cost 3 KiB. With headerCacheSize 0 the connections cost next to nothing.
#
# Needs a JDK 17 or newer and Maven. Exits 1 if the default costs less than 50 KiB a connection, or 0 does not cure it.
set -euo pipefail
jetty=12.1.14
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat >pom.xml <<END
<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>
<groupId>finding</groupId><artifactId>finding</artifactId><version>1</version><dependencies>
<dependency><groupId>org.eclipse.jetty</groupId><artifactId>jetty-server</artifactId><version>$jetty</version></dependency>
<dependency><groupId>org.slf4j</groupId><artifactId>slf4j-nop</artifactId><version>2.0.17</version></dependency>
</dependencies></project>
END
mvn -q -B org.apache.maven.plugins:maven-dependency-plugin:3.11.0:copy-dependencies -DoutputDirectory=lib >maven.log 2>&1 ||
    { tail -n 5 maven.log >&2; exit 2; }
cat >KeepAlive.java <<'END'
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jetty.server.*;
import org.eclipse.jetty.util.Callback;

class KeepAlive {
    static final int CONNECTIONS = 300;

    public static void main(String[] args) throws Exception {
        measure(-1, 1); // loads the classes
        long first = measure(-1, 1);
        long second = measure(-1, 2);
        long none = measure(0, 2);
        System.out.println("headerCacheSize of a new HttpConfiguration: " + new HttpConfiguration().getHeaderCacheSize());
        System.out.println("heap of an idle connection after one request, default: " + first / 1024 + " KiB");
        System.out.println("heap of an idle connection after two requests, default: " + second / 1024 + " KiB");
        System.out.println("heap of an idle connection after two requests, headerCacheSize 0: " + none / 1024 + " KiB");
        System.exit(second > 50 * 1024 && first < 20 * 1024 && none < 20 * 1024 ? 0 : 1);
    }

    static long measure(int cache, int requests) throws Exception {
        HttpConfiguration http = new HttpConfiguration();
        if (cache >= 0) {
            http.setHeaderCacheSize(cache);
        }
        Server server = new Server();
        ServerConnector connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(http));
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        server.setHandler(new Handler.Abstract() {
            @Override
            public boolean handle(Request request, Response response, Callback callback) {
                response.write(true, ByteBuffer.wrap("ok".getBytes()), callback);
                return true;
            }
        });
        server.start();
        List<Socket> idle = new ArrayList<>();
        idle.add(connect(connector.getLocalPort(), requests));
        long before = live();
        for (int i = 0; i < CONNECTIONS; i++) {
            idle.add(connect(connector.getLocalPort(), requests));
        }
        long after = live();
        for (Socket socket : idle) {
            socket.close();
        }
        server.stop();
        return (after - before) / CONNECTIONS;
    }

    static Socket connect(int port, int requests) throws Exception {
        Socket socket = new Socket("127.0.0.1", port);
        for (int i = 0; i < requests; i++) {
            socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: localhost\r\nUser-Agent: probe/1\r\n\r\n".getBytes());
            StringBuilder answer = new StringBuilder();
            while (!answer.toString().endsWith("ok")) {
                answer.append((char) socket.getInputStream().read());
            }
        }
        return socket;
    }

    static long live() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
END
echo "jetty-server $jetty, $(java -version 2>&1 | head -n 1)"
java -XX:+UseSerialGC -Xmx256m -cp 'lib/*' KeepAlive.java || { echo 'not as stated'; exit 1; }
echo 'as stated'
# Seen (2026-11-29):
#   jetty-server 12.1.14, openjdk version "17.0.15" 2025-04-15
#   headerCacheSize of a new HttpConfiguration: 1024
#   heap of an idle connection after one request, default: 3 KiB
#   heap of an idle connection after two requests, default: 103 KiB
#   heap of an idle connection after two requests, headerCacheSize 0: 3 KiB
