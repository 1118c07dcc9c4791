package org.hpcdaemon.platform.app;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.store.FileTrouble;

/** Reads certificates and an unencrypted PKCS#8 key from PEM files (RFC 7468). */
public final class Pem {
    private static final Pattern PKCS8 =
            Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");

    /** What certificates are made with today. */
    private static final List<String> KEY_KINDS = List.of("RSA", "EC", "EdDSA");

    private Pem() {}

    /** A key store in memory, without a password. Throws HpcException naming the file that is wrong. */
    static KeyStore keyStore(PlatformConfig.TlsFiles files) {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            PrivateKey key = key(files.key());
            Certificate[] chain = chain(files.certificate());
            if (!belongTogether(key, chain[0].getPublicKey())) {
                throw HpcException.invalid("the key in " + files.key() + " is not the one of the first certificate in "
                        + files.certificate() + ": give the key that this certificate was made for");
            }
            store.setKeyEntry("platform", key, new char[0], chain);
            return store;
        } catch (GeneralSecurityException e) {
            throw new HpcException(
                    ErrorCode.INVALID_PARAMS,
                    "cannot use " + files.certificate() + " with " + files.key() + ": " + e.getMessage(),
                    e);
        } catch (IOException e) {
            throw new HpcException(ErrorCode.INVALID_PARAMS, "--tls-cert or --tls-key: " + FileTrouble.of(e), e);
        }
    }

    /** TLS for a client that trusts the certificates of that file, and what they signed, alone. Throws HpcException naming the file. */
    public static SSLContext trusting(Path file) {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            for (Certificate certificate : chain(file)) {
                store.setCertificateEntry(Integer.toString(store.size()), certificate);
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            SSLContext tls = SSLContext.getInstance("TLS");
            tls.init(null, trust.getTrustManagers(), null);
            return tls;
        } catch (GeneralSecurityException e) {
            throw new HpcException(
                    ErrorCode.INVALID_PARAMS,
                    "--smtp-ca-file: " + file + " holds no certificate that can be used: " + e.getMessage(),
                    e);
        } catch (IOException e) {
            throw new HpcException(ErrorCode.INVALID_PARAMS, "--smtp-ca-file: " + FileTrouble.of(e), e);
        }
    }

    /** Signs and verifies once. */
    private static boolean belongTogether(PrivateKey key, PublicKey certified) throws GeneralSecurityException {
        if (!key.getAlgorithm().equals(certified.getAlgorithm())) {
            return false;
        }
        Signature signature = Signature.getInstance(
                switch (key.getAlgorithm()) {
                    case "RSA" -> "SHA256withRSA";
                    case "EC" -> "SHA256withECDSA";
                    default -> key.getAlgorithm();
                });
        byte[] text = "the same pair".getBytes(StandardCharsets.US_ASCII);
        signature.initSign(key);
        signature.update(text);
        byte[] signed = signature.sign();
        signature.initVerify(certified);
        signature.update(text);
        try {
            return signature.verify(signed);
        } catch (SignatureException e) {
            return false; // Not even as long as one of this key.
        }
    }

    private static Certificate[] chain(Path file) throws IOException, GeneralSecurityException {
        try (InputStream in = Files.newInputStream(file)) {
            Certificate[] chain = CertificateFactory.getInstance("X.509")
                    .generateCertificates(in)
                    .toArray(Certificate[]::new);
            if (chain.length == 0) {
                throw HpcException.invalid(file + " holds no certificate (-----BEGIN CERTIFICATE-----)");
            }
            return chain;
        }
    }

    private static PrivateKey key(Path file) throws IOException, GeneralSecurityException {
        Matcher pem = PKCS8.matcher(Files.readString(file));
        if (!pem.find()) {
            throw HpcException.invalid(file + " holds no unencrypted PKCS#8 key; make one with: openssl pkcs8 -topk8"
                    + " -nocrypt -in " + file + " -out key.pem");
        }
        PKCS8EncodedKeySpec spec =
                new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(pem.group(1)));
        for (String kind : KEY_KINDS) {
            try {
                return KeyFactory.getInstance(kind).generatePrivate(spec);
            } catch (InvalidKeySpecException e) {
                // Of another kind.
            }
        }
        throw HpcException.invalid(file + " holds a key of an unsupported kind; supported: " + KEY_KINDS);
    }
}
