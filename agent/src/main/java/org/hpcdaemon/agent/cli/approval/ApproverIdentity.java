package org.hpcdaemon.agent.cli.approval;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Optional;
import org.hpcdaemon.protocol.error.ErrorCode;
import org.hpcdaemon.protocol.error.HpcException;
import org.hpcdaemon.protocol.error.Trouble;
import org.hpcdaemon.protocol.message.approval.ApprovalStatement;
import org.hpcdaemon.protocol.message.approval.ApproverKey;
import org.hpcdaemon.protocol.message.value.Bytes;
import org.hpcdaemon.protocol.rpc.Json;

/** The Ed25519 key of whoever decides from this computer, in a file of {@code $HPC_HOME} that its owner alone reads. */
record ApproverIdentity(ApproverKey key, PrivateKey secret) {
    private static final String FILE = "approver.json";

    /** As the file has it; the private key in PKCS #8. */
    private record Stored(ApproverKey publicKey, Bytes privateKey) {}

    /** Empty if none was made. */
    static Optional<ApproverIdentity> kept(Path home) {
        Path file = home.resolve(FILE);
        try {
            Stored stored = Json.read(Files.readString(file), Stored.class);
            PrivateKey secret = KeyFactory.getInstance("Ed25519")
                    .generatePrivate(new PKCS8EncodedKeySpec(stored.privateKey().toArray()));
            return Optional.of(new ApproverIdentity(stored.publicKey(), secret));
        } catch (NoSuchFileException _) {
            return Optional.empty();
        } catch (IOException e) {
            throw new HpcException(ErrorCode.STORAGE, "cannot read " + file + ": " + Trouble.of(e), e);
        } catch (HpcException | GeneralSecurityException e) {
            throw new HpcException(
                    ErrorCode.STORAGE, file + " holds no key; move it away, and make another: hpc approvals key", e);
        }
    }

    static ApproverIdentity keptOrMade(Path home) {
        return kept(home).orElseGet(() -> make(home));
    }

    private static ApproverIdentity make(Path home) {
        Path file = home.resolve(FILE);
        try {
            KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
            ApproverIdentity made = new ApproverIdentity(ApproverKey.of(pair.getPublic()), pair.getPrivate());
            Path folder = Files.createDirectories(
                    home, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            Path fresh = Files.createTempFile(folder, "approver", ".json");
            try {
                Files.writeString(
                        fresh,
                        Json.pretty(
                                new Stored(made.key(), Bytes.of(made.secret().getEncoded()))));
                // Whole or not at all, and never in place of one that another call made meanwhile.
                Files.createLink(file, fresh);
            } finally {
                Files.delete(fresh);
            }
            return made;
        } catch (FileAlreadyExistsException _) {
            return kept(home).orElseThrow();
        } catch (IOException e) {
            throw new HpcException(ErrorCode.STORAGE, "cannot write " + file + ": " + Trouble.of(e), e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has Ed25519", e);
        }
    }

    /** 64 bytes. */
    byte[] sign(ApprovalStatement statement) {
        try {
            Signature signer = Signature.getInstance("Ed25519");
            signer.initSign(secret);
            signer.update(statement.bytes());
            return signer.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has Ed25519", e);
        }
    }
}
