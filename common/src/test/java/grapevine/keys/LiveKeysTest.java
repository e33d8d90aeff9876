package grapevine.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import grapevine.keys.LiveKeys.Change;
import grapevine.keys.LiveKeys.Offer;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a running node makes of the files of its keys, and of lists that come to it. */
class LiveKeysTest {
    @TempDir
    private static Path template;

    @TempDir
    private Path folder;

    private NetworkKeys network;
    private Path alice;
    private Path copy;
    private LiveKeys live;

    @BeforeAll
    static void makeOnce() throws Exception {
        for (String name : List.of("mine", "other")) {
            NetworkKeys made = NetworkKeys.make(template.resolve(name));
            KeysFixture.node(made, "alice", KeyRole.PEER);
            KeysFixture.node(made, "bob", KeyRole.PEER);
        }
    }

    @BeforeEach
    void make() throws Exception {
        network = KeysFixture.copy(template.resolve("mine"), folder.resolve("mine"));
        alice = folder.resolve("mine/alice");
        copy = folder.resolve("copy");
        KeyFiles.makeDirectory(copy);
        copyAnew();
        live = LiveKeys.read(copy, KeyRole.PEER);
    }

    private void copyAnew() throws Exception {
        for (String name : new String[] {"node.p12", "password", "network.pem", "revoked.crl"}) {
            if (Files.exists(alice.resolve(name))) {
                copy(name);
            }
        }
    }

    private void copy(String name) throws Exception {
        Files.copy(
                alice.resolve(name),
                copy.resolve(name),
                StandardCopyOption.REPLACE_EXISTING,
                StandardCopyOption.COPY_ATTRIBUTES);
    }

    /** What a look finds that finds nothing wrong. */
    private Change look() {
        LiveKeys.Look look = live.look(Instant.now());
        assertThat(look.problem()).isNull();
        return look.change();
    }

    /**
     * What is wrong, to one look, or to the next where it may have been under way; another one does not say it again,
     * and the keys are as they were.
     */
    private String problem() {
        NodeKeys before = live.now();
        LiveKeys.Look look = live.look(Instant.now());
        if (look.problem() == null) {
            look = live.look(Instant.now());
        }
        assertThat(look()).isEqualTo(Change.NONE);
        assertThat(live.now().certificate()).isEqualTo(before.certificate());
        assertThat(live.now().revoked().number()).isEqualTo(before.revoked().number());
        return look.problem();
    }

    @Test
    void files_that_did_not_change_change_nothing() throws Exception {
        NodeKeys before = live.now();

        assertThat(look()).isEqualTo(Change.NONE);
        assertThat(live.now()).isSameAs(before);
    }

    @Test
    void renewed_keys_are_used_as_soon_as_all_of_them_are_there() throws Exception {
        X509Certificate before = live.now().certificate();
        NetworkKeys.rotate(folder.resolve("mine"));

        copy("node.p12");
        assertThat(problem())
                .isEqualTo(
                        copy.resolve("node.p12") + " has a certificate of another network than network.pem beside it");
        assertThat(live.now().certificate()).isEqualTo(before);

        copy("network.pem");
        assertThat(look()).isEqualTo(Change.KEYS);
        assertThat(live.now().certificate()).isNotEqualTo(before);
        assertThat(look()).isEqualTo(Change.NONE);
    }

    @Test
    void the_keys_of_another_node_are_not_taken() throws Exception {
        alice = folder.resolve("mine/bob");
        copyAnew();

        assertThat(problem()).isEqualTo(copy + " has the keys of bob now, and this is alice");
        assertThat(live.now().self().name()).isEqualTo("alice");
    }

    @Test
    void a_later_list_is_taken_from_the_directory_and_an_earlier_one_is_not() throws Exception {
        network.revoke("bob");
        copyAnew();
        assertThat(look()).isEqualTo(Change.LIST);
        long first = live.now().revoked().number();

        Files.delete(copy.resolve("revoked.crl"));
        assertThat(look()).isEqualTo(Change.NONE);
        assertThat(live.now().revoked().number()).isEqualTo(first);

        Files.writeString(copy.resolve("revoked.crl"), "half of it");
        Files.setPosixFilePermissions(copy.resolve("revoked.crl"), PosixFilePermissions.fromString("rw-------"));
        assertThat(problem()).isEqualTo(copy.resolve("revoked.crl") + " is no list of revoked certificates");
    }

    @Test
    void a_list_of_the_network_is_used_at_once_and_kept_beside_the_keys() throws Exception {
        RevocationList list = network.revoke("bob");

        assertThat(live.offer(list)).isEqualTo(Offer.TAKEN);
        assertThat(live.offer(list)).isEqualTo(Offer.KNOWN);
        assertThat(live.now().revoked().number()).isEqualTo(list.number());

        look();
        assertThat(look()).isEqualTo(Change.NONE);
        assertThat(Files.readAllBytes(copy.resolve("revoked.crl"))).isEqualTo(list.encoded());
        assertThat(LiveKeys.read(copy, KeyRole.PEER).now().revoked().number()).isEqualTo(list.number());
    }

