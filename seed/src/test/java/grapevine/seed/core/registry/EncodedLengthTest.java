package grapevine.seed.core.registry;

import static org.assertj.core.api.Assertions.assertThat;

import grapevine.wire.Address;
import grapevine.wire.Entry;
import grapevine.wire.Registration;
import grapevine.wire.Registration.State;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The length is that of the text, which is spelled out here once more. */
class EncodedLengthTest {
    @ParameterizedTest
    @ValueSource(strings = {"1.2.3.4:5", "127.0.0.1:6001", "255.255.255.255:65535", "[::1]:80", "[2001:db8::5:0]:9"})
    void an_address_of_any_kind_is_counted_exactly(String address) {
        Entry entry = new Entry(Address.parse(address), 17, 1_800_000_000_000L, 9);
        String text = address + ":17:1800000000000:9;";

        assertThat(EncodedLength.of(entry)).isEqualTo(text.length());
        assertThat(EncodedLength.of(new Registration(entry, 100, 0, State.ALIVE)))
                .isEqualTo((text + "100:0:alive:").length());
    }
}
