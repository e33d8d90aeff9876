package grapevine.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import grapevine.wire.Proof.Hash;
import java.io.ByteArrayOutputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a proof stands for, and how it is written. */
class ProofTest {
    private static final Origin MAKER = new Origin(Address.parse("10.0.0.1:6001"), 7);
    private static final long KEY = 0x0123_4567_89ab_cdefL;
    private static final byte[] SIGNATURE = new byte[Proof.SIGNATURE];

    private final Proof.Hashing hashing = new Proof.Hashing("default");

    private static Gossip message(long n) {
        return Gossip.of(MAKER, n, 1000 + n, "time=5.0\n".getBytes(UTF_8), ("text " + n).getBytes(UTF_8));
    }

    private List<Gossip> batch(int count) {
        List<Gossip> batch = new ArrayList<>();
        for (int n = 1; n <= count; n++) {
            batch.add(message(n));
        }
        return batch;
    }

    private List<List<Hash>> tree(List<Gossip> batch) {
        return hashing.tree(batch.stream().map(each -> hashing.leaf(each, KEY)).toList());
    }

    private Hash root(Gossip received) {
        Proof proof = received.proof();
        return hashing.root(hashing.leaf(received, proof.key()), proof);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 31, 32, 33, 100, 1023, 1024})
    void each_message_of_a_batch_leads_to_the_root_that_was_signed(int count) throws Exception {
        List<Gossip> batch = batch(count);
        List<List<Hash>> tree = tree(batch);
        Hash root = tree.get(tree.size() - 1).get(0);

        for (int place = 0; place < count; place++) {
            Gossip proven = batch.get(place).proven(Proof.of(KEY, place, tree, SIGNATURE));
            Gossip received = Gossip.decode(proven.frame());

            assertThat(received.proof()).isEqualTo(proven.proof());
            assertThat(root(received)).isEqualTo(root);
            assertThat(root(received.withAge(70))).isEqualTo(root);
            assertThat(root(received.along(new Way(1, 0, List.of(MAKER.address())))))
                    .isEqualTo(root);
        }
    }

    /** By hand, as the page has it: what others have to work out. */
    @Test
    void what_is_hashed_is_what_the_page_says() throws Exception {
        Gossip message = Gossip.of(MAKER, 3, 1003, "k=v\n".getBytes(UTF_8), "hi".getBytes(UTF_8));
        ByteArrayOutputStream hashed = new ByteArrayOutputStream();
        hashed.write(0);
        hashed.write("grapevine proof default\n".getBytes(UTF_8));
        hashed.write(new byte[] {0x01, 0x23, 0x45, 0x67, (byte) 0x89, (byte) 0xab, (byte) 0xcd, (byte) 0xef});
        hashed.write("Gossip 1003:10.0.0.1:3 6001 7".getBytes(UTF_8));
        hashed.write(new byte[] {0, 0, 0, 0, 0, 0, 0, 4});
        hashed.write("k=v\nhi".getBytes(UTF_8));
        byte[] sha = MessageDigest.getInstance("SHA-256").digest(hashed.toByteArray());

        assertThat(hashing.leaf(message, KEY).bytes()).isEqualTo(Arrays.copyOf(sha, 16));

        ByteArrayOutputStream pair = new ByteArrayOutputStream();
        pair.write(1);
        pair.write(hashing.leaf(message(1), KEY).bytes());
        pair.write(hashing.leaf(message(2), KEY).bytes());
        sha = MessageDigest.getInstance("SHA-256").digest(pair.toByteArray());
        assertThat(tree(batch(2)).get(1).get(0).bytes()).isEqualTo(Arrays.copyOf(sha, 16));
    }

    @Test
    void whatever_is_altered_leads_elsewhere() {
        Gossip message = message(3);
        byte[] attributes = "time=5.0\n".getBytes(UTF_8);
        byte[] text = "text 3".getBytes(UTF_8);
        Set<Hash> leaves = new HashSet<>();

        leaves.add(hashing.leaf(message, KEY));
        leaves.add(hashing.leaf(message, KEY + 1));
        leaves.add(new Proof.Hashing("other").leaf(message, KEY));
        leaves.add(hashing.leaf(Gossip.of(MAKER, 4, 1003, attributes, text), KEY));
        leaves.add(hashing.leaf(Gossip.of(MAKER, 3, 1004, attributes, text), KEY));
        leaves.add(hashing.leaf(Gossip.of(new Origin(MAKER.address(), 8), 3, 1003, attributes, text), KEY));
        Address elsewhere = Address.parse("10.0.0.1:6002");
        leaves.add(hashing.leaf(Gossip.of(new Origin(elsewhere, 7), 3, 1003, attributes, text), KEY));
        leaves.add(hashing.leaf(Gossip.of(MAKER, 3, 1003, new byte[0], text), KEY));
        leaves.add(hashing.leaf(Gossip.of(MAKER, 3, 1003, attributes, "text 4".getBytes(UTF_8)), KEY));
        // what moves from the attributes into the payload
        leaves.add(hashing.leaf(Gossip.of(MAKER, 3, 1003, new byte[0], "time=5.0\ntext 3".getBytes(UTF_8)), KEY));

        assertThat(leaves).hasSize(10);
    }

    @Test
    void a_node_of_the_tree_is_no_message() {
        List<List<Hash>> tree = tree(batch(4));

        assertThat(tree.get(1)).doesNotContainAnyElementsOf(tree.get(0));
        assertThat(hashing.root(tree.get(0).get(0), Proof.of(KEY, 1, tree, SIGNATURE)))
                .isNotEqualTo(tree.get(2).get(0));
    }

    @ParameterizedTest
    @CsvSource({
        "'0123456789abcdef:0:1:', 64, ''",
        "'0123456789abcdef:0:2:', 80, ''",
        "'0123456789abcdef:2:3:', 80, ''",
        "'0123456789abcdef:0:3:', 96, ''",
        "'0123456789abcdef:4095:4096:', 256, ''",
        "'0123456789ABCDEF:0:1:', 64, 'hash'",
        "'0123456789abcdef:1:1:', 64, 'count \"1'",
        "'0123456789abcdef:0:0:', 64, 'count \"0'",
        "'0123456789abcdef:0:4097:', 64, 'count \"4097'",
        "'0123456789abcdef:4096:4096:', 256, 'place \"4096'",
        "'0123456789abcdef:00:1:', 64, 'place \"00'",
        "'0123456789abcdef:0:1:', 63, 'is not 64 bytes in Base64'",
        "'0123456789abcdef:0:1:', 65, 'where a newline is expected'",
        "'0123456789abcdef:0:2:', 64, 'is not 80 bytes in Base64'",
    })
    void there_is_one_way_to_write_it(String head, int bytes, String fault) {
        byte[] attributes = attributes(head, new byte[bytes]);

        if (fault.isEmpty()) {
            assertThat(Gossip.of(MAKER, 1, 1, attributes, new byte[0]).proof()).isNotNull();
        } else {
            assertThatThrownBy(() -> Gossip.of(MAKER, 1, 1, attributes, new byte[0]))
                    .hasMessageContaining(fault);
        }
    }

    private static byte[] attributes(String head, byte[] bytes) {
        return ("proof=" + head + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes) + "\n").getBytes(UTF_8);
    }

    @Test
    void no_bit_of_the_text_is_free() {
        String whole = new String(attributes("0123456789abcdef:0:1:", new byte[64]), UTF_8);

        for (String last : List.of("B", "P", "/", "=", " ")) {
            byte[] altered = (whole.substring(0, whole.length() - 2) + last + "\n").getBytes(UTF_8);
            assertThatThrownBy(() -> Gossip.of(MAKER, 1, 1, altered, new byte[0]))
                    .as(last)
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void it_is_the_last_attribute_and_stands_once() {
        String proof = new String(attributes("0123456789abcdef:0:1:", new byte[64]), UTF_8);

        for (String attributes : List.of(proof + "k=v\n", proof + proof)) {
            assertThatThrownBy(() -> Gossip.of(MAKER, 1, 1, attributes.getBytes(UTF_8), new byte[0]))
                    .hasMessageContaining("the proof is not the last one");
        }
    }
}
