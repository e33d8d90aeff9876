package grapevine.lab.control;

/** What is done when this process ends, by a signal too, if it is not cancelled before. */
final class AtExit {
    private final Thread thread;

    private AtExit(Thread thread) {
        this.thread = thread;
    }

    /** Does that then, in a thread of this name; nothing if the process ends already. */
    static AtExit run(Runnable deed, String name) {
        Thread thread = new Thread(deed, name);
        try {
            Runtime.getRuntime().addShutdownHook(thread);
        } catch (IllegalStateException e) {
            // Whatever was to be done before is done.
        }
        return new AtExit(thread);
    }

    void cancel() {
        try {
            Runtime.getRuntime().removeShutdownHook(thread);
        } catch (IllegalStateException e) {
            // The process ends: it is done.
        }
    }
}