    @Test
    void where_the_directory_is_gone_a_list_is_used_all_the_same_and_kept_when_it_is_back() throws Exception {
        Path gone = folder.resolve("gone");
        Files.move(copy, gone);
        RevocationList list = network.revoke("bob");

        assertThat(live.offer(list)).isEqualTo(Offer.TAKEN);
        assertThat(problem()).isEqualTo(copy + " cannot be read: there is no such file");
        assertThat(live.now().revoked().number()).isEqualTo(list.number());

        Files.move(gone, copy);
        look();
        assertThat(Files.readAllBytes(copy.resolve("revoked.crl"))).isEqualTo(list.encoded());
    }

    @Test
    void a_list_of_another_network_is_not_believed() throws Exception {
        NetworkKeys other = KeysFixture.copy(template.resolve("other"), folder.resolve("other"));

        assertThat(live.offer(other.revoke("bob"))).isEqualTo(Offer.UNBELIEVED);
        assertThat(live.now().revoked().number()).isZero();
    }

    @Test
    void a_list_of_an_authority_that_is_trusted_only_soon_waits_in_its_file_for_the_other_keys() throws Exception {
        Path mine = folder.resolve("mine");
        RevocationList first = network.revoke("bob");
        live.offer(first);
        NetworkKeys.rotate(mine);
        NetworkKeys.finishRotation(mine);
        RevocationList second = NetworkKeys.open(mine).revoked();
        assertThat(second.number()).isGreaterThan(first.number());

        copy("revoked.crl");
        assertThat(problem())
                .isEqualTo(copy.resolve("revoked.crl") + " is signed by no authority in network.pem beside it");
        assertThat(live.now().revoked().number()).isEqualTo(first.number());
        assertThat(live.offer(second)).isEqualTo(Offer.UNBELIEVED);

        copyAnew();
        assertThat(look()).isEqualTo(Change.KEYS);
        assertThat(live.now().revoked().number()).isEqualTo(second.number());
    }

    @Test
    void a_list_that_the_former_authority_signed_gives_way_to_an_earlier_one_of_the_new_one() throws Exception {
        Path mine = folder.resolve("mine");
        RevocationList stolen = Authority.open(mine.resolve("authority"))
                .revoke(List.of(BigInteger.ONE), Instant.parse("2039-01-02T03:04:05Z"));
        NetworkKeys.rotate(mine);
        NetworkKeys.open(mine).revoke("bob");
        NetworkKeys.finishRotation(mine);
        assertThat(live.offer(stolen)).isEqualTo(Offer.TAKEN);
        look();

        copyAnew();

        assertThat(look()).isEqualTo(Change.KEYS);
        assertThat(live.now().revoked().number())
                .isEqualTo(NetworkKeys.open(mine).revoked().number());
        assertThat(live.offer(stolen)).isEqualTo(Offer.UNBELIEVED);
        assertThat(live.now().allRevoked().serials())
                .isEqualTo(NetworkKeys.open(mine).revoked().serials());
    }

    /** What the authority signs so many seconds after this one, on a copy of its directory that knows no other list. */
    private RevocationList later(RevocationList than, int seconds, long... serials) throws Exception {
        return Authority.open(folder.resolve("mine/authority"))
                .revoke(
                        LongStream.of(serials).mapToObj(BigInteger::valueOf).toList(),
                        Instant.ofEpochSecond(than.number() + seconds));
    }

    private static boolean refuses(NodeKeys one, X509Certificate shown) {
        return one.refusal(shown, Instant.now(), Instant.now()) != null;
    }

    @Test
    void who_is_revoked_stays_so_though_a_later_list_lacks_him_and_after_a_restart() throws Exception {
        X509Certificate bobs = NetworkKeys.Node.read(folder.resolve("mine/bob")).certificate();
        RevocationList first = network.revoke("bob");
        RevocationList second = later(first, 1, 7);

        assertThat(live.offer(first)).isEqualTo(Offer.TAKEN);
        look();
        assertThat(live.offer(second)).isEqualTo(Offer.TAKEN);
        assertThat(live.now().revoked().number()).isEqualTo(second.number());
        assertThat(refuses(live.now(), bobs)).isTrue();
        look();
        NodeKeys again = LiveKeys.read(copy, KeyRole.PEER).now();
        assertThat(again.revoked().number()).isEqualTo(second.number());
        assertThat(refuses(again, bobs)).isTrue();
        assertThat(again.allRevoked().lacking()).isOne();

        Set<BigInteger> all = new HashSet<>(first.serials());
        all.addAll(second.serials());
        live.offer(Authority.open(folder.resolve("mine/authority"))
                .revoke(all, Instant.ofEpochSecond(second.number() + 1)));
        look();
        assertThat(live.now().allRevoked().lacking()).isZero();
        assertThat(RevocationLists.earlier(copy)).isEmpty();
        assertThat(refuses(LiveKeys.read(copy, KeyRole.PEER).now(), bobs)).isTrue();
    }

