package grapevine.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdentityTest {
    private static final Identity ONE = Identity.made(1);
    private static final Identity TWO = Identity.made(2);

    @Test
    void a_number_is_provisional_until_it_has_stood() {
        assertThat(ONE).hasToString("0000000000000001?");
        assertThat(ONE.firm()).hasToString("0000000000000001");
        assertThat(ONE.firm().provisional()).isEqualTo(ONE);
    }

    @Test
    void two_are_the_same_network_if_they_have_any_number_in_common() {
        Identity moved = TWO.firm().knowing(ONE);

        assertThat(ONE.isSameAs(TWO)).isFalse();
        assertThat(ONE.isSameAs(moved)).isTrue();
        assertThat(moved.isSameAs(ONE)).isTrue();
        assertThat(Identity.made(3).knowing(ONE).isSameAs(moved)).isTrue();
    }

    @Test
    void a_provisional_number_yields_and_of_two_of_a_kind_the_larger() {
        assertThat(ONE.mergedWith(TWO))
                .isEqualTo(TWO.mergedWith(ONE))
                .hasToString("0000000000000001?,0000000000000002?");
        assertThat(ONE.mergedWith(TWO.firm())).hasToString("0000000000000002,0000000000000001?");
        assertThat(Identity.made(-1).firm().mergedWith(ONE.firm())).hasToString("0000000000000001,ffffffffffffffff");
    }

    @Test
    void whoever_left_the_number_of_the_other_behind_has_given_way_already() {
        Identity moved = TWO.firm().knowing(ONE.firm());

        assertThat(ONE.firm().mergedWith(moved).number()).isEqualTo(2);
        assertThat(moved.mergedWith(ONE.firm()).number()).isEqualTo(2);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void both_ends_of_a_merger_have_the_same_number_and_it_is_one_of_theirs(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 1_000; i++) {
            Identity one = any(random);
            Identity other = any(random);

            Identity merged = one.mergedWith(other);

            assertThat(merged.number())
                    .isEqualTo(other.mergedWith(one).number())
                    .isIn(one.number(), other.number());
            assertThat(merged.isSameAs(one)).isTrue();
            assertThat(merged.size()).isLessThanOrEqualTo(Identity.MOST);
        }
    }

    @Test
    void of_too_many_the_provisional_ones_are_forgotten_first_and_the_present_one_never() {
        Identity full = Identity.made(0).firm();
        for (int i = 1; i < Identity.MOST; i++) {
            full = full.knowing(i == 3 ? Identity.made(i) : Identity.made(i).firm());
        }

        Identity more = full.knowing(Identity.made(99).firm());

        assertThat(more.size()).isEqualTo(Identity.MOST);
        assertThat(more.number()).isZero();
        assertThat(more.has(3)).isFalse();
        assertThat(more.has(99)).isTrue();
        assertThat(more.knowing(Identity.made(98))).isEqualTo(more);
        assertThat(more.knowing(Identity.made(97).firm()).has(99)).isFalse();
        assertThat(full.withoutProvisional().size()).isEqualTo(Identity.MOST - 1);
    }

    @Test
    void no_firm_number_of_ours_goes_in_a_merger_however_many_the_others_have() {
        Identity ours = Identity.made(50).firm().knowing(Identity.made(60).firm());
        for (int i = 40; i > 0; i--) {
            Identity stranger = Identity.made(i).firm();
            for (int j = 2; j < Identity.MOST; j++) {
                stranger = stranger.knowing(Identity.made(100L * i + j).firm());
            }
            ours = ours.mergedWith(stranger.knowing(Identity.made(50).firm()));
        }

        assertThat(ours.has(50)).isTrue();
        assertThat(ours.has(60)).isTrue();
        assertThat(ours.size()).isEqualTo(Identity.MOST);
        assertThat(ours.has(ours.mergedWith(Identity.made(0).firm()).number()))
                .as("no room, no other number")
                .isTrue();
    }

    @Test
    void where_numbers_are_too_many_the_present_one_of_the_other_stays_known() {
        Identity seeds = Identity.made(1).firm();
        for (int i = 2; i <= Identity.MOST; i++) {
            seeds = seeds.knowing(Identity.made(i).firm());
        }
        Identity ours = Identity.made(50).firm().knowing(Identity.made(60).firm());

        assertThat(seeds.knowing(ours).has(50)).isTrue();
    }

    @Test
    void a_hello_that_would_be_too_long_leaves_out_the_earliest_numbers_and_then_the_time() {
        Identity many = Identity.made(1).firm();
        for (int i = 2; i <= Identity.MOST; i++) {
            many = many.knowing(Identity.made(i).firm());
        }
        Address longest = Address.parse("[1111:2222:3333:4444:5555:6666:7777:8888]:65535");
        long now = 1_795_000_000_000L;

        String line = text(new Message.Hello(Role.SEED, "n".repeat(64), longest, now, 0, longest.ip(), now, now, many));

        assertThat(line)
                .endsWith(" id=0000000000000001\n")
                .doesNotContain("time=")
                .hasSizeLessThan(258);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1",
                "000000000000000G",
                "0000000000000001,",
                "0000000000000001,0000000000000001",
                "0000000000000001??",
                "0000000000000001 ?"
            })
    void what_is_no_identity_is_refused(String text) {
        byte[] line = ("Hello grapevine/1 peer default 127.0.0.1:6001 1 0 id=" + text + "\n")
                .getBytes(StandardCharsets.US_ASCII);

        assertThatThrownBy(() -> Wire.decode(line)).isInstanceOf(ProtocolException.class);
    }

    private static Identity any(Random random) {
        Identity any = Identity.made(random.nextInt(6));
        for (int i = random.nextInt(4); i > 0; i--) {
            Identity more = Identity.made(random.nextInt(6));
            any = any.knowing(random.nextBoolean() ? more.firm() : more);
        }
        return random.nextBoolean() ? any.firm() : any;
    }

    private static String text(Message message) {
        return new String(Wire.bytes(List.of(message)), StandardCharsets.UTF_8);
    }
}
