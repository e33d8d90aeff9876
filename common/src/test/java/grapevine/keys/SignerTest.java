package grapevine.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.security.auth.x500.X500Principal;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What stands in certificates and lists, as others read it. */
class SignerTest {
    private static final Instant FROM = Instant.parse("2026-11-30T05:00:00.987Z");
    private static final Validity YEAR = Validity.from(FROM, 365);
    private static final X500Principal NAME = new X500Principal("CN=grapevine 0123");
    private static final Holder HOLDER =
            new Holder("seed_1", KeyRole.SEED, List.of("10.0.0.7", "fd00::7"), List.of("a.test", "b.test"));

    // As RFC 5280 numbers the extensions.
    private static final String SUBJECT_KEY = "2.5.29.14";
    private static final String KEY_USAGE = "2.5.29.15";
    private static final String ALTERNATIVE_NAMES = "2.5.29.17";
    private static final String CONSTRAINTS = "2.5.29.19";
    private static final String AUTHORITY_KEY = "2.5.29.35";
    private static final String EXTENDED_USAGE = "2.5.29.37";

    @TempDir
    private Path folder;

    private static KeyPair key;
    private static Signer signer;
    private static X509Certificate network;

    @BeforeAll
    static void make() throws Exception {
        key = Signer.newKey();
        signer = new Signer(NAME, key);
        network = signer.authority(NAME, key.getPublic(), YEAR, 1);
    }

    @Test
    void a_certificate_of_a_node_says_who_it_is_what_it_may_and_whose_key_signed_it() throws Exception {
        X509Certificate made = signer.node(HOLDER, Signer.newKey().getPublic(), YEAR);

        made.verify(key.getPublic());
        assertThat(made.getVersion()).isEqualTo(3);
        assertThat(made.getSigAlgName()).isEqualTo("SHA256withECDSA");
        assertThat(made.getSubjectX500Principal()).isEqualTo(new X500Principal("CN=seed_1, OU=seed"));
        assertThat(made.getIssuerX500Principal()).isEqualTo(NAME);
        assertThat(made.getSubjectAlternativeNames())
                .containsExactly(
                        List.of(6, "grapevine:seed:seed_1"),
                        List.of(7, "10.0.0.7"),
                        List.of(7, "fd00:0:0:0:0:0:0:7"),
                        List.of(2, "a.test"),
                        List.of(2, "b.test"));
        assertThat(made.getKeyUsage()).containsExactly(true, false, false, false, false, false, false, false, false);
        assertThat(made.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2");
        assertThat(made.getBasicConstraints()).isEqualTo(-1);
        assertThat(made.getCriticalExtensionOIDs()).containsExactly(KEY_USAGE);
        assertThat(made.getNonCriticalExtensionOIDs())
                .containsExactlyInAnyOrder(SUBJECT_KEY, ALTERNATIVE_NAMES, AUTHORITY_KEY, EXTENDED_USAGE);
        assertThat(hex(made, AUTHORITY_KEY)).endsWith(hex(network, SUBJECT_KEY).substring(8));
        assertThat(made.getNotBefore()).isEqualTo(FROM.truncatedTo(ChronoUnit.SECONDS));
        assertThat(made.getNotAfter())
                .isEqualTo(FROM.truncatedTo(ChronoUnit.SECONDS).plus(Duration.ofDays(365)));
    }

    @Test
    void an_authority_may_sign_certificates_and_lists_and_one_successor() throws Exception {
        X509Certificate successor =
                signer.authority(new X500Principal("CN=x"), Signer.newKey().getPublic(), YEAR, 0);

        network.verify(key.getPublic());
        assertThat(network.getBasicConstraints()).isEqualTo(1);
        assertThat(successor.getBasicConstraints()).isZero();
        for (X509Certificate each : List.of(network, successor)) {
            assertThat(each.getKeyUsage()).containsExactly(false, false, false, false, false, true, true, false, false);
            assertThat(each.getCriticalExtensionOIDs()).containsExactlyInAnyOrder(KEY_USAGE, CONSTRAINTS);
        }
        assertThat(network.getNonCriticalExtensionOIDs()).containsExactly(SUBJECT_KEY);
        assertThat(successor.getNonCriticalExtensionOIDs()).containsExactlyInAnyOrder(SUBJECT_KEY, AUTHORITY_KEY);
    }

    @Test
    void each_certificate_has_a_number_that_nobody_can_guess() throws Exception {
        BigInteger one = signer.node(HOLDER, key.getPublic(), YEAR).getSerialNumber();
        BigInteger other = signer.node(HOLDER, key.getPublic(), YEAR).getSerialNumber();

        assertThat(one).isPositive().isNotEqualTo(other);
        assertThat(one.bitLength()).isBetween(32, 65);
    }

    @Test
    void the_longest_list_there_may_be_is_read() throws Exception {
        List<BigInteger> serials = Stream.iterate(BigInteger.ONE.shiftLeft(64), each -> each.subtract(BigInteger.ONE))
                .limit(RevocationList.MOST)
                .toList();

        RevocationList list = RevocationList.of(signer.list(serials, FROM));

        assertThat(list.serials()).containsExactlyInAnyOrderElementsOf(serials);
        assertThat(list.number()).isEqualTo(FROM.getEpochSecond());
        assertThat(list.isSignedByOneOf(List.of(network))).isTrue();
        assertThat(RevocationList.of(signer.list(List.of(), FROM)).size()).isZero();
    }

    @Test
    void other_programs_accept_them_too() throws Exception {
        assumeTrue(isInPath("openssl"), "skipped: there is no openssl");
        X509Certificate node = signer.node(HOLDER, Signer.newKey().getPublic(), Validity.ofDays(1));
        X509Certificate gone = signer.node(HOLDER, Signer.newKey().getPublic(), Validity.ofDays(1));
        Files.write(
                folder.resolve("network.pem"),
                Stores.pem(List.of(signer.authority(NAME, key.getPublic(), Validity.ofDays(1), 1))));
        Files.write(folder.resolve("node.pem"), Stores.pem(List.of(node)));
        Files.write(folder.resolve("gone.pem"), Stores.pem(List.of(gone)));
        Files.write(folder.resolve("list.crl"), signer.list(List.of(gone.getSerialNumber()), Instant.now()));

        run("openssl", "crl", "-inform", "DER", "-in", "list.crl", "-out", "list.pem");

        String[] verify = {
            "openssl", "verify", "-x509_strict", "-crl_check", "-CAfile", "network.pem", "-CRLfile", "list.pem"
        };
        assertThat(run(verify, "-purpose", "sslserver", "node.pem")).contains("node.pem: OK");
        assertThat(run(verify, "-purpose", "sslclient", "node.pem")).contains("node.pem: OK");
        assertThat(run(verify, "gone.pem")).contains("certificate revoked").doesNotContain("OK");
    }

    private static boolean isInPath(String program) {
        return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .anyMatch(each -> Files.isExecutable(Path.of(each, program)));
    }

    private String run(String[] command, String... more) throws IOException, InterruptedException {
        return run(Stream.of(command, more).flatMap(Arrays::stream).toArray(String[]::new));
    }

    private String run(String... command) throws IOException, InterruptedException {
        Path said = folder.resolve("said");
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        try {
            assertThat(process.waitFor(1, TimeUnit.MINUTES)).as("it ends").isTrue();
        } finally {
            process.destroyForcibly();
        }
        return Files.readString(said);
    }

    private static String hex(X509Certificate certificate, String extension) {
        return HexFormat.of().formatHex(certificate.getExtensionValue(extension));
    }
}
