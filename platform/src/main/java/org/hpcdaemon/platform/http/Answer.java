package org.hpcdaemon.platform.http;

import org.jspecify.annotations.Nullable;

/**
 * What a route answers.
 *
 * @param body written as JSON; absent with status 204
 */
record Answer(int status, @Nullable Object body) {
    static Answer ok(Object body) {
        return new Answer(200, body);
    }

    static Answer created(Object body) {
        return new Answer(201, body);
    }

    static Answer done() {
        return new Answer(204, null);
    }
}
