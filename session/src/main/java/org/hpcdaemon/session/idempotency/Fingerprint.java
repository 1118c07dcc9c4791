package org.hpcdaemon.session.idempotency;

import org.hpcdaemon.protocol.Sha256;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.id.IdempotencyKey;
import org.hpcdaemon.protocol.message.ExecRequest;
import org.hpcdaemon.protocol.message.FileRequest;
import org.hpcdaemon.protocol.message.Request;
import org.hpcdaemon.protocol.rpc.Json;
import org.hpcdaemon.protocol.rpc.Method;

/** SHA-256 of a request's method and parameters, in hexadecimal; where the output goes does not count. */
record Fingerprint(String hex) {

    /** By the names of the wire alone: it is stored, and a later version of this program has to find it equal. */
    static Fingerprint of(Request request) {
        Request compared = switch (request) {
            case ExecRequest.Run run -> run.withoutStreams();
            case FileRequest.Upload upload -> upload.withoutStream();
            default -> request;
        };
        return new Fingerprint(Sha256.hex(Method.of(request).wireName() + Json.write(compared)));
    }

    void mustEqual(Fingerprint first, IdempotencyKey key) {
        if (!equals(first)) {
            throw new HpcException(
                    ErrorCode.KEY_REUSED, "key " + key + " was used for another request: take a new key for this one");
        }
    }
}
