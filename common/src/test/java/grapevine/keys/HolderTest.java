package grapevine.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import grapevine.wire.Address;
import grapevine.wire.Message.Hello;
import grapevine.wire.ProtocolException;
import grapevine.wire.ProtocolException.Reason;
import grapevine.wire.Role;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HolderTest {
    @ParameterizedTest
    @CsvSource({"SEED, PEER", "PEER, SEED", "OPERATOR, PEER", "OPERATOR, SEED"})
    void nobody_says_hello_in_another_role(KeyRole certified, Role said) {
        Holder holder = new Holder("alice", certified, List.of(), List.of());

        assertRefused(
                holder,
                hello(said, "10.0.0.7:6001"),
                "alice is certified as " + certified.word() + ", and not as " + said.word());
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.7:6001", "10.0.0.7:1", "[fe80::1]:6001", "0.0.0.0:6001"})
    void certified_is_an_ip_with_each_of_its_ports_and_unknown_is_none(String self) {
        Holder holder = new Holder("alice", KeyRole.PEER, List.of("10.0.0.7", "fe80:0:0:0:0:0:0:1"), List.of());

        assertThatCode(() -> holder.check(hello(Role.PEER, self))).doesNotThrowAnyException();
    }

    @Test
    void another_ip_than_those_that_are_certified_is_refused() {
        Holder holder = new Holder("alice", KeyRole.SEED, List.of("10.0.0.7", "10.0.0.8"), List.of("a.example"));

        assertRefused(
                holder,
                hello(Role.SEED, "10.0.0.9:5000"),
                "alice is certified for 10.0.0.7, 10.0.0.8, and not for 10.0.0.9:5000");
    }

    @Test
    void where_no_ip_is_certified_each_may_be_claimed() {
        Holder holder = new Holder("alice", KeyRole.PEER, List.of(), List.of("a.example"));

        assertThatCode(() -> holder.check(hello(Role.PEER, "10.0.0.9:6001"))).doesNotThrowAnyException();
        assertThat(holder.isOperator()).isFalse();
    }

    private static void assertRefused(Holder holder, Hello hello, String why) {
        assertThatThrownBy(() -> holder.check(hello))
                .isInstanceOfSatisfying(
                        ProtocolException.class,
                        refusal -> assertThat(refusal.reason()).isEqualTo(Reason.NOT_CERTIFIED))
                .hasMessage(why);
    }

    private static Hello hello(Role role, String self) {
        return new Hello(role, "default", Address.parse(self), 1, 0);
    }
}