    @Test
    void an_earlier_list_that_has_more_is_taken_from_the_directory_and_the_later_one_stays() throws Exception {
        X509Certificate bobs = NetworkKeys.Node.read(folder.resolve("mine/bob")).certificate();
        network.revoke("bob");
        RevocationList later = later(network.revoke("alice"), 1, 7);
        live.offer(later);
        look();

        copy("revoked.crl");

        assertThat(look()).isEqualTo(Change.LIST);
        assertThat(refuses(live.now(), bobs)).isTrue();
        assertThat(live.now().revoked().number()).isEqualTo(later.number());
        assertThat(look()).isEqualTo(Change.NONE);
        assertThat(Files.readAllBytes(copy.resolve("revoked.crl"))).isEqualTo(later.encoded());
        assertThat(LiveKeys.read(copy, KeyRole.PEER).now().allRevoked().serials())
                .isEqualTo(live.now().allRevoked().serials());
    }

    @Test
    void of_lists_that_lack_what_others_have_so_many_are_kept_and_the_others_counted() throws Exception {
        RevocationList first = network.revoke("bob");
        int most = RevocationLists.MOST_EARLIER;
        live.offer(first);
        for (int i = 1; i <= most; i++) {
            live.offer(later(first, i, i));
        }
        assertThat(live.now().allRevoked().lacking()).isEqualTo(most);
        assertThat(live.now().allRevoked().forgotten()).isZero();

        live.offer(later(first, most + 1, most + 1, 1));

        assertThat(live.now().allRevoked().serials()).hasSize(most + 2);
        live.offer(later(first, most + 2, most + 2));
        assertThat(live.now().allRevoked().serials())
                .as("without that of the earliest one")
                .hasSize(most + 2)
                .doesNotContainAnyElementsOf(first.serials());
        assertThat(live.now().allRevoked().forgotten()).isOne();
        look();
        assertThat(RevocationLists.earlier(copy)).hasSize(most);
        assertThat(LiveKeys.read(copy, KeyRole.PEER).now().allRevoked().serials())
                .isEqualTo(live.now().allRevoked().serials());
    }

    @Test
    void a_node_whose_certificate_has_run_out_takes_lists_still() throws Exception {
        Instant later = live.now().certificate().getNotAfter().toInstant().plusSeconds(1);
        network.revoke("bob");
        copy("revoked.crl");

        assertThat(live.look(later)).isEqualTo(new LiveKeys.Look(Change.LIST, null));
    }

    @Test
    void a_new_certificate_is_taken_though_it_is_not_valid_yet_by_the_clock_here() throws Exception {
        network.renew("alice");
        copyAnew();

        assertThat(live.look(Instant.EPOCH)).isEqualTo(new LiveKeys.Look(Change.KEYS, null));
    }

    @Test
    void a_certificate_that_has_run_out_is_taken_only_in_the_place_of_one_that_has_too() throws Exception {
        alice = KeysFixture.ranOut(network, "late", KeyRole.PEER);
        copyAnew();
        live = LiveKeys.read(copy, KeyRole.PEER);
        X509Certificate former = live.now().certificate();
        byte[] store = Files.readAllBytes(copy.resolve("node.p12"));
        network.renew("late");
        copyAnew();
        assertThat(look()).isEqualTo(Change.KEYS);
        Instant end = live.now().certificate().getNotAfter().toInstant();
        KeyFiles.replace(copy.resolve("node.p12"), store);

        assertThat(problem())
                .startsWith(copy.resolve("node.p12") + ": the certificate of late ran out at "
                        + former.getNotAfter().toInstant() + ", and the clock of this machine says ");
        assertThat(live.look(end.plusSeconds(1)).change()).isEqualTo(Change.KEYS);
        assertThat(live.now().certificate()).isEqualTo(former);
    }

    @Test
    void that_a_certificate_has_run_out_is_said_once_whatever_the_clock_says_next() throws Exception {
        alice = KeysFixture.ranOut(network, "late", KeyRole.PEER);
        copyAnew();
        live = LiveKeys.read(copy, KeyRole.PEER);
        byte[] store = Files.readAllBytes(copy.resolve("node.p12"));
        network.renew("late");
        copyAnew();
        look();
        KeyFiles.replace(copy.resolve("node.p12"), store);

        assertThat(live.look(Instant.now()).problem()).isNull();
        assertThat(live.look(Instant.now().plusSeconds(2)).problem()).contains("ran out");
        assertThat(live.look(Instant.now().plusSeconds(4)).problem()).isNull();
    }

