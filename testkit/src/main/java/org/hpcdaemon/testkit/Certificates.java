package org.hpcdaemon.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * A certificate authority of a test's own and servers' certificates, good and bad, made by the JDK's keytool in a
 * folder of the test's.
 */
public final class Certificates {
    private static final String PASSWORD = "of-a-test";
    private static final Base64.Encoder PEM = Base64.getMimeEncoder(64, new byte[] {'\n'});

    private final Path folder;
    private final Path store;

    private Certificates(Path folder) {
        this.folder = folder;
        store = folder.resolve("test.p12");
    }

    /** Makes the authority. */
    public static Certificates in(Path folder) throws IOException, InterruptedException {
        Certificates made = new Certificates(folder);
        made.keytool("-alias", "authority", "-dname", "CN=Test Authority", "-ext", "bc:c", "-validity", "30");
        return made;
    }

    /** What a client must be told to trust. */
    public Path authority() throws IOException, GeneralSecurityException {
        return pem("authority");
    }

    /** A good one, for that host name. */
    public Identity forHost(String host) throws IOException, InterruptedException {
        return signed("good-" + host, host, "-1d", "10");
    }

    /** For that host name, and past its end. */
    public Identity expired(String host) throws IOException, InterruptedException {
        return signed("expired-" + host, host, "-10d", "5");
    }

    /** For that host name, and signed by itself. */
    public Identity selfSigned(String host) throws IOException, InterruptedException {
        keytool("-alias", "self-" + host, "-dname", "CN=" + host, "-ext", "san=dns:" + host, "-validity", "10");
        return new Identity("self-" + host);
    }

    private Identity signed(String alias, String host, String from, String days)
            throws IOException, InterruptedException {
        keytool(
                "-alias",
                alias,
                "-signer",
                "authority",
                "-dname",
                "CN=" + host,
                "-ext",
                "san=dns:" + host,
                "-startdate",
                from,
                "-validity",
                days);
        return new Identity(alias);
    }

    private void keytool(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
        // A program that runs for half a second.
        command.addAll(List.of("-J-XX:TieredStopAtLevel=1", "-J-XX:+UseSerialGC"));
        command.addAll(List.of("-genkeypair", "-keyalg", "EC", "-groupname", "secp256r1"));
        command.addAll(List.of("-keystore", store.toString(), "-storepass", PASSWORD));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException("keytool: " + said);
        }
    }

    private KeyStore load() throws IOException, GeneralSecurityException {
        try (InputStream in = Files.newInputStream(store)) {
            KeyStore loaded = KeyStore.getInstance("PKCS12");
            loaded.load(in, PASSWORD.toCharArray());
            return loaded;
        }
    }

    private Path pem(String alias) throws IOException, GeneralSecurityException {
        byte[] encoded = load().getCertificate(alias).getEncoded();
        return Files.writeString(folder.resolve(alias + ".pem"), armoured("CERTIFICATE", encoded));
    }

    private static String armoured(String kind, byte[] content) {
        return "-----BEGIN " + kind + "-----\n" + PEM.encodeToString(content) + "\n-----END " + kind + "-----\n";
    }

    /** A server's certificate and its key. */
    public final class Identity {
        private final String alias;

        private Identity(String alias) {
            this.alias = alias;
        }

        /** What a server of a test is made with. */
        public SSLContext context() throws IOException, GeneralSecurityException {
            KeyStore all = load();
            KeyStore one = KeyStore.getInstance("PKCS12");
            one.load(null, null);
            one.setKeyEntry(alias, key(all), PASSWORD.toCharArray(), all.getCertificateChain(alias));
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(one, PASSWORD.toCharArray());
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), null, null);
            return context;
        }

        /** The certificate as a PEM file. */
        public Path certificate() throws IOException, GeneralSecurityException {
            return pem(alias);
        }

        /** The key as a PEM file (PKCS#8). */
        public Path key() throws IOException, GeneralSecurityException {
            return Files.writeString(
                    folder.resolve(alias + ".key"),
                    armoured("PRIVATE KEY", key(load()).getEncoded()));
        }

        private Key key(KeyStore all) throws GeneralSecurityException {
            return all.getKey(alias, PASSWORD.toCharArray());
        }
    }
}
