package grapevine.peer;

import org.jspecify.annotations.Nullable;

/**
 * The context class loader of the thread that gave us something of the application's to call. It is called with that,
 * on whatever thread: what it looks up by the loader, as services are, it finds as it would there. For any thread.
 */
record ContextLoader(@Nullable ClassLoader loader) {
    /** That of this thread. */
    static ContextLoader seen() {
        return new ContextLoader(Thread.currentThread().getContextClassLoader());
    }

    /** Does something with it on this thread, which has its own back afterwards. */
    void during(Runnable call) {
        Thread thread = Thread.currentThread();
        ClassLoader own = thread.getContextClassLoader();
        set(thread, loader);
        try {
            call.run();
        } finally {
            set(thread, own);
        }
    }

    private static void set(Thread thread, @Nullable ClassLoader loader) {
        if (thread.getContextClassLoader() != loader) {
            try {
                thread.setContextClassLoader(loader);
            } catch (SecurityException refused) {
                // A thread of the application's executor may be one that keeps its own.
            }
        }
    }
}
