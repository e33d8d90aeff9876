package grapevine.sim.keys;

import grapevine.keys.Holder;
import grapevine.keys.KeyRole;
import grapevine.wire.Ip;
import grapevine.wire.Proof;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What is certified of one member, as a text: {@code name;role;ips;key;signature}, the ips separated by commas.
 *
 * @param publicKey of the member
 * @param signature of the authority, over all before it
 */
record Certificate(Holder holder, String publicKey, byte[] signature) {
    private static final Base64.Encoder TEXT = Base64.getUrlEncoder().withoutPadding();
    private static final int FIELDS = 5;

    /** Reads one; null if it has no such form. */
    static @Nullable Certificate read(String text) {
        String[] fields = text.split(";", FIELDS + 1);
        if (fields.length != FIELDS) {
            return null;
        }
        try {
            List<String> ips = fields[2].isEmpty() ? List.of() : List.of(fields[2].split(",", -1));
            Holder holder = new Holder(fields[0], KeyRole.of(fields[1]), ips, List.of());
            return new Certificate(holder, fields[3], Base64.getUrlDecoder().decode(fields[4]));
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    static String signed(Holder holder, String publicKey) {
        return holder.name() + ";" + holder.role().word() + ";" + String.join(",", holder.ips()) + ";" + publicKey;
    }

    String text() {
        return signed(holder, publicKey) + ";" + TEXT.encodeToString(signature);
    }

    /** What the authority signs. */
    Proof.Hash hash() {
        return hash(signed(holder, publicKey));
    }

    static Proof.Hash hash(String text) {
        ByteBuffer hash = sha(text);
        return new Proof.Hash(hash.getLong(), hash.getLong());
    }

    /** By which the key is known, as with the daemons: of what the authority signed. */
    long key() {
        return sha(signed(holder, publicKey)).getLong();
    }

    Set<Ip> ips() {
        return holder.ips().stream().map(Ip::parse).collect(Collectors.toUnmodifiableSet());
    }

    private static ByteBuffer sha(String text) {
        try {
            return ByteBuffer.wrap(
                    MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.US_ASCII)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has it", e);
        }
    }
}
