package grapevine.runtime;

import io.netty.util.Version;

/**
 * Whether Netty may load native code. From Java 24 on the JVM prints a warning where it was not told that it may, even
 * if there is none to load; a library prints nothing.
 */
final class NativeCode {
    private static final int WARNS_SINCE = 24;

    private NativeCode() {}

    /** Whether trying to load it is silent. */
    static boolean isWelcome() {
        return Runtime.version().feature() < WARNS_SINCE || isEnabled(Version.class.getModule());
    }

    /** What {@code Module.isNativeAccessEnabled} says, which Java 17 does not have. */
    private static boolean isEnabled(Module module) {
        try {
            return (boolean) Module.class.getMethod("isNativeAccessEnabled").invoke(module);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
