package grapevine.sim;

import grapevine.node.Counter;
import grapevine.node.Marks;
import grapevine.peer.core.gossip.Seen;
import grapevine.peer.core.ground.Ground;
import grapevine.peer.core.ground.Self;
import grapevine.wire.Address;
import grapevine.wire.Gossip;
import grapevine.wire.Message.LinkRequest.Purpose;
import net.bytebuddy.asm.Advice;

/**
 * Rules of a peer broken, each by advice woven into the class that keeps the rule; the product knows nothing of them.
 */
public final class PeerMutants {
    private PeerMutants() {}

    /** Links are asked for once, when a peer joins, and no more. */
    public static final class NoRepair {
        private NoRepair() {}

        @Advice.OnMethodEnter(skipOn = Advice.OnNonDefaultValue.class)
        static boolean skip(@Advice.Argument(0) Purpose purpose) {
            return purpose == Purpose.REPAIR;
        }
    }

    /** The answer is yes. */
    public static final class Yes {
        private Yes() {}

        @Advice.OnMethodExit
        static void answer(@Advice.Return(readOnly = false) boolean answer) {
            answer = true;
        }
    }

    /** Every tenth message that was seen before counts as new; if all did, none would ever come to rest. */
    public static final class Forgetful {
        /** Asked so far, over all peers. */
        public static long asked;

        private Forgetful() {}

        @Advice.OnMethodExit
        static void forget(@Advice.Return(readOnly = false) Seen.Verdict verdict) {
            if (verdict == Seen.Verdict.DUPLICATE && ++asked % 10 == 0) {
                verdict = Seen.Verdict.NEW;
            }
        }
    }

    /** What is not in its place is handed over as if it were. */
    public static final class Unmarked {
        private Unmarked() {}

        @Advice.OnMethodExit
        static void unmark(@Advice.Return(readOnly = false) Marks marks) {
            marks = Marks.NONE;
        }
    }

    /** What is heard is not taken in. */
    public static final class Deaf {
        private Deaf() {}

        @Advice.OnMethodEnter(skipOn = Advice.OnNonDefaultValue.class)
        static boolean skip() {
            return true;
        }
    }

    /** Messages are retained for twice the time. */
    public static final class TwiceAsLong {
        private TwiceAsLong() {}

        @Advice.OnMethodEnter
        static void lengthen(
                @Advice.FieldValue("timeMillis") long timeMillis,
                @Advice.Argument(value = 1, readOnly = false) long now) {
            now -= timeMillis;
        }
    }

    /** Duplicates are thrown away and not counted. */
    public static final class Uncounted {
        private Uncounted() {}

        @Advice.OnMethodEnter(skipOn = Advice.OnNonDefaultValue.class)
        static boolean skip(@Advice.Argument(0) Counter counter) {
            return counter == Counter.DROPPED_DUPLICATE;
        }
    }

    /**
     * Every tenth large message that reaches the oldest peer is neither kept nor handed over nor counted. That one is
     * offered most of what it has once more by somebody to whom it came later.
     */
    public static final class Lossy {
        /** So many reached it so far. */
        public static long came;

        private Lossy() {}

        @Advice.OnMethodEnter(skipOn = Advice.OnNonDefaultValue.class)
        static boolean skip(@Advice.FieldValue("ground") Ground ground, @Advice.Argument(0) Gossip message) {
            return message.length() > 16 * 1024 && isOldest(ground.self()) && ++came % 10 == 0;
        }

        /** Of the stories. */
        public static boolean isOldest(Self peer) {
            return peer.address().equals(World.peer(0));
        }
    }

    /** Whoever has a port of the same parity is older, and nobody else: two networks in one. */
    public static final class OfTheSameParity {
        private OfTheSameParity() {}

        @Advice.OnMethodExit
        static void compare(
                @Advice.This Self self,
                @Advice.Argument(1) Address other,
                @Advice.Return(readOnly = false) boolean isYounger) {
            isYounger = (self.address().port() - other.port()) % 2 == 0;
        }
    }
}
