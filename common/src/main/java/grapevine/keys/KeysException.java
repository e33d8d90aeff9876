package grapevine.keys;

import grapevine.node.Quoted;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Keys cannot be used or made; the message is one line that says which, and the rule. Never holds a secret. */
public final class KeysException extends Exception {
    private static final long serialVersionUID = 1L;

    private KeysException(String line, @Nullable Throwable cause) {
        super(Quoted.inLine(line), cause);
    }

    /** What is wrong with this file or directory, which the line begins with. */
    static KeysException of(Path what, String rule) {
        return of(what, rule, null);
    }

    /** The same with what it came from. */
    static KeysException of(Path what, String rule, @Nullable Throwable cause) {
        return new KeysException(what + (rule.startsWith(":") ? "" : " ") + rule, cause);
    }
}
