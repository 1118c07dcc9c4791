package org.hpcdaemon.session.file.search;

import org.hpcdaemon.protocol.message.file.SearchStop;

/** A search goes no further, from however deep in a tree. Its place is where it came from alone, so it has no stack. */
final class StoppedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final SearchStop why;

    StoppedException(SearchStop why) {
        super(why.name(), null, false, false);
        this.why = why;
    }

    SearchStop why() {
        return why;
    }
}