    @Test
    void what_is_there_by_half_is_said_only_when_it_is_so_still_at_the_next_look() throws Exception {
        NetworkKeys.rotate(folder.resolve("mine"));

        copy("node.p12");
        assertThat(look()).isEqualTo(Change.NONE);
        copy("network.pem");
        assertThat(look()).isEqualTo(Change.KEYS);

        Files.delete(copy.resolve("network.pem"));
        assertThat(live.look(Instant.now()).problem()).isNull();
        assertThat(live.look(Instant.now()).problem())
                .isEqualTo(copy.resolve("network.pem") + " cannot be read: there is no such file");
    }

    @Test
    void keys_of_another_network_are_not_taken_though_the_name_is_the_same() throws Exception {
        alice = template.resolve("other/alice");
        copyAnew();

        assertThat(problem()).isEqualTo(copy + " has keys of another network now");
        assertThat(look()).isEqualTo(Change.NONE);
    }

    @Test
    void who_missed_a_whole_rotation_is_told_to_be_started_anew() throws Exception {
        for (int i = 0; i < 2; i++) {
            NetworkKeys.rotate(folder.resolve("mine"));
            NetworkKeys.finishRotation(folder.resolve("mine"));
        }
        copyAnew();

        assertThat(problem())
                .isEqualTo(copy + " has keys of an authority that comes two or more after those that this node trusts:"
                        + " start it anew with them");
    }

    @Test
    void who_is_given_back_keys_of_a_former_authority_is_told_so() throws Exception {
        Instant first = network.network().getNotBefore().toInstant();
        await().until(() -> Validity.ofDays(1).from().isAfter(first.plusSeconds(1))); // it says when to the second
        NetworkKeys.rotate(folder.resolve("mine"));
        NetworkKeys.finishRotation(folder.resolve("mine"));
        copyAnew();
        live = LiveKeys.read(copy, KeyRole.PEER);
        alice = template.resolve("mine/alice");
        copyAnew();

        assertThat(problem())
                .isEqualTo(copy + " has keys of a former authority of this network, which this node trusts no more");
    }

    @Test
    void what_is_mended_without_a_new_time_is_seen() throws Exception {
        network.renew("alice");
        copy("node.p12");
        Files.setPosixFilePermissions(copy.resolve("node.p12"), PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(problem()).contains("has mode 0644");

        Files.setPosixFilePermissions(copy.resolve("node.p12"), PosixFilePermissions.fromString("rw-------"));

        assertThat(look()).isEqualTo(Change.KEYS);
    }

    @Test
    void a_list_with_any_byte_changed_is_no_list_or_not_believed() throws Exception {
        byte[] list = network.revoke("bob").encoded();
        SplittableRandom random = new SplittableRandom(1);
        int read = 0;
        for (int i = 0; i < 20_000; i++) {
            byte[] changed = list.clone();
            for (int change = random.nextInt(3); change >= 0; change--) {
                changed[random.nextInt(changed.length)] ^= (byte) (1 + random.nextInt(255));
            }
            if (Arrays.equals(changed, list)) {
                continue; // two changes of one byte
            }
            try {
                RevocationList odd = RevocationList.of(changed);
                read++;
                assertThat(odd.isSignedByOneOf(live.now().authorities())).isFalse();
            } catch (IllegalArgumentException e) {
                assertThat(e).hasMessage("is no list of revoked certificates");
            }
        }
        assertThat(read).isPositive();
    }

    @Test
    void what_is_no_list_is_refused_and_what_is_one_comes_back_from_its_text() throws Exception {
        RevocationList list = network.revoke("bob");

        assertThat(RevocationList.ofText(list.text()).serials()).isEqualTo(list.serials());
        assertThatThrownBy(() -> RevocationList.ofText("%")).isInstanceOf(IllegalArgumentException.class);
        byte[] nested = new byte[40_000];
        for (int i = 0; i < nested.length; i += 2) {
            nested[i] = 0x30;
            nested[i + 1] = (byte) 0x80;
        }
        assertThatThrownBy(() -> RevocationList.of(nested))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("is no list of revoked certificates");
        byte[] cut = new byte[list.encoded().length - 1];
        System.arraycopy(list.encoded(), 0, cut, 0, cut.length);
        assertThatThrownBy(() -> RevocationList.ofText(Base64.getEncoder().encodeToString(cut)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("is no list of revoked certificates");
        assertThatThrownBy(() -> RevocationList.of("nothing of the kind".getBytes(StandardCharsets.US_ASCII)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("is no list of revoked certificates");
        assertThatThrownBy(() -> RevocationList.of(new byte[1 << 20]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("is longer than 1000 certificates or 49152 bytes, which a list may have");
    }
}
