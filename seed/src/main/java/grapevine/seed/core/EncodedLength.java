package grapevine.seed.core;

import grapevine.wire.Entry;
import grapevine.wire.Registration;

/** How many bytes something takes in a body, its separator included, so that a body is cut before it is too long. */
final class EncodedLength {
    private EncodedLength() {}

    /** {@code <ip>:<port>:<degree>:<age>:<epoch>;}. */
    static int of(Entry entry) {
        return entry.address().toString().length()
                + digits(entry.degree())
                + digits(entry.age())
                + digits(entry.epoch())
                + 4;
    }

    /** {@code <entry>:<revision>:<remaining>:<state>;}. */
    static int of(Registration row) {
        return of(row.entry())
                + digits(row.revision())
                + digits(row.remaining())
                + row.state().word().length()
                + 3;
    }

    private static int digits(long value) {
        int digits = 1;
        for (long rest = value / 10; rest != 0; rest /= 10) {
            digits++;
        }
        return digits;
    }
}
