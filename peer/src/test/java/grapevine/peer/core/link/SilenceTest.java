package grapevine.peer.core.link;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SilenceTest {
    @Test
    void a_word_for_it_holds_for_the_round_in_which_it_was_said() {
        Silence silence = new Silence(0);
        silence.opensRound(1);
        silence.vouch();
        silence.missesRound();
        assertThat(silence.isVouchedFor()).isTrue();

        silence.opensRound(2);

        assertThat(silence.isVouchedFor()).isFalse();
    }
}
