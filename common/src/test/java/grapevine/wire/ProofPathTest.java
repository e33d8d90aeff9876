package grapevine.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import grapevine.wire.Proof.Hash;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which messages are shown to be of a batch by the way of another one, and which are not. */
class ProofPathTest {
    private static final Origin MAKER = new Origin(Address.parse("10.0.0.1:6001"), 7);
    private static final long KEY = 5;
    private static final byte[] SIGNATURE = new byte[Proof.SIGNATURE];
    private static final int COUNT = 21;

    private final Proof.Hashing hashing = new Proof.Hashing("default");

    private List<List<Hash>> tree(int count) {
        return hashing.tree(IntStream.range(0, count)
                .mapToObj(n ->
                        hashing.leaf(Gossip.of(MAKER, n + 1, 1000, new byte[0], ("text " + n).getBytes(UTF_8)), KEY))
                .toList());
    }

    private static Proof proof(int place, List<List<Hash>> tree) {
        return Proof.of(KEY, place, tree, SIGNATURE);
    }

    private ProofPath path(int place, List<List<Hash>> tree) {
        return new ProofPath(hashing, tree.get(0).get(place), proof(place, tree));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 31, 32, 33, 100, 1023, 4096})
    void all_of_a_batch_are_of_it_in_whatever_order_they_come(int count) {
        List<List<Hash>> tree = tree(count);
        List<Integer> inOrder = IntStream.range(0, count).boxed().toList();
        List<Integer> backwards = new ArrayList<>(inOrder);
        Collections.reverse(backwards);
        List<Integer> shuffled = new ArrayList<>(inOrder);
        Collections.shuffle(shuffled, new Random(count));

        for (List<Integer> order : List.of(inOrder, backwards, shuffled)) {
            ProofPath path = path(order.get(0), tree);
            for (int place : order) {
                assertThat(path.leadsPast(tree.get(0).get(place), proof(place, tree)))
                        .as(order + ": " + place)
                        .isTrue();
            }
        }
    }

    /** What is relayed is looked at by others, who may know less: so each hash has to be right, needed here or not. */
    @Test
    void whatever_is_altered_in_a_proof_is_seen() {
        List<List<Hash>> tree = tree(COUNT);
        for (int first = 0; first < COUNT; first++) {
            for (int place = 0; place < COUNT; place++) {
                ProofPath path = path(first, tree);
                Hash leaf = tree.get(0).get(place);
                Proof proof = proof(place, tree);
                for (int at = 0; at < proof.hashes().size(); at++) {
                    List<Hash> altered = new ArrayList<>(proof.hashes());
                    altered.set(
                            at,
                            new Hash(altered.get(at).high() ^ 1, altered.get(at).low()));
                    assertThat(path.leadsPast(leaf, new Proof(KEY, place, COUNT, altered, SIGNATURE)))
                            .as(first + " " + place + " " + at)
                            .isFalse();
                }
                assertThat(path.leadsPast(new Hash(leaf.high(), leaf.low() ^ 1), proof))
                        .isFalse();
                assertThat(path.leadsPast(leaf, proof)).isTrue();
            }
        }
    }

    @Test
    void another_place_another_count_another_key_and_another_signature_are_of_no_use() {
        List<List<Hash>> tree = tree(COUNT);
        ProofPath path = path(4, tree);
        Hash leaf = tree.get(0).get(4);
        Proof proof = proof(4, tree);
        byte[] other = new byte[Proof.SIGNATURE];
        other[63] = 1;

        assertThat(path.leadsPast(leaf, new Proof(KEY, 4, COUNT, proof.hashes(), other)))
                .isFalse();
        assertThat(path.leadsPast(leaf, new Proof(KEY + 1, 4, COUNT, proof.hashes(), SIGNATURE)))
                .isFalse();
        assertThat(path.leadsPast(leaf, new Proof(KEY, 4, COUNT + 1, proof.hashes(), SIGNATURE)))
                .isFalse();
        assertThat(path.leadsPast(leaf, new Proof(KEY, 6, COUNT, proof.hashes(), SIGNATURE)))
                .isFalse();
        assertThat(path.leadsPast(leaf, proof)).isTrue();
    }
}
