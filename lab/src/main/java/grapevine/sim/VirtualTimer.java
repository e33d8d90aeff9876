package grapevine.sim;

import org.jspecify.annotations.Nullable;

/** The one timer of a host. An alarm already in the queue serves for a later time too: it moves on when it comes. */
final class VirtualTimer {
    private static final long UNARMED = Long.MAX_VALUE;

    private final VirtualHost host;
    private long due = UNARMED;

    /** The alarm that counts; an earlier one still in the queue is void. */
    private @Nullable Alarm alarm;

    VirtualTimer(VirtualHost host) {
        this.host = host;
    }

    /** Rings once, at this virtual time; what was asked before is forgotten. */
    void arm(long time) {
        due = time;
        if (alarm == null || alarm.due > time) {
            set(time);
        }
    }

    private void set(long time) {
        alarm = new Alarm(this);
        host.network().schedule(time, alarm);
    }

    private static final class Alarm extends LinkEvent {
        private final VirtualTimer timer;

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
            if (timer.alarm == this) {
                timer.host.takeIn(this);
            }
        }

        @Override
        void handOver() {
            if (timer.alarm != this) {
                return;
            }
            timer.alarm = null;
            if (timer.due > timer.host.network().now()) {
                timer.set(timer.due);
            } else {
                timer.due = UNARMED;
                timer.host.enter(timer.host.node()::onTimer);
            }
        }
    }
}
