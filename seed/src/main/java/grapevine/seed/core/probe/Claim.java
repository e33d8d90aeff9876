package grapevine.seed.core.probe;

import grapevine.wire.Ip;
import grapevine.wire.Message;
import grapevine.wire.Message.Hello;
import grapevine.wire.Message.Register;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What somebody says who registers, until somebody was met at that address.
 *
 * @param register with the age that it was told, if it was answered
 * @param source where it came from
 * @param holder the name in the certificate of who says it, null in a network without keys
 * @param waiting who waits for the answer; null if it was entered as a claim, and answered
 */
public record Claim(
        Hello hello,
        Register register,
        Ip source,
        @Nullable String holder,
        @Nullable Asker waiting) {
    /** Who registers, and is answered once. */
    public interface Asker {
        void answer(Message answer);

        /** Nothing is entered. */
        void refuse(String why);
    }

    /** Whether the process that answered so, with this name in its certificate, is the one that says it. */
    boolean isOf(Hello answer, @Nullable String by) {
        return hello.epoch() == answer.epoch() && Objects.equals(holder, by);
    }

    /** Whether it came from the ip it names; what comes from this machine may name the machine, which has this ip. */
    boolean isFromThere(Ip machine) {
        Ip named = hello.self().ip();
        return named.equals(source) || (source.isLoopback() && named.equals(machine));
    }
}
