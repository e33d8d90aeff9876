package grapevine.runtime;

import java.net.BindException;
import org.jspecify.annotations.Nullable;

/**
 * A host could not listen where it was told to; the message is one line for the operator. Nothing was started.
 */
public final class ListenException extends Exception {
    private static final long serialVersionUID = 1L;

    private ListenException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** Netty's native transport and the JDK word the same fault differently; the number or the word tells it. */
    static ListenException of(String where, @Nullable Throwable cause) {
        return new ListenException("cannot listen on " + where + ": " + reason(cause), cause);
    }

    /** Somebody listens there already. */
    public static ListenException inUse(String where) {
        return new ListenException("cannot listen on " + where + ": address already in use", null);
    }

    private static String reason(@Nullable Throwable cause) {
        String text = cause == null ? "" : String.valueOf(cause.getMessage());
        if (text.contains("(-98)") || text.contains("already in use")) {
            return "address already in use";
        }
        if (text.contains("(-99)") || text.contains("assign requested address")) {
            return "not an address of this machine";
        }
        if (text.contains("(-13)") || text.contains("ermission denied")) {
            return "permission denied";
        }
        if (text.contains("(-24)") || text.contains("oo many open files")) {
            return "too many open files";
        }
        return cause instanceof BindException || !text.isEmpty() ? text.replace('\n', ' ') : String.valueOf(cause);
    }
}
