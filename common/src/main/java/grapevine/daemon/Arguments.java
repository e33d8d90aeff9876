package grapevine.daemon;

import java.util.Map;
import java.util.Optional;

/** A command line that was read: the port, and the value of each option that was given. */
public final class Arguments {
    private final int port;
    private final Map<String, Object> values;

    Arguments(int port, Map<String, Object> values) {
        this.port = port;
        this.values = Map.copyOf(values);
    }

    /** 1..65535. */
    public int port() {
        return port;
    }

    /** What was given for this option, if it was. */
    @SuppressWarnings("unchecked") // the value was made by this very flag's reader
    public <T> Optional<T> get(Flag<T> flag) {
        return Optional.ofNullable((T) values.get(flag.name()));
    }
}
