package grapevine.sim.keys;

import java.util.Locale;

/** What signatures of a simulated network are. Whoever has no key cannot make any that holds, of either kind. */
public enum Crypto {
    /** Hashes with a secret, which the simulator knows for whoever checks: as cheap as that. */
    MODEL,
    /** ECDSA with P-256 as the JDK computes it, 1 to 2 ms each. */
    REAL;

    /** How long a node takes to check one, ms of virtual time. */
    public static final long MILLIS = 1;

    private final String word = name().toLowerCase(Locale.ROOT);

    /** As it is typed. */
    public String word() {
        return word;
    }

    SigningKeys keys(long seedNumber) {
        return switch (this) {
            case MODEL -> new ModelKeys(seedNumber);
            case REAL -> new RealKeys(seedNumber);
        };
    }
}
