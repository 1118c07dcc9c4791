package org.hpcdaemon.daemon.once;

import org.hpcdaemon.protocol.Sha256;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.id.IdempotencyKey;
import org.hpcdaemon.protocol.message.ExecRequest;
import org.hpcdaemon.protocol.message.Request;
import org.hpcdaemon.protocol.rpc.Json;

/** SHA-256 over what a request asks for, in hexadecimal; where the output goes is not part of that. */
record Fingerprint(String hex) {

    static Fingerprint of(Request request) {
        Object compared = request instanceof ExecRequest.Run run
                ? new ExecRequest.Run(
                        run.key(), run.argv(), run.command(), run.cwd(), run.env(), run.stdin(), run.timeoutMs(), null)
                : request;
        String text = request.getClass().getName() + Json.write(compared);
        return new Fingerprint(Sha256.hex(text));
    }

    void mustEqual(Fingerprint first, IdempotencyKey key) {
        if (!equals(first)) {
            throw new HpcException(
                    ErrorCode.KEY_REUSED, "key " + key + " was used for another request: take a new key for this one");
        }
    }
}
