package grapevine.seed.core;

import grapevine.seed.core.ground.Ground;
import grapevine.seed.core.registry.Registrar;
import grapevine.seed.core.registry.Registry;
import grapevine.seed.core.registry.Row;
import grapevine.wire.Address;
import grapevine.wire.Registration;
import net.bytebuddy.asm.Advice;

/** Rules of a seed broken, each by advice woven into the class that keeps the rule. */
public final class SeedMutants {
    private SeedMutants() {}

    /** A report removes the accused: nobody looks. */
    public static final class Believed {
        private Believed() {}

        @Advice.OnMethodEnter(skipOn = Advice.OnNonDefaultValue.class)
        static boolean remove(
                @Advice.FieldValue("registry") Registry registry,
                @Advice.FieldValue("registrar") Registrar registrar,
                @Advice.Argument(0) Address accused) {
            Row row = registry.find(accused);
            registrar.removeDead(accused, row.epoch(), "probe-unanswered");
            return true;
        }
    }

    /** Of one version a living peer is newer than a removal. */
    public static final class TombstonesIgnored {
        private TombstonesIgnored() {}

        @Advice.OnMethodExit
        static void compare(
                @Advice.This Registration one,
                @Advice.Argument(0) Registration other,
                @Advice.Return(readOnly = false) boolean isNewer) {
            boolean isAlive = one.state() == Registration.State.ALIVE;
            isNewer = isAlive && (isNewer || other.state() != Registration.State.ALIVE);
        }
    }

    /** A standstill is not noticed: what would have been due meanwhile is due now. */
    public static final class Unaware {
        private Unaware() {}

        @Advice.OnMethodEnter(skipOn = Advice.OnNonDefaultValue.class)
        static boolean pass(@Advice.FieldValue("ground") Ground ground, @Advice.Argument(0) long now) {
            ground.enter(now);
            return true;
        }
    }
}
