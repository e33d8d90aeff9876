package grapevine.sim.net;

import org.jspecify.annotations.Nullable;

/**
 * The one timer of a host. An alarm already in the queue serves for a later time too: when it comes, it makes way for
 * the next one that is there, or for a new one. So there are few alarms, and none is ever sought in the queue. One that
 * has rung serves again: what lives for seconds is dear to collect where there are millions.
 */
final class VirtualTimer {
    private static final long UNARMED = Long.MAX_VALUE;

    private final VirtualHost host;
    private long due = UNARMED;

    /** The earliest alarm in the queue; each knows the next later one. */
    private @Nullable Alarm earliest;

    /** The one that rang last, in no queue now. */
    private @Nullable Alarm spare;

    VirtualTimer(VirtualHost host) {
        this.host = host;
    }

    /** Rings once, at this virtual time; what was asked before is forgotten. */
    void arm(long time) {
        due = time;
        comeBy(time);
    }

    /** Its host's clock stood still for so long (ms): what is due comes so much later. */
    void putOff(long millis) {
        if (due != UNARMED) {
            due += millis;
        }
    }

    private void comeBy(long time) {
        if (earliest == null || earliest.due > time) {
            Alarm alarm = spare == null ? new Alarm(this) : spare;
            spare = null;
            alarm.later = earliest;
            earliest = alarm;
            host.network().schedule(time, alarm);
        }
    }

    /** An alarm comes while an earlier one waits for a frozen process: it is not needed. */
    private void drop(Alarm alarm) {
        for (Alarm each = earliest; each != null; each = each.later) {
            if (each.later == alarm) {
                each.later = alarm.later;
            }
        }
    }

    private static final class Alarm extends LinkEvent {
        private final VirtualTimer timer;
        private @Nullable Alarm later;

        Alarm(VirtualTimer timer) {
            this.timer = timer;
        }

        @Override
        @Nullable
        VirtualLink end() {
            return null;
        }

        @Override
        void happen() {
            if (timer.earliest == this) {
                timer.host.takeIn(this);
            } else {
                timer.drop(this);
            }
        }

        @Override
        void handOver() {
            timer.earliest = later;
            later = null;
            timer.spare = this;
            if (timer.due <= timer.host.network().now()) {
                timer.due = UNARMED;
                timer.host.enter(timer.host.node()::onTimer);
            } else if (timer.due != UNARMED) {
                timer.comeBy(timer.due);
            }
        }
    }
}
