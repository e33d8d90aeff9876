package grapevine.keys;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * The JDK's {@code keytool}, as a process: it makes the keys and certificates. What is secret comes to it in files,
 * never in its arguments, which every user of the machine can read.
 */
final class Keytool {
    private static final long PATIENCE_S = 60;
    private static final String SIGNATURE = "SHA256withECDSA";
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("yyyy/MM/dd HH:mm:ss", Locale.ROOT);

    private Keytool() {}

    /**
     * Makes a key of P-256 and its certificate in a store; a new one if there is none.
     *
     * @param store PKCS #12, with the password in the file
     * @param start when it begins to be valid, as {@code keytool} has it: {@code -1H} is an hour ago
     * @param days how long it is valid from then on
     * @param more what the certificate is for, and who signs it
     */
    static void makePair(
            Path store, Path password, String alias, String subject, String start, int days, List<String> more)
            throws IOException {
        List<String> words = new ArrayList<>(List.of(
                "-alias",
                alias,
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-sigalg",
                SIGNATURE,
                "-dname",
                subject,
                "-startdate",
                start,
                "-validity",
                Integer.toString(days)));
        words.addAll(more);
        run("-genkeypair", store, password, words);
    }

    /** Puts a certificate that a key has signed itself in the place of the one it has. */
    static void signItself(Path store, Path password, String alias, String start, int days, List<String> more)
            throws IOException {
        List<String> words = new ArrayList<>(List.of(
                "-alias", alias, "-sigalg", SIGNATURE, "-startdate", start, "-validity", Integer.toString(days)));
        words.addAll(more);
        run("-selfcert", store, password, words);
    }

    /**
     * A list of revoked certificates.
     *
     * @param alias who signs it
     * @param serials the numbers of the certificates, decimal
     * @param at when it is said to be signed, to the second
     * @return as DER
     */
    static byte[] revoke(Path store, Path password, String alias, Collection<String> serials, Instant at)
            throws IOException {
        Path list = Files.createTempFile("grapevine-revoked", ".crl");
        try {
            List<String> words = new ArrayList<>(List.of(
                    "-alias",
                    alias,
                    "-sigalg",
                    SIGNATURE,
                    "-startdate",
                    DATE.format(at.atOffset(ZoneOffset.UTC)),
                    "-file",
                    list.toString()));
            for (String serial : serials) {
                words.add("-id");
                words.add(serial);
            }
            run("-gencrl", store, password, words);
            return Files.readAllBytes(list);
        } finally {
            Files.deleteIfExists(list);
        }
    }

    private static void run(String what, Path store, Path password, List<String> words) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-J-XX:TieredStopAtLevel=1", // it lives for a moment
                "-J-Duser.language=en",
                "-J-Duser.timezone=UTC",
                what,
                "-keystore",
                store.toString(),
                "-storetype",
                "PKCS12",
                "-storepass:file",
                password.toString()));
        command.addAll(words);
        run(command);
    }

    private static void run(List<String> command) throws IOException {
        Path said = Files.createTempFile("grapevine-keytool", ".txt");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        try {
            process.getOutputStream().close(); // so that it asks for nothing
            boolean hasEnded = process.waitFor(PATIENCE_S, TimeUnit.SECONDS);
            if (!hasEnded || process.exitValue() != 0) {
                throw new IOException(
                        "keytool " + (hasEnded ? "says: " + firstLine(said) : "has not ended in " + PATIENCE_S + " s"));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } finally {
            process.destroyForcibly();
            Files.deleteIfExists(said);
        }
    }

    private static String firstLine(Path said) throws IOException {
        return new String(Files.readAllBytes(said), StandardCharsets.UTF_8)
                .lines()
                .filter(line -> !line.startsWith("Picked up ")) // by the JVM, of its environment
                .findFirst()
                .orElse("nothing");
    }
}
