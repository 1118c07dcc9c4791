package org.hpcdaemon.protocol.message.approval;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * The public key of someone who may decide about requests: {@code ed25519:} and its 32 bytes (RFC 8032) in base64url without padding, as
 * WebCrypto exports them raw.
 */
public record ApproverKey(@JsonValue String value) {
    private static final String PREFIX = "ed25519:";
    private static final Pattern FORM = Pattern.compile(PREFIX + "[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]");

    /** What X.509 has before the 32 bytes (RFC 8410, section 4). */
    private static final byte[] X509 = HexFormat.of().parseHex("302a300506032b6570032100");

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public ApproverKey {
        if (value == null || !FORM.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    "not an approver's key: one is " + PREFIX + " and 43 characters, as `hpc approvals key` prints it");
        }
    }

    /** Of an Ed25519 key. */
    public static ApproverKey of(PublicKey key) {
        byte[] encoded = key.getEncoded();
        return new ApproverKey(PREFIX
                + Base64.getUrlEncoder()
                        .withoutPadding()
                        .encodeToString(Arrays.copyOfRange(encoded, X509.length, encoded.length)));
    }

    /** Whether its owner signed that. Any other 32 bytes, and any other signature, are a no. */
    public boolean signed(ApprovalStatement statement, byte[] signature) {
        byte[] raw = Base64.getUrlDecoder().decode(value.substring(PREFIX.length()));
        byte[] encoded = Arrays.copyOf(X509, X509.length + raw.length);
        System.arraycopy(raw, 0, encoded, X509.length, raw.length);
        try {
            Signature verifier = Signature.getInstance("Ed25519");
            verifier.initVerify(KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded)));
            verifier.update(statement.bytes());
            return verifier.verify(signature);
        } catch (SignatureException | InvalidKeyException | InvalidKeySpecException _) {
            return false;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has Ed25519", e);
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
