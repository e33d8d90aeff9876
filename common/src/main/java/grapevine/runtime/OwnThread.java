package grapevine.runtime;

import java.security.AccessController;
import java.security.PrivilegedAction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A daemon thread that takes over nothing of the one that happens to start it, which may be of any program of the
 * process, and which it may outlive: neither the values that threads hand on, nor the classes that it ran, nor its
 * group and priority, nor its context class loader. Instead of that it has the loader of our own classes, and not none:
 * it holds that one anyway, and that is the one that sees the application where both are packed into one jar.
 */
public class OwnThread extends Thread {
    /** Not started. To be made by {@link #neutral}. */
    OwnThread(String name, @Nullable Runnable job) {
        super(rootGroup(), job, name, 0, false);
    }

    /** Not that of a program, which would be kept by it. */
    private static ThreadGroup rootGroup() {
        ThreadGroup group = Thread.currentThread().getThreadGroup();
        while (group.getParent() != null) {
            group = group.getParent();
        }
        return group;
    }

    /** A thread for this job, not started. */
    public static Thread of(String name, Runnable job) {
        return neutral(() -> new OwnThread(name, job));
    }

    /** The thread that is made there, which takes over the values that threads hand on, if it is of another kind. */
    // A thread keeps the domains of the classes it was made by, but for those before this; and has its maker's
    // priority.
    @SuppressWarnings({"removal", "ThreadPriorityCheck"})
    static <T extends Thread> T neutral(Supplier<T> maker) {
        T thread = AccessController.doPrivileged((PrivilegedAction<T>) maker::get);
        thread.setDaemon(true);
        thread.setPriority(Thread.NORM_PRIORITY);
        thread.setContextClassLoader(OwnThread.class.getClassLoader());
        return thread;
    }
}
