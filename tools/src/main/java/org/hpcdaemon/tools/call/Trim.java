package org.hpcdaemon.tools.call;

import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Keeps data within what an answer may have. */
public final class Trim {
    private Trim() {}

    /** Takes entries from a list's end until the whole fits. Returns how many went. */
    public static int list(ObjectNode whole, ArrayNode list, int chars) {
        int gone = 0;
        int size = whole.toString().length();
        while (size > chars && !list.isEmpty()) {
            size -= list.remove(list.size() - 1).toString().length() + 1;
            gone++;
        }
        return gone;
    }
}
