package grapevine.runtime;

import grapevine.node.Node;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The one timer of a node. It may be armed with every message, so a later time costs nothing: the wake-up that is under
 * way finds that it came too soon and asks for another. An earlier time replaces the wake-up; the number it carries
 * tells the old one apart if it was on its way already.
 */
final class NodeTimer {
    private static final long NEVER = Long.MAX_VALUE;

    private final Sockets sockets;
    private final EventLoop loop;
    private final Lane lane;
    private final MonotonicClock clock;
    private final Node node;

    // In the lane.
    private long due = NEVER;
    private long wakeAt = NEVER;
    private int wakeUps;

    // Of the event loop alone.
    private @Nullable Future<?> pending;
    private boolean isStopped;

    NodeTimer(Sockets sockets, EventLoop loop, Lane lane, MonotonicClock clock, Node node) {
        this.sockets = sockets;
        this.loop = loop;
        this.lane = lane;
        this.clock = clock;
        this.node = node;
    }

    /** In the lane: the node wants {@link Node#onTimer} at this time, and not when it said before. */
    void arm(long when) {
        due = when;
        if (when < wakeAt) {
            wakeAt = when;
            int number = ++wakeUps;
            sockets.post(() -> schedule(when, number));
        }
    }

    /** From any thread: nobody is woken any more, and the loop, which others live on, forgets the node. */
    void stop() {
        sockets.post(() -> {
            isStopped = true;
            if (pending != null) {
                pending.cancel(false);
            }
        });
    }

    private void schedule(long when, int number) {
        if (pending != null) {
            pending.cancel(false);
        }
        if (isStopped) {
            return;
        }
        pending = loop.schedule(
                () -> lane.insist(turn -> {
                    wakeUp(turn.now(), number);
                    return true;
                }),
                clock.nanosUntil(when),
                TimeUnit.NANOSECONDS);
    }

    private void wakeUp(long now, int number) {
        if (number != wakeUps) {
            return;
        }
        wakeAt = NEVER;
        if (now >= due) {
            due = NEVER;
            node.onTimer(now);
        } else if (due != NEVER) {
            arm(due);
        }
    }
}
