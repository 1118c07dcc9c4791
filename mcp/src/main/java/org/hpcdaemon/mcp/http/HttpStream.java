package org.hpcdaemon.mcp.http;

import java.util.Map;

/**
 * The response of one POST, as the door writes it: begun once, then text in UTF-8, then the end; of a cancelled request
 * it may be the end alone. Calls come one after another. If the client has gone, writing does nothing, and the door cancels the request: that is how clients do it.
 */
public interface HttpStream {
    void begin(int status, Map<String, String> headers);

    /** Sends it at once: a client waits for it. */
    void write(String text);

    void end();
}
